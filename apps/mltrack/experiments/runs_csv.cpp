#include "experiments/runs_csv.hpp"

#include "runs/run_export.hpp"

namespace mltrack::program {

void write_csv(const csv_options& options)
{
    run_export what;
    static_cast<verb_options&>(what) = options;
    what.experiment_ids = {options.experiment_id};
    what.format = "csv";
    what.file = options.file;
    export_and_tell(what, "the CSV itself goes", [&](std::uint64_t) {
        return "Experiment with ID " + options.experiment_id + " has been exported as a CSV to file: " + options.file +
               '.';
    });
}

} // namespace mltrack::program
