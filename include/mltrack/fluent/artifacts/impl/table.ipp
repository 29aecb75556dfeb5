#pragma once

#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/fluent/artifacts/log_artifacts.hpp>
#include <mltrack/fluent/artifacts/table.hpp>
#include <mltrack/fluent/impl/target_run.hpp>
#include <mltrack/fluent/value/impl/json_copy.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <algorithm>

namespace mltrack {
namespace fluent {

inline void check_table_name(std::string_view artifact_file)
{
    const auto refuse = [&](errc code, std::string_view why) {
        throw exception(error{code, "artifact_file: '" + std::string(artifact_file) + "' " + std::string(why)});
    };
    if (artifact_file.find_first_of("\"',:[]{}") != artifact_file.npos)
        refuse(errc::invalid_parameter_value, "must not have one of \"',:[]{}");
    if (artifact_file.ends_with(".parquet"))
        refuse(errc::not_implemented, "would be a table in Parquet, which mltrack does not write: end it with .json");
    if (!artifact_file.ends_with(".json"))
        refuse(errc::invalid_parameter_value, "must end with .json, as tables are JSON");
}

/// The artifact of a table as repositories list it.
inline std::string table_path(std::string_view artifact_file)
{
    check_table_name(artifact_file);
    return artifact::relative_path::parse(artifact_file).value().text();
}

/// A cell, in which pandas knows no numbers that are none.
inline json_value cell_of(std::string text)
{
    const bool is_number = text != "NaN" && text != "Infinity" && text != "-Infinity";
    return is_number ? json_value(json_text(text)) : json_value(nullptr);
}

/// Reads the rows of a table; none when they are no arrays.
inline bool read_rows(codec::json::reader& in, std::vector<std::vector<json_value>>& rows)
{
    using codec::json::kind;
    if (in.next() != kind::array)
        return false;
    in.begin_array();
    while (in.next_element()) {
        if (in.next() != kind::array)
            return false;
        auto& row = rows.emplace_back();
        in.begin_array();
        while (in.next_element())
            row.push_back(cell_of(copied_json(in)));
    }
    return true;
}

inline bool read_columns(codec::json::reader& in, std::vector<std::string>& columns)
{
    using codec::json::kind;
    if (in.next() != kind::array)
        return false;
    in.begin_array();
    while (in.next_element())
        columns.push_back(in.next() == kind::string ? std::string(in.string()) : copied_json(in));
    return true;
}

/// The table that a text holds, as pandas writes it.
inline table parse_table(std::string_view text, std::string_view artifact_file)
{
    codec::json::reader in(text);
    table out;
    bool is_table = in.next() == codec::json::kind::object;
    if (is_table) {
        in.begin_object();
        for (std::string_view key; is_table && in.next_member(key);) {
            if (key == "columns")
                is_table = read_columns(in, out.columns);
            else if (key == "data")
                is_table = read_rows(in, out.rows);
            else
                in.skip();
        }
    }
    for (const auto& row : out.rows)
        is_table = is_table && row.size() == out.columns.size();
    if (!is_table || in.failed())
        throw exception(
            error{errc::invalid_parameter_value, "The artifact '" + std::string(artifact_file) +
                                                     "' is no table: log the rows under another name" +
                                                     (in.failed() ? " (" + in.failure() + ')' : std::string())});
    return out;
}

inline std::string text_of(const table& rows)
{
    std::string out = "{\"columns\":";
    append_json(out, rows.columns);
    out += ",\"data\":[";
    for (std::size_t index = 0; index != rows.rows.size(); ++index) {
        if (index != 0)
            out += ',';
        append_json(out, rows.rows[index]);
    }
    return out += "]}";
}

/// Adds the rows of `more`, with the columns that only it has.
inline void append_rows(table& rows, const table& more)
{
    std::vector<std::size_t> places;
    for (const auto& column : more.columns) {
        const auto found = std::find(rows.columns.begin(), rows.columns.end(), column);
        places.push_back(static_cast<std::size_t>(found - rows.columns.begin()));
        if (found == rows.columns.end())
            rows.columns.push_back(column);
    }
    for (auto& row : rows.rows)
        row.resize(rows.columns.size(), json_value(nullptr));
    for (const auto& row : more.rows) {
        std::vector<json_value> cells(rows.columns.size(), json_value(nullptr));
        for (std::size_t index = 0; index != row.size(); ++index)
            cells[places[index]] = cell_of(row[index].text());
        rows.rows.push_back(std::move(cells));
    }
}

inline std::optional<table> find_table(target_run& run, std::string_view artifact_file)
{
    const auto slash = artifact_file.rfind('/');
    auto artifacts = run.api.artifacts(run.id);
    const auto beside = artifacts.list(slash == artifact_file.npos ? "" : artifact_file.substr(0, slash)).value();
    if (std::none_of(beside.begin(), beside.end(), [&](const auto& file) { return file.path == artifact_file; }))
        return std::nullopt;
    return parse_table(artifacts.read(artifact_file).value(), artifact_file);
}

/// The tag of the run's tables with one more; as it was when it has that one.
inline std::string with_table(std::string tag, std::string_view artifact_file)
{
    std::string entry = "{\"path\": ";
    codec::json::append_string(entry, artifact_file);
    entry += ", \"type\": \"table\"}";
    if (tag.find(entry) != tag.npos)
        return tag;
    const auto end = tag.rfind(']');
    if (end == tag.npos || tag.find('{') == tag.npos)
        return '[' + entry + ']';
    return tag.insert(end, ", " + entry);
}

inline void note_table(target_run& run, std::string_view artifact_file)
{
    std::string before;
    for (const auto& tag : run.api.get_run({.run_id = run.id}).run.data.tags)
        if (tag.key->value == schema::logged_artifacts_tag)
            before = tag.value;
    if (auto after = with_table(before, artifact_file); after != before)
        run.api.set_tag({.run_id = run.id, .key = schema::logged_artifacts_tag, .value = std::move(after)});
}

} // namespace fluent

MLTRACK_DECL table::table(std::initializer_list<named_column> columns)
{
    for (const auto& [name, column] : columns) {
        const auto& values = column.values();
        if (!this->columns.empty() && values.size() != rows.size())
            throw exception(error{errc::invalid_parameter_value, "The columns of a table have the same length, but '" +
                                                                     name + "' has " + std::to_string(values.size()) +
                                                                     " values and those before " +
                                                                     std::to_string(rows.size())});
        this->columns.push_back(name);
        rows.resize(values.size());
        for (std::size_t index = 0; index != values.size(); ++index)
            rows[index].push_back(values[index]);
    }
}

MLTRACK_DECL void log_table(const table& rows, std::string_view artifact_file, const schema::id::run& run_id)
{
    const auto path = fluent::table_path(artifact_file);
    auto run = fluent::target_of(run_id);
    auto whole = fluent::find_table(run, path).value_or(table());
    fluent::append_rows(whole, rows);
    run.api.artifacts(run.id).upload_bytes(fluent::text_of(whole), path).value();
    fluent::note_table(run, path);
}

MLTRACK_DECL table load_table(std::string_view artifact_file, const schema::id::run& run_id)
{
    const auto path = artifact::relative_path::parse(artifact_file).value().text();
    auto run = fluent::target_of(run_id);
    auto found = fluent::find_table(run, path);
    if (!found)
        throw exception(error{errc::resource_does_not_exist,
                              "The run '" + run.id.value + "' has no artifact '" + std::string(artifact_file) + "'"});
    return std::move(*found);
}

} // namespace mltrack
