-- All that a small training sends: a run is created, logged to and ended. A thread has one connection, so that an
-- answer belongs to the request before it. BATCHES=1: metrics, params and tags in a request each, else one by one.

package.path = "./?.lua;" .. package.path
local requests = require("requests")
done = requests.tell

local function lists()
    local metrics, params, tags = {}, {}, {}
    for index = 1, 20 do
        metrics[index] = requests.point(index, index)
    end
    for index = 1, 10 do
        params[index] = string.format('"key":"param%d","value":"%d"}', index, index)
    end
    for index = 1, 5 do
        tags[index] = string.format('"key":"tag%d","value":"%d"}', index, index)
    end
    return metrics, params, tags
end

function init()
    local create = requests.of("runs/create",
        '{"experiment_id":"' .. os.getenv("EXPERIMENT") .. '","start_time":1700000000000,"run_name":"session"}')
    local before, after = {}, {}
    local function add(path, body)
        before[#before + 1], after[#after + 1] = requests.around_run(path, body)
    end
    local metrics, params, tags = lists()
    if os.getenv("BATCHES") == "1" then
        add("runs/log-batch", '","metrics":[{' .. table.concat(metrics, ",{") .. "]}")
        add("runs/log-batch", '","params":[{' .. table.concat(params, ",{") .. "]}")
        add("runs/log-batch", '","tags":[{' .. table.concat(tags, ",{") .. "]}")
    else
        for path, values in pairs({["log-metric"] = metrics, ["log-parameter"] = params, ["set-tag"] = tags}) do
            for _, value in ipairs(values) do
                add("runs/" .. path, '",' .. value)
            end
        end
    end
    add("runs/update", '","status":"FINISHED","end_time":1700000000001}')

    local run
    local number = 0
    function request()
        if not run then
            return create
        end
        number = number + 1
        return before[number] .. run .. after[number]
    end
    function response(status, headers, body)
        if not run then
            run = body:match('"run_id": *"(%x+)"')
            number = 0
        elseif number == #before then
            run = nil
        end
    end
end
