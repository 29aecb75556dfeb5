#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <functional>
#include <string_view>
#include <vector>

namespace mltrack::query {

/// What a filter over runs asks for beyond the run itself: a store in memory answers it (`store::select` does).
class run_lookup
{
public:
    virtual ~run_lookup() = default;

    /// The active run that the run's tag `mlflow.parentRunId` names, in any experiment; null when there is none.
    virtual const schema::run* parent_of(const schema::run& run) const = 0;

    /// The active runs that name the run as their parent.
    virtual std::vector<const schema::run*> children_of(const schema::run& run) const = 0;

    /// What looks at one logged value.
    using visitor = std::function<void(const schema::metric&)>;

    /// Shows every logged value of a metric, in any order; none when the run lacks it.
    virtual void visit_history(const schema::run& run, std::string_view key, const visitor& visit) const = 0;
};

/// Whether a comparison asks a `run_lookup` at all.
constexpr bool needs_lookup(const column& column)
{
    return column.relation != relation::self || column.aggregate != aggregate::latest ||
           (column.entity == entity::attribute && column.key == "children");
}

} // namespace mltrack::query
