#include "runs/run_export.hpp"

#include "console/json.hpp"
#include "console/progress.hpp"
#include "paging.hpp"
#include <mltrack/frame/csv.hpp>
#include <mltrack/frame/json_lines.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <utility>

namespace mltrack::program {
namespace {

/// Where the export goes. A file is opened, and loses what is in it, with the first runs, so that a search that fails
/// leaves it alone.
class output
{
public:
    explicit output(std::string file) : file_name_(std::move(file)) {}

    std::ostream& stream()
    {
        if (file_name_.empty())
            return std::cout;
        if (!std::exchange(is_open_, true))
            file_.open(file_name_, std::ios::binary);
        return file_;
    }

    /// Throws when not all that was written has arrived.
    void check()
    {
        if (stream().flush())
            return;
        const auto name = file_name_.empty() ? "the standard output" : "the file '" + file_name_ + "'";
        throw exception(error{errc::internal_error, "cannot write " + name + ": is there space, and the right to?"});
    }

private:
    std::string file_name_;
    std::ofstream file_;
    bool is_open_ = false; ///< Whether it was tried to.
};

/// What the option says, else the name of the file. One that says what is not written is no CSV by mistake.
bool is_json_lines(const run_export& options)
{
    if (!options.format.empty())
        return options.format == "jsonl";
    const auto ending = schema::lower_case(std::filesystem::path(options.file).extension().string());
    if (!ending.empty() && ending != ".csv" && ending != ".jsonl" && ending != ".ndjson")
        refuse_usage("--filename: '" + options.file +
                     "' ends as neither CSV (.csv) nor JSON lines (.jsonl, .ndjson) "
                     "do: give --format csv or --format jsonl, or another name.");
    return ending == ".jsonl" || ending == ".ndjson";
}

runs_frame frame_of(const std::vector<std::string>& columns)
{
    try {
        return columns.empty() ? runs_frame() : runs_frame(columns);
    } catch (const exception& problem) {
        refuse_usage(problem.error().message + '.');
    }
}

/// Calls `write` with a frame of each page, and counts the runs.
template <class Write>
std::uint64_t write_pages(runs_frame frame, tracking::any_tracking_api& api, schema::search_runs::request request,
                          const run_export& options, Write write)
{
    constexpr std::size_t page_size = 1'000;
    std::optional<progress> shown;
    if (!options.file.empty())
        shown.emplace("Exporting", progress::unit::runs);
    std::uint64_t count = 0;
    for_each_run(api, std::move(request), options.max_results == 0 ? no_limit : options.max_results,
                 [&](const schema::run& run) {
                     frame.add(run);
                     ++count;
                     if (frame.size() != page_size)
                         return;
                     write(frame);
                     frame.clear();
                     if (shown)
                         shown->advance(page_size);
                 });
    write(frame);
    return count;
}

/// All runs at once, since the header needs their columns.
std::uint64_t write_whole(runs_frame frame, tracking::any_tracking_api& api, schema::search_runs::request request,
                          const run_export& options, output& to)
{
    {
        progress shown("Reading", progress::unit::runs);
        for_each_run(api, std::move(request), options.max_results == 0 ? no_limit : options.max_results,
                     [&](const schema::run& run) {
                         frame.add(run);
                         shown.advance(1);
                     });
    }
    frame::write_csv(to.stream(), frame);
    return frame.size();
}

} // namespace

std::uint64_t write_runs(const run_export& options)
{
    const bool as_json_lines = is_json_lines(options);
    const auto columns = split_columns(options.columns);
    auto frame = frame_of(columns);
    auto api = open(options);
    auto request = search_for(options, api);
    output to(options.file);
    const auto write_rows = [&](auto write) {
        return write_pages(std::move(frame), api, std::move(request), options, [&](const runs_frame& page) {
            write(to.stream(), page);
            to.check();
        });
    };
    std::uint64_t count = 0;
    if (as_json_lines) {
        count = write_rows(frame::write_json_lines);
    } else if (!columns.empty()) {
        bool has_header = false;
        count = write_rows([&](std::ostream& out, const runs_frame& page) {
            if (!std::exchange(has_header, true))
                frame::write_csv_header(out, page);
            frame::write_csv_rows(out, page);
        });
    } else {
        count = write_whole(std::move(frame), api, std::move(request), options, to);
    }
    to.check();
    return count;
}

void export_and_tell(const run_export& options, std::string_view where_it_goes,
                     const std::function<std::string(std::uint64_t)>& sentence)
{
    if (options.json && options.file.empty())
        refuse_usage("--json needs --filename, since " + std::string(where_it_goes) + " to the terminal.");
    const auto count = write_runs(options);
    if (options.json) {
        std::cout << to_json_object([&](auto& json) {
            json.member("file", options.file);
            json.key("runs");
            json.integer(static_cast<std::int64_t>(count));
        }) << '\n';
    } else if (!options.file.empty()) {
        std::cout << sentence(count) << '\n';
    }
}

void export_runs(const run_export& options)
{
    export_and_tell(options, "the runs themselves go", [&](std::uint64_t count) {
        return "Exported " + std::to_string(count) + (count == 1 ? " run" : " runs") + " to " + options.file + '.';
    });
}

void add_run_export(CLI::App& group)
{
    const auto [command, options] = add_verb<run_export>(
        group, "export", "Write runs as CSV or JSON lines, with the columns of mlflow.search_runs.", export_runs);
    add_selection_options(command, options);
    command.add_option(
        "--columns", options.columns,
        "The columns, between commas: run_id, experiment_id, status, artifact_uri, start_time, end_time, "
        "metrics.KEY, params.KEY or tags.KEY; all if not given. With them, CSV goes out page by page.");
    command
        .add_option("--format", options.format,
                    "csv, or jsonl for an object a run with what it has; if not given, as the file's name ends (.csv, "
                    ".jsonl, .ndjson), csv without one.")
        ->transform(one_of({"csv", "jsonl"}));
    command.add_option("-o,--filename", options.file, "The file to write; the standard output if not given.");
    command.add_option("--max-results", options.max_results, "The most runs to write; all if not given.")
        ->check(at_least_one());
}

} // namespace mltrack::program
