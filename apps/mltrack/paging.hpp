#pragma once

#include <mltrack/tracking/any_tracking_api.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace mltrack::program {

inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// Calls `each` for everything that a search finds, page by page, up to `limit` items; whether it finds more than
/// these.
template <class E, class Item, class Each>
bool for_each_found(tracking::any_tracking_api& api, std::vector<Item> E::response::* items,
                    typename E::request request, std::size_t limit, Each each)
{
    constexpr std::size_t page_size = 1'000;
    while (limit != 0) {
        request.max_results = static_cast<std::int64_t>(std::min(limit, page_size));
        const auto page = api.call<E>(request);
        for (const auto& item : page.*items)
            each(item);
        limit -= std::min(limit, (page.*items).size());
        if (!page.next_page_token || page.next_page_token->empty())
            return false;
        request.page_token = *page.next_page_token;
    }
    return true;
}

/// `for_each_found` of runs.
template <class Each>
bool for_each_run(tracking::any_tracking_api& api, schema::search_runs::request request, std::size_t limit, Each each)
{
    return for_each_found<schema::search_runs>(api, &schema::search_runs::response::runs, std::move(request), limit,
                                               each);
}

} // namespace mltrack::program
