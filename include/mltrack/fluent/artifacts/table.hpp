#pragma once

#include <mltrack/fluent/value/json_value.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// @file
/// Tables as artifacts, which MLflow shows and its `load_table` reads: JSON in the form that pandas calls `split`.

namespace mltrack {

/// The values of a column: `{"a", "b"}`, or a range of anything that can be written as JSON.
class table_column
{
public:
    table_column(std::initializer_list<json_value> values) : values_(values) {}

    template <fluent::range_like Range>
        requires(fluent::jsonable<Range> && !fluent::text_like<Range>)
    table_column(const Range& values)
    {
        for (const auto& each : values)
            values_.emplace_back(each);
    }

    const std::vector<json_value>& values() const noexcept { return values_; }

private:
    std::vector<json_value> values_;
};

/// A column with its name: `{"score", scores}`.
struct named_column
{
    std::string name;
    table_column column;
};

/// A table: the names of its columns, and rows with a cell for each of them.
struct table
{
    std::vector<std::string> columns{};
    std::vector<std::vector<json_value>> rows{};

    table() = default;

    /// Throws `mltrack::exception` (`invalid_parameter_value`) for columns of different lengths.
    MLTRACK_DECL table(std::initializer_list<named_column> columns);
};

namespace fluent {

template <class Range>
concept rows_of_structs =
    range_like<Range> && reflect::described<std::remove_cvref_t<decltype(*std::begin(std::declval<const Range&>()))>>;

/// A row for each struct, a column for each of its members.
template <rows_of_structs Range>
table table_of(const Range& structs)
{
    using row = std::remove_cvref_t<decltype(*std::begin(structs))>;
    table out;
    reflect::for_each_member<row>([&](auto member) {
        using type = reflect::member_type<decltype(member), row>;
        static_assert(jsonable<type> || !std::is_enum_v<type>, MLTRACK_ENUM_WITHOUT_NAMES);
        out.columns.emplace_back(decltype(member)::name);
    });
    for (const auto& each : structs) {
        auto& cells = out.rows.emplace_back();
        reflect::for_each_member<row>([&](auto member) { cells.emplace_back(decltype(member)::of(each)); });
    }
    return out;
}

} // namespace fluent

/// Logs a table as the artifact `artifact_file`, which ends with `.json`. When the run has it already, the rows are
/// added to it; a column that one of them lacks is `null` there, and so is a number that is none. The run's tag
/// `mlflow.loggedArtifacts` names the table.
///
/// Errors: `invalid_parameter_value` for another ending, for a name with one of `"',:[]{}` and for an artifact that is
/// no table; `not_implemented` for `.parquet`. Thread safety: not for one table from two threads, or two programs, at
/// once: one of them would be lost.
MLTRACK_DECL void log_table(const table& rows, std::string_view artifact_file, const schema::id::run& run_id = {});

/// Logs a range of reflected structs as a table.
template <fluent::rows_of_structs Range>
void log_table(const Range& structs, std::string_view artifact_file, const schema::id::run& run_id = {})
{
    log_table(fluent::table_of(structs), artifact_file, run_id);
}

/// A table that a run logged. Errors: `resource_does_not_exist` when there is none, `invalid_parameter_value` for an
/// artifact that is no table.
MLTRACK_DECL table load_table(std::string_view artifact_file, const schema::id::run& run_id = {});

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/artifacts/impl/table.ipp>
#endif
