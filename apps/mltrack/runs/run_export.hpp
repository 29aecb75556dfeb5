#pragma once

#include "runs/run_selection.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::program {

/// What `runs export` writes of which runs, and where to.
struct run_export : run_selection
{
    std::vector<std::string> columns; ///< As given, several between commas; none: all that the runs have.
    std::string format;               ///< `csv`, `jsonl`, or empty: as the file's name ends.
    std::string file;                 ///< Empty: the standard output.
    std::size_t max_results = 0;      ///< 0: all.
};

/// Writes the selected runs, and gives their number. JSON lines, and CSV of columns that are given, go out page by
/// page; CSV of all columns needs them all first. Throws `mltrack::exception` also when the file cannot be written,
/// which then holds what was written before.
std::uint64_t write_runs(const run_export& options);

/// `write_runs`, and says what it has done, unless the runs went to the terminal: with --json as an object, else by a
/// sentence for their number. `where_it_goes` is for the refusal of --json without a file: "the CSV itself goes".
void export_and_tell(const run_export& options, std::string_view where_it_goes,
                     const std::function<std::string(std::uint64_t)>& sentence);

/// `runs export`: `write_runs`, and says what it has done.
void export_runs(const run_export& options);

/// Adds `runs export`.
void add_run_export(CLI::App& group);

} // namespace mltrack::program
