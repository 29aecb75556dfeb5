-- Searches the runs of an experiment.

package.path = "./?.lua;" .. package.path
local requests = require("requests")
done = requests.tell

function init()
    local search = requests.of("runs/search", '{"experiment_ids":["' .. os.getenv("EXPERIMENT") ..
        '"],"filter":"metrics.metric1 > 0.5 and params.param1 = \'1\'","order_by":["metrics.metric2 DESC"],' ..
        '"max_results":50}')
    function request()
        return search
    end
end
