#pragma once

#include <mltrack/query/run_lookup.hpp>
#include <mltrack/query/texts_of.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <functional>
#include <ranges>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mltrack::store {

/// Finds parents, children and histories for a filter among a range of runs, which must outlive it: it has all runs of
/// a store. It looks at them once, and only when the filter asks for it.
class runs_lookup final : public query::run_lookup
{
public:
    /// `history(id, key)` gives a range of every logged value of a metric.
    template <std::ranges::forward_range Runs, class History>
    runs_lookup(Runs&& runs, const query::filter& filter, History history)
        : visit_history_([history = std::move(history)](const schema::id::run& run, std::string_view key,
                                                        const visitor& visit) mutable {
              for (auto&& points = history(run, key); const schema::metric& point : points)
                  visit(point);
          })
    {
        bool is_asked = false;
        query::for_each_comparison(filter.root, [&](const query::comparison& each) {
            is_asked = is_asked || query::needs_lookup(each.column);
        });
        if (!is_asked)
            return;
        for (const schema::run& run : runs)
            if (run.info.lifecycle_stage == schema::lifecycle_stage::active)
                add(run);
    }

    const schema::run* parent_of(const schema::run& run) const override
    {
        const auto found = runs_.find(parent_id(run));
        return found != runs_.end() ? found->second : nullptr;
    }

    std::vector<const schema::run*> children_of(const schema::run& run) const override
    {
        const auto found = children_.find(run.info.run_id.value);
        return found != children_.end() ? found->second : std::vector<const schema::run*>();
    }

    void visit_history(const schema::run& run, std::string_view key, const visitor& visit) const override
    {
        visit_history_(run.info.run_id, key, visit);
    }

private:
    /// Empty when the run names none.
    static std::string_view parent_id(const schema::run& run)
    {
        std::string_view parent;
        query::for_each_text({query::entity::tag, schema::parent_run_tag}, run,
                             [&](std::string_view id) { parent = id; });
        return parent;
    }

    void add(const schema::run& run)
    {
        runs_.emplace(run.info.run_id.value, &run);
        if (const auto parent = parent_id(run); !parent.empty())
            children_[parent].push_back(&run);
    }

    std::function<void(const schema::id::run&, std::string_view, const visitor&)> visit_history_;
    std::unordered_map<std::string_view, const schema::run*> runs_;                  ///< Active ones, by id.
    std::unordered_map<std::string_view, std::vector<const schema::run*>> children_; ///< By the parent's id.
};

} // namespace mltrack::store
