-- Load for wrk: every thread, which has one connection, logs to a run of its own, with growing steps.
-- RUNS holds the runs' ids, METRICS how many values a request logs: 1 goes to log-metric, more to log-batch.

local threads = 0
local metrics = tonumber(os.getenv("METRICS"))

function setup(thread)
    threads = threads + 1
    local index = 0
    for run in os.getenv("RUNS"):gmatch("%x+") do
        index = index + 1
        if index == threads then
            thread:set("run", run)
        end
    end
end

function init()
    step = 0
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    path = metrics == 1 and "/api/2.0/mlflow/runs/log-metric" or "/api/2.0/mlflow/runs/log-batch"
end

local function value(key)
    return string.format('"key":"metric%d","value":%.6f,"timestamp":%d,"step":%d}', key, 1 / (step + 1),
        1700000000000 + step, step)
end

function request()
    local body
    if metrics == 1 then
        body = '{"run_id":"' .. run .. '",' .. value(0)
        step = step + 1
    else
        local values = {}
        for index = 1, metrics do
            values[index] = "{" .. value(index % 10)
            step = step + (index % 10 == 0 and 1 or 0)
        end
        body = '{"run_id":"' .. run .. '","metrics":[' .. table.concat(values, ",") .. "]}"
    end
    return wrk.format(nil, path, nil, body)
end

function done(summary)
    local errors = summary.errors
    io.write(string.format('\n{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d}\n', summary.requests,
        summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
