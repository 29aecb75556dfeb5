-- One value a request, STEPS of them for each run.

package.path = "./?.lua;" .. package.path
local requests = require("requests")
done = requests.tell

function init()
    local before, after = {}, {}
    for step = 1, tonumber(os.getenv("STEPS")) do
        before[step], after[step] = requests.around_run("runs/log-metric", '",' .. requests.point(0, step))
    end
    request = requests.walk(before, after)
end
