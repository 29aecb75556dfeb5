#include "experiments/runs_csv.hpp"

#include "console/json.hpp"
#include "console/progress.hpp"
#include "console/time.hpp"
#include "paging.hpp"

#include <cmath>
#include <fstream>
#include <iostream>
#include <unordered_map>

namespace mltrack::program {
namespace {

/// The cells of the columns that differ from run to run, by name; columns stand in the order of their first run.
class columns
{
public:
    explicit columns(std::string prefix) : prefix_(std::move(prefix)) {}

    void add(std::size_t row, const std::string& key, std::string value)
    {
        const auto [found, is_new] = index_.try_emplace(key, cells_.size());
        if (is_new) {
            names_.push_back(prefix_ + key);
            cells_.emplace_back();
        }
        cells_[found->second].emplace(row, std::move(value));
    }

    const std::vector<std::string>& names() const { return names_; }

    std::string_view cell(std::size_t column, std::size_t row) const
    {
        const auto found = cells_[column].find(row);
        return found == cells_[column].end() ? std::string_view() : std::string_view(found->second);
    }

private:
    std::string prefix_;
    std::vector<std::string> names_;
    std::vector<std::unordered_map<std::size_t, std::string>> cells_;
    std::unordered_map<std::string, std::size_t> index_;
};

/// As pandas writes it: with quotes where they are needed.
std::string csv_cell(std::string_view cell)
{
    if (cell.find_first_of(",\"\r\n") == cell.npos)
        return std::string(cell);
    std::string out = "\"";
    for (const char c : cell)
        (out += c) += c == '"' ? "\"" : "";
    return out += '"';
}

std::string to_text(schema::unix_ms time)
{
    return date_and_time(time) + fraction_of(time) + "+00:00";
}

std::string to_text(double value)
{
    std::string out;
    if (!std::isnan(value))
        codec::append_double(out, value);
    return out;
}

struct runs_table
{
    std::vector<std::vector<std::string>> fixed;
    columns metrics{"metrics."};
    columns params{"params."};
    columns tags{"tags."};

    void add(const schema::run& run)
    {
        const auto row = fixed.size();
        fixed.push_back({run.info.run_id.value, run.info.experiment_id.value,
                         std::string(reflect::enum_name(run.info.status)), run.info.artifact_uri,
                         to_text(run.info.start_time), run.info.end_time ? to_text(*run.info.end_time) : ""});
        for (const auto& each : run.data.metrics)
            metrics.add(row, each.key->value, to_text(*each.value));
        for (const auto& each : run.data.params)
            params.add(row, each.key->value, each.value);
        for (const auto& each : run.data.tags)
            tags.add(row, each.key->value, each.value);
    }
};

std::ostream& operator<<(std::ostream& out, const runs_table& table)
{
    out << "run_id,experiment_id,status,artifact_uri,start_time,end_time";
    for (const auto* part : {&table.metrics, &table.params, &table.tags})
        for (const auto& name : part->names())
            out << ',' << csv_cell(name);
    out << '\n';
    for (std::size_t row = 0; row != table.fixed.size(); ++row) {
        std::string separator;
        for (const auto& cell : table.fixed[row])
            out << std::exchange(separator, ",") << csv_cell(cell);
        for (const auto* part : {&table.metrics, &table.params, &table.tags})
            for (std::size_t column = 0; column != part->names().size(); ++column)
                out << ',' << csv_cell(part->cell(column, row));
        out << '\n';
    }
    return out;
}

} // namespace

void write_csv(const csv_options& options)
{
    if (options.json && options.file.empty())
        refuse_usage("--json needs --filename, since the CSV itself goes to the terminal.");
    auto api = open(options);
    api.get_experiment({.experiment_id = options.experiment_id});
    runs_table table;
    {
        progress shown("Reading", progress::unit::runs);
        for_each_run(api, {.experiment_ids = {options.experiment_id}}, no_limit, [&](const schema::run& run) {
            table.add(run);
            shown.advance(1);
        });
    }
    if (options.file.empty()) {
        std::cout << table;
        return;
    }
    std::ofstream file(options.file);
    file << table << std::flush;
    if (!file)
        throw exception(error{errc::internal_error, "cannot write the file '" + options.file + "'"});
    if (options.json) {
        std::cout << to_json_object([&](auto& json) {
            json.member("file", options.file);
            json.key("runs");
            json.integer(static_cast<std::int64_t>(table.fixed.size()));
        }) << '\n';
    } else {
        std::cout << "Experiment with ID " << options.experiment_id
                  << " has been exported as a CSV to file: " << options.file << ".\n";
    }
}

} // namespace mltrack::program
