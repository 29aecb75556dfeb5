#pragma once

#include <mltrack/query/typed/column.hpp>

#include <string_view>

/// @file
/// Filters over runs as expressions that the compiler checks:
///
///     using namespace mltrack::columns;
///     mltrack::search_runs(client, {.filter = mltrack::where(metrics["loss"] < 0.5 && params["opt"] == "adam")});
///
/// They become the text of a filter, and parse to the tree that one written by hand does; docs/search.md says what
/// everything means. Errors: `mltrack::exception` with `invalid_parameter_value` for NaN, an empty list, and keys and
/// values that no filter can hold.

namespace mltrack {
namespace query {

/// Metrics, by their keys.
class metric_columns
{
public:
    constexpr explicit metric_columns(std::string_view relation) : relation_(relation) {}

    metric_column operator[](std::string_view key) const
    {
        return metric_column(keyed_column(relation_, "metrics", key));
    }

private:
    std::string_view relation_;
};

/// Params or tags, by their keys.
class entry_columns
{
public:
    constexpr entry_columns(std::string_view relation, std::string_view entity) : relation_(relation), entity_(entity)
    {
    }

    entry_column operator[](std::string_view key) const { return entry_column(keyed_column(relation_, entity_, key)); }

private:
    std::string_view relation_;
    std::string_view entity_;
};

/// The columns of another run.
class related_columns
{
    std::string_view relation_; // First, as what follows is made of it.

public:
    constexpr explicit related_columns(std::string_view relation) : relation_(relation) {}

    metric_columns metrics{relation_};
    entry_columns params{relation_, "params"};
    entry_columns tags{relation_, "tags"};
    attribute_column<texts> run_id{relation_, "run_id"};
    attribute_column<texts> run_name{relation_, "run_name"};
    attribute_column<texts> user_id{relation_, "user_id"};
    attribute_column<texts> artifact_uri{relation_, "artifact_uri"};
    attribute_column<texts> dataset_name{relation_, "dataset.name"};
    attribute_column<texts> dataset_digest{relation_, "dataset.digest"};
    attribute_column<texts> dataset_context{relation_, "dataset.context"};
    attribute_column<statuses> status{relation_, "status"};
    attribute_column<numbers> start_time{relation_, "start_time"};
    attribute_column<numbers> end_time{relation_, "end_time"};
};

/// The columns of the children, of which one has to meet a comparison.
class children_columns : public related_columns
{
public:
    constexpr children_columns() : related_columns("children.") {}

    /// How many there are.
    static constexpr attribute_column<numbers> count() { return {"", "children"}; }
};

} // namespace query

/// The columns of runs: `using namespace mltrack::columns`.
namespace columns {

inline constexpr query::metric_columns metrics{""};         ///< `metrics["loss"]`: numbers.
inline constexpr query::entry_columns params{"", "params"}; ///< Texts, and numbers when compared with one.
inline constexpr query::entry_columns tags{"", "tags"};     ///< The same.
inline constexpr query::attribute_column<query::texts> run_id{"", "run_id"};
inline constexpr query::attribute_column<query::texts> run_name{"", "run_name"};
inline constexpr query::attribute_column<query::texts> user_id{"", "user_id"};
inline constexpr query::attribute_column<query::texts> artifact_uri{"", "artifact_uri"};
inline constexpr query::attribute_column<query::texts> dataset_name{"", "dataset.name"}; ///< Of one of the data sets.
inline constexpr query::attribute_column<query::texts> dataset_digest{"", "dataset.digest"};
inline constexpr query::attribute_column<query::texts> dataset_context{"", "dataset.context"};
inline constexpr query::attribute_column<query::statuses> status{"", "status"};        ///< `run_status` or its name.
inline constexpr query::attribute_column<query::numbers> start_time{"", "start_time"}; ///< `unix_ms` or milliseconds.
inline constexpr query::attribute_column<query::numbers> end_time{"", "end_time"};
inline constexpr query::related_columns parent{"parent."}; ///< `parent.params["opt"]`
inline constexpr query::children_columns children{};       ///< `children.metrics["loss"]`, `children.count()`

} // namespace columns

/// The filter that an expression says; it converts to `std::string`.
inline query::expression where(query::expression expression)
{
    return expression;
}

} // namespace mltrack
