-- METRICS values of ten metrics a request, BODIES such requests for each run.

package.path = "./?.lua;" .. package.path
local requests = require("requests")
done = requests.tell

function init()
    local before, after = {}, {}
    local step = 0
    for number = 1, tonumber(os.getenv("BODIES")) do
        local values = {}
        for index = 1, tonumber(os.getenv("METRICS")) do
            values[index] = "{" .. requests.point(index % 10, step)
            step = step + (index % 10 == 0 and 1 or 0)
        end
        before[number], after[number] =
            requests.around_run("runs/log-batch", '","metrics":[' .. table.concat(values, ",") .. "]}")
    end
    request = requests.walk(before, after)
end
