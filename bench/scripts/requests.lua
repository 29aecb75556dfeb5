-- What the scripts for wrk share.

local requests = {}

-- A whole request but for the id of its run, in two parts that it goes between. Ids have 32 characters.
function requests.around_run(path, body)
    local length = 32 + #'{"run_id":"' + #body
    return "POST /api/2.0/mlflow/" .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" ..
        "Content-Length: " .. length .. "\r\n\r\n" .. '{"run_id":"', body
end

-- A whole request.
function requests.of(path, body)
    return "POST /api/2.0/mlflow/" .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" ..
        "Content-Length: " .. #body .. "\r\n\r\n" .. body
end

-- A point of a metric, without the brace before it.
function requests.point(key, step)
    return string.format('"key":"metric%d","value":%.6f,"timestamp":%d,"step":%d}', key, 1 / (step + 1),
        1700000000000 + step, step)
end

-- The ids of the runs that the file of the variable RUNS names.
function requests.runs()
    local runs = {}
    for run in io.lines(os.getenv("RUNS")) do
        runs[#runs + 1] = run
    end
    return runs
end

-- A function that gives one request after the other. `before` and `after` are the parts of requests for a run. As many
-- runs as there are connections are written to in turn; when they have had all, the next ones follow, so that no point
-- comes twice. It is an error when there are no more runs.
function requests.walk(before, after)
    local runs = requests.runs()
    local abreast = tonumber(os.getenv("CONNECTIONS"))
    local first, run, number = 0, 0, 1
    return function()
        run = run + 1
        if run > abreast then
            run = 1
            number = number + 1
            if number > #before then
                number = 1
                first = first + abreast
            end
        end
        local id = runs[first + run]
        if not id then
            error("out of runs")
        end
        return before[number] .. id .. after[number]
    end
end

-- Writes what `load.py` reads.
function requests.tell(summary)
    local errors = summary.errors
    io.write(string.format('\n{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d}\n', summary.requests,
        summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end

return requests
