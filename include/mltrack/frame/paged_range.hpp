#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/tracking/tracking_api.hpp>

#include <range/v3/range_fwd.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace mltrack {

/// What a paged endpoint finds, item by item; a page is asked for when the walk comes to its first item, so that
/// `std::views::take(10)` costs one page. An input range: it is walked once, copies share the walk.
///
///     for (auto& run : mltrack::search_runs(api, {.experiment_ids = {"0"}}))
///         std::cout << run.info.run_name << '\n';
///
/// Items may be moved out of it; an item lives until the next page is asked for.
///
/// What is found is not frozen while it is walked: a run that is made or changed in between may be seen twice or
/// missed, as with MLflow's clients.
///
/// Errors: those of the endpoint, as `mltrack::exception` from the walk, or as a result from `try_next`;
/// `internal_error` from a server whose pages go round in a circle. A page that failed is asked for again by the next
/// step.
///
/// Thread safety: one thread at a time. Lifetimes: the API outlives the range, a copy of the range its iterators.
template <class Api, class Endpoint, auto Items>
class paged_range : public std::ranges::view_interface<paged_range<Api, Endpoint, Items>>,
                    public ::ranges::view_base // A view to range-v3 too.
{
    using request_type = typename Endpoint::request;
    using items_type = std::remove_cvref_t<decltype(std::declval<typename Endpoint::response&>().*Items)>;
    class walk;

public:
    /// What is found.
    using item_type = typename items_type::value_type;

    class iterator;

    /// An empty range.
    paged_range() = default;

    /// Asks for nothing yet. The request's `max_results` is the size of the pages, its `page_token` where the first one
    /// begins.
    paged_range(Api& api, request_type request) : walk_(std::make_shared<walk>(api, std::move(request)))
    {
        static_assert(tracking::answers<Api, Endpoint>,
                      "an API that is searched needs: result<E::response> try_call<E>(const E::request&)");
    }

    /// Where the walk is.
    iterator begin() const { return iterator(walk_.get()); }
    std::default_sentinel_t end() const noexcept { return std::default_sentinel; }

    /// The next item, which the walk then has passed; a null pointer at the end.
    result<item_type*> try_next()
    {
        if (walk_ == nullptr)
            return nullptr;
        MLTRACK_TRY(auto* item, walk_->current());
        if (item != nullptr)
            walk_->pass();
        return item;
    }

private:
    std::shared_ptr<walk> walk_;
};

/// The page that is at hand and how to get at the next one.
template <class Api, class Endpoint, auto Items>
class paged_range<Api, Endpoint, Items>::walk
{
public:
    walk(Api& api, request_type request) : api_(&api), next_(std::move(request)) {}

    /// The item that comes next, from a page that is asked for if need be; null at the end.
    result<item_type*> current()
    {
        while (position_ == page_.size()) {
            if (!next_)
                return nullptr;
            MLTRACK_CHECK(turn_over());
        }
        return &page_[position_];
    }

    void pass() noexcept { ++position_; }

private:
    result<void> turn_over()
    {
        MLTRACK_TRY(auto answer, api_->template try_call<Endpoint>(*next_));
        auto token = std::move(answer.next_page_token).value_or(std::string());
        if (!token.empty() && token == next_->page_token)
            return error{errc::internal_error,
                         "The server gives the page token of a page as that of its next one: '" + token + "'"};
        page_ = std::move(answer.*Items);
        position_ = 0;
        if (token.empty())
            next_.reset();
        else
            next_->page_token = std::move(token);
        return {};
    }

    Api* api_;
    std::optional<request_type> next_; ///< None once the last page is there.
    items_type page_;
    std::size_t position_ = 0;
};

/// A place in the walk; all iterators of a range are at the same one.
template <class Api, class Endpoint, auto Items>
class paged_range<Api, Endpoint, Items>::iterator
{
public:
    using iterator_concept = std::input_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = item_type;
    using difference_type = std::ptrdiff_t;
    using pointer = item_type*;
    using reference = item_type&;

    iterator() = default;

    item_type& operator*() const { return *walk_->current().value(); }
    item_type* operator->() const { return walk_->current().value(); }

    iterator& operator++()
    {
        walk_->pass();
        return *this;
    }
    void operator++(int) { ++*this; }

    friend bool operator==(const iterator& place, std::default_sentinel_t)
    {
        return place.walk_ == nullptr || place.walk_->current().value() == nullptr;
    }

private:
    friend paged_range;
    explicit iterator(walk* walk) noexcept : walk_(walk) {}

    walk* walk_ = nullptr;
};

} // namespace mltrack
