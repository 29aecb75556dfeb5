#pragma once

#include <mltrack/frame/runs_frame.hpp>

#include <algorithm>

namespace mltrack {
namespace frame::detail {

/// The columns that all runs have. Source: MLflow's search_runs in tracking/fluent.py.
inline constexpr std::string_view attributes[] = {"run_id",       "experiment_id", "status",
                                                  "artifact_uri", "start_time",    "end_time"};

/// What the names of columns begin with, but for those of all runs, in the order of `runs_frame::part`.
inline constexpr std::string_view prefixes[] = {"", "metrics.", "params.", "tags."};

inline column_type type_of(std::size_t part, std::string_view key)
{
    if (part == 0)
        return key == "start_time" || key == "end_time" ? column_type::time : column_type::text;
    return part == 1 ? column_type::number : column_type::text;
}

} // namespace frame::detail

struct runs_frame::column_key
{
    runs_frame::part part;
    std::string_view key;
};

MLTRACK_DECL runs_frame::runs_frame()
{
    for (const auto& name : frame::detail::attributes)
        make_column(part::attributes, name);
}

MLTRACK_DECL runs_frame::runs_frame(const std::vector<std::string>& columns) : is_fixed_(true)
{
    for (const auto& name : columns) {
        const auto [part, key] = parse_name(name).value();
        if (find(name) != nullptr)
            throw exception({errc::invalid_parameter_value, "the column '" + name + "' stands there twice"});
        make_column(part, key);
    }
}

MLTRACK_DECL result<runs_frame::column_key> runs_frame::parse_name(std::string_view name)
{
    for (const auto each : {part::metrics, part::params, part::tags}) {
        const auto prefix = frame::detail::prefixes[static_cast<std::size_t>(each)];
        if (name.size() > prefix.size() && name.starts_with(prefix))
            return column_key{each, name.substr(prefix.size())};
    }
    if (std::ranges::find(frame::detail::attributes, name) != std::end(frame::detail::attributes))
        return column_key{part::attributes, name};
    std::string message = "'" + std::string(name) + "' is no column: write metrics.KEY, params.KEY, tags.KEY";
    for (const auto& each : frame::detail::attributes)
        (message += &each == std::end(frame::detail::attributes) - 1 ? " or " : ", ") += each;
    return error{errc::invalid_parameter_value, std::move(message)};
}

MLTRACK_DECL void runs_frame::make_column(part part, std::string_view key)
{
    const auto number = static_cast<std::size_t>(part);
    index_[number].emplace(key, columns_.size());
    columns_.emplace_back(std::string(frame::detail::prefixes[number]).append(key), frame::detail::type_of(number, key),
                          rows_);
}

MLTRACK_DECL void runs_frame::put(part part, std::string_view key, const frame::cell& value)
{
    auto& index = index_[static_cast<std::size_t>(part)];
    auto found = index.find(key);
    if (found == index.end()) {
        if (is_fixed_)
            return;
        make_column(part, key);
        found = index.find(key);
    }
    auto& column = columns_[found->second];
    if (column.size() > rows_)
        column.pop_back(); // The run has the key twice: the last one counts, as in MLflow's client.
    column.push_back(value);
}

MLTRACK_DECL void runs_frame::add(const schema::run& run)
{
    const auto& info = run.info;
    put(part::attributes, "run_id", info.run_id.value);
    put(part::attributes, "experiment_id", info.experiment_id.value);
    put(part::attributes, "status", reflect::enum_name(info.status));
    put(part::attributes, "artifact_uri", info.artifact_uri);
    put(part::attributes, "start_time", info.start_time);
    put(part::attributes, "end_time", info.end_time ? frame::cell(*info.end_time) : frame::cell());
    for (const auto& each : run.data.metrics)
        put(part::metrics, *each.key, *each.value);
    for (const auto& each : run.data.params)
        put(part::params, *each.key, each.value);
    for (const auto& each : run.data.tags)
        put(part::tags, *each.key, each.value);
    ++rows_;
    for (auto& column : columns_)
        if (column.size() != rows_)
            column.push_back({});
}

MLTRACK_DECL void runs_frame::clear()
{
    if (!is_fixed_) {
        *this = runs_frame();
        return;
    }
    rows_ = 0;
    for (auto& column : columns_)
        column = frame::column(column.name(), column.type());
}

MLTRACK_DECL std::vector<const frame::column*> runs_frame::columns() const
{
    std::vector<const frame::column*> all;
    for (const auto& column : columns_)
        all.push_back(&column);
    if (!is_fixed_)
        std::ranges::stable_sort(all, {}, [](const auto* column) { return parse_name(column->name())->part; });
    return all;
}

MLTRACK_DECL const frame::column* runs_frame::find(std::string_view name) const
{
    const auto wanted = parse_name(name);
    if (!wanted)
        return nullptr;
    const auto& index = index_[static_cast<std::size_t>(wanted->part)];
    const auto found = index.find(wanted->key);
    return found == index.end() ? nullptr : &columns_[found->second];
}

MLTRACK_DECL const frame::column& runs_frame::operator[](std::string_view name) const
{
    parse_name(name).value();
    if (const auto* found = find(name))
        return *found;
    throw exception({errc::resource_does_not_exist, "no run of the frame has '" + std::string(name) + "'"});
}

} // namespace mltrack
