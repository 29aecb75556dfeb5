#pragma once

#include <mltrack/config.hpp>
#include <mltrack/query/filter.hpp>
#include <mltrack/query/run_lookup.hpp>
#include <mltrack/schema/entity/experiment.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <memory>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

/// @file
/// Searching in memory. What a filter or order means for a thing stands here; a store that answers searches by other
/// means must come to the same.

namespace mltrack::query {

/// Whether a run meets a filter. A comparison with something that the run does not have is false, `!=` and `NOT IN`
/// too; only `IS NULL` holds then, and NOT before a comparison that is false. An infinite metric stands for the largest
/// double; NaN meets `!=` alone. A param or tag that is compared with a number is compared as the number that its whole
/// text is (`number_in`), and meets nothing when it is none.
///
/// A comparison of the parent is one of its columns; without a parent only `IS NULL` holds. One of the children holds
/// when it does for one of them.
MLTRACK_DECL bool matches(const filter& filter, const schema::run& run, const run_lookup& lookup);

/// The same of a run that has no parent and no children, and whose metrics have been logged once each.
MLTRACK_DECL bool matches(const filter& filter, const schema::run& run);

/// Whether an experiment meets a filter; what it does not have counts as with runs.
MLTRACK_DECL bool matches(const filter& filter, const schema::experiment& experiment);

/// Whether one run comes before another: by the first clause that tells them apart. In either direction come the values
/// first, then NaN, then what is missing. Texts are in the order of their code points.
MLTRACK_DECL bool before(std::span<const order> orders, const schema::run& left, const schema::run& right);

/// Whether one experiment comes before another; ids are in the order of their numbers.
MLTRACK_DECL bool before(std::span<const order> orders, const schema::experiment& left,
                         const schema::experiment& right);

/// Copies of those things of a range that `is_found` picks, in order: `limit` of them from number `offset` on, counted
/// from 0; negative ones count as 0. The order must tell any two apart, as `run_order` and `experiment_order` see to.
template <std::ranges::forward_range Range, class Predicate>
    requires std::is_lvalue_reference_v<std::ranges::range_reference_t<Range>> &&
             std::predicate<Predicate&, std::ranges::range_reference_t<Range>>
auto select(Range&& things, Predicate is_found, std::span<const order> orders, std::int64_t offset, std::int64_t limit)
{
    using thing = std::ranges::range_value_t<Range>;
    std::vector<const thing*> found;
    for (const thing& each : things)
        if (is_found(each))
            found.push_back(std::addressof(each));

    const auto size = static_cast<std::int64_t>(found.size());
    const auto first = std::clamp<std::int64_t>(offset, 0, size);
    const auto last = first + std::clamp<std::int64_t>(limit, 0, size - first);
    std::ranges::partial_sort(found, found.begin() + last,
                              [&](const thing* left, const thing* right) { return before(orders, *left, *right); });

    std::vector<thing> page;
    page.reserve(static_cast<std::size_t>(last - first));
    for (auto index = first; index != last; ++index)
        page.push_back(*found[static_cast<std::size_t>(index)]);
    return page;
}

/// The same of those runs or experiments that meet a filter, runs as without parents and children.
template <std::ranges::forward_range Range>
    requires std::is_lvalue_reference_v<std::ranges::range_reference_t<Range>>
auto select(Range&& things, const filter& filter, std::span<const order> orders, std::int64_t offset,
            std::int64_t limit)
{
    using thing = std::ranges::range_value_t<Range>;
    return query::select(
        std::forward<Range>(things), [&](const thing& each) { return matches(filter, each); }, orders, offset, limit);
}

} // namespace mltrack::query

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/query/impl/match.ipp>
#endif
