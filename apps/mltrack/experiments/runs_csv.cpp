#include "experiments/runs_csv.hpp"

#include "console/json.hpp"
#include "runs/run_export.hpp"

#include <iostream>

namespace mltrack::program {

void write_csv(const csv_options& options)
{
    if (options.json && options.file.empty())
        refuse_usage("--json needs --filename, since the CSV itself goes to the terminal.");
    run_export what;
    static_cast<verb_options&>(what) = options;
    what.experiment_ids = {options.experiment_id};
    what.format = "csv";
    what.file = options.file;
    const auto count = write_runs(what);
    if (options.json) {
        std::cout << to_json_object([&](auto& json) {
            json.member("file", options.file);
            json.key("runs");
            json.integer(static_cast<std::int64_t>(count));
        }) << '\n';
    } else if (!options.file.empty()) {
        std::cout << "Experiment with ID " << options.experiment_id
                  << " has been exported as a CSV to file: " << options.file << ".\n";
    }
}

} // namespace mltrack::program
