#pragma once

#include <mltrack/store/sql/conversion.hpp>

#include <charconv>

namespace mltrack::store::relational {
namespace detail {

template <std::size_t Length>
std::string text_or_empty(const std::optional<varchar<Length>>& text)
{
    return text ? std::string(text->value) : std::string();
}

/// The enumerator that a column names; the first one when it is null.
template <class Enum, std::size_t Length>
Enum enum_of(const std::optional<varchar<Length>>& text)
{
    const auto first = reflect::enumerators_of<Enum>.front().value;
    return text ? reflect::enum_value<Enum>(text->value).value_or(first) : first;
}

} // namespace detail

MLTRACK_DECL std::optional<std::int64_t> experiment_number(const schema::id::experiment& id)
{
    const auto& text = id.value;
    std::int64_t number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || stop != text.data() + text.size())
        return std::nullopt;
    return number;
}

MLTRACK_DECL rows::experiment to_row(const schema::experiment& experiment, std::int64_t number,
                                     std::string_view artifact_location)
{
    rows::experiment row;
    row.experiment_id = number;
    row.name = experiment.name;
    row.artifact_location = artifact_location;
    row.lifecycle_stage = reflect::enum_name(experiment.lifecycle_stage);
    row.creation_time = experiment.creation_time.value;
    row.last_update_time = experiment.last_update_time.value;
    row.workspace = experiment.workspace;
    return row;
}

MLTRACK_DECL rows::experiment_tag to_row(const schema::experiment_tag& tag, std::int64_t experiment)
{
    return {std::string_view(*tag.key), std::string_view(tag.value), experiment};
}

MLTRACK_DECL schema::experiment to_experiment(const rows::experiment& row)
{
    schema::experiment experiment;
    experiment.experiment_id = std::to_string(row.experiment_id.value);
    experiment.name = row.name.value;
    experiment.artifact_location = detail::text_or_empty(row.artifact_location);
    experiment.lifecycle_stage = detail::enum_of<schema::lifecycle_stage>(row.lifecycle_stage);
    experiment.last_update_time = row.last_update_time.value_or(0);
    experiment.creation_time = row.creation_time.value_or(0);
    experiment.workspace = row.workspace.value;
    return experiment;
}

MLTRACK_DECL schema::run_info to_run_info(const rows::run& row)
{
    schema::run_info info;
    info.run_uuid = std::string(row.run_uuid.value);
    info.experiment_id = row.experiment_id ? std::to_string(row.experiment_id->value) : std::string();
    info.run_name = detail::text_or_empty(row.name);
    info.user_id = detail::text_or_empty(row.user_id);
    info.status = detail::enum_of<schema::run_status>(row.status);
    info.start_time = row.start_time.value_or(0);
    if (row.end_time)
        info.end_time = schema::unix_ms(*row.end_time);
    info.artifact_uri = detail::text_or_empty(row.artifact_uri);
    info.lifecycle_stage = detail::enum_of<schema::lifecycle_stage>(row.lifecycle_stage);
    info.run_id = info.run_uuid;
    return info;
}

MLTRACK_DECL rows::run to_row(const schema::run_info& info, std::int64_t experiment)
{
    rows::run row;
    row.run_uuid = info.run_id.value;
    row.name = info.run_name;
    row.user_id = info.user_id;
    row.status = reflect::enum_name(info.status);
    row.start_time = info.start_time.value;
    if (info.end_time)
        row.end_time = info.end_time->value;
    row.lifecycle_stage = reflect::enum_name(info.lifecycle_stage);
    row.artifact_uri = info.artifact_uri;
    row.experiment_id = experiment;
    return row;
}

MLTRACK_DECL error name_taken(errc code, std::string_view name)
{
    return {code, "an experiment named '" + std::string(name) +
                      "' exists already (deleted ones keep their names): choose another name"};
}

MLTRACK_DECL error no_such_experiment(const schema::id::experiment& id)
{
    return {errc::resource_does_not_exist, "there is no experiment with the id '" + id.value + "'"};
}

} // namespace mltrack::store::relational
