#pragma once

#include <mltrack/store/group/group_commit.hpp>
#include <mltrack/store/group/impl/short_slices.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace mltrack::store {

MLTRACK_DECL group_commit::group_commit(std::shared_ptr<any_store> store, const group_commit_options& options)
    : store_(std::move(store)), options_(options), thread_([this] { run(); })
{
}

MLTRACK_DECL group_commit::~group_commit()
{
    stop();
}

MLTRACK_DECL void group_commit::list::push(change& added) noexcept
{
    added.next_ = nullptr;
    (is_empty() ? first : last->next_) = &added;
    last = &added;
}

/// Others come behind these.
MLTRACK_DECL void group_commit::list::append(list others) noexcept
{
    if (others.is_empty())
        return;
    (is_empty() ? first : last->next_) = others.first;
    last = others.last;
}

MLTRACK_DECL group_commit::change& group_commit::list::pop() noexcept
{
    return *std::exchange(first, first->next_);
}

/// Where a change waits.
MLTRACK_DECL group_commit::list& group_commit::list_of(const change& change) noexcept
{
    return change.bytes_ <= options_.small_bytes ? small_ : large_;
}

MLTRACK_DECL result<void> group_commit::add(change& change, std::size_t bytes)
{
    bytes = std::max<std::size_t>(bytes, 1); // A request without body takes room too.
    const lock held(mutex_);
    if (is_stopped_)
        return error{errc::temporarily_unavailable, "the server is stopping: try again when it runs"};
    // One that is larger than the bound by itself is taken when nothing else waits.
    if (!is_empty() && waiting_bytes_ + bytes > options_.most_waiting_bytes)
        return error{errc::resource_exhausted, "requests of " + std::to_string(waiting_bytes_) +
                                                   " bytes wait to be written; with this one of " +
                                                   std::to_string(bytes) + " there would be more than the " +
                                                   std::to_string(options_.most_waiting_bytes) +
                                                   " that the server holds (--max-waiting-bytes, or most_waiting_bytes "
                                                   "of its options): try again"};
    change.bytes_ = bytes;
    waiting_bytes_ += bytes;
    list_of(change).push(change);
    return {};
}

MLTRACK_DECL void group_commit::start()
{
    lock held(mutex_);
    if (is_committing_ || is_empty())
        return; // Who commits goes on with what waits.
    if (waiting_bytes_ <= options_.quick_bytes && last_time_ <= options_.quick_time)
        commit_group(held, patience::none);
    if (is_empty())
        return;
    is_handed_over_ = true;
    changed_.notify_all();
}

/// What the committing thread does.
MLTRACK_DECL void group_commit::run()
{
    detail::take_short_slices(); // Much waits for this thread: for a commit, and then for the next one.
    lock held(mutex_);
    for (;;) {
        changed_.wait(held, [this] { return is_stopped_ || (is_handed_over_ && !is_committing_); });
        if (is_stopped_)
            return;
        is_handed_over_ = false;
        while (!is_empty() && !is_stopped_)
            commit_group(held, patience::usual);
    }
}

/// Takes a group out of the lists of those that wait: small changes and then large ones, as many as fit, or the other
/// way round when it is the turn of the large ones.
MLTRACK_DECL group_commit::list group_commit::take_group()
{
    list group;
    std::size_t bytes = 0;
    const auto take = [&](list& from) {
        while (!from.is_empty() && (group.is_empty() || bytes + from.first->bytes_ <= options_.group_bytes)) {
            auto& taken = from.pop();
            bytes += taken.bytes_;
            group.push(taken);
        }
    };
    const auto* const first_large = large_.first;
    take(is_turn_of_large_ ? large_ : small_);
    take(is_turn_of_large_ ? small_ : large_);
    is_turn_of_large_ = !large_.is_empty() && large_.first == first_large;
    waiting_bytes_ -= bytes;
    return group;
}

/// Lets a group wait again, each before all of its like, as if it had never been taken.
MLTRACK_DECL void group_commit::put_back(list group, bool is_turn_of_large)
{
    is_turn_of_large_ = is_turn_of_large;
    const auto small = std::exchange(small_, {});
    const auto large = std::exchange(large_, {});
    while (!group.is_empty()) {
        auto& change = group.pop();
        waiting_bytes_ += change.bytes_;
        list_of(change).push(change);
    }
    small_.append(small);
    large_.append(large);
}

/// Commits some of those that wait. With no patience they wait on when others hold the store.
MLTRACK_DECL void group_commit::commit_group(lock& held, patience patience)
{
    is_committing_ = true;
    const bool was_turn_of_large = is_turn_of_large_;
    const auto group = take_group();
    held.unlock();

    bool is_made = false;
    const auto make = [&] {
        is_made = true;
        for (auto* each = group.first; each != nullptr; each = each->next_)
            each->make();
    };
    const auto begun = std::chrono::steady_clock::now();
    const auto committed = guarded([&] { return store_->transact(make, patience); });
    const auto time = std::chrono::steady_clock::now() - begun;
    const bool is_put_off = !is_made && patience == patience::none;
    if (!is_put_off)
        tell(group, committed);

    held.lock();
    if (is_put_off)
        put_back(group, was_turn_of_large);
    else
        last_time_ = time;
    is_committing_ = false;
    if (is_handed_over_ || is_stopped_) // To wake a thread for nothing would take as long as the rest.
        changed_.notify_all();
}

/// Tells changes what became of them. Each may be gone then.
MLTRACK_DECL void group_commit::tell(list changes, const result<void>& committed)
{
    while (!changes.is_empty())
        changes.pop().done(committed);
}

MLTRACK_DECL void group_commit::stop()
{
    lock held(mutex_);
    is_stopped_ = true;
    changed_.notify_all();
    changed_.wait(held, [this] { return !is_committing_; });
    auto left = std::exchange(small_, {});
    left.append(std::exchange(large_, {}));
    waiting_bytes_ = 0;
    held.unlock();
    tell(left, error{errc::temporarily_unavailable, "the server stopped before this was written"});
    if (thread_.joinable())
        thread_.join();
}

MLTRACK_DECL std::size_t group_commit::waiting_bytes() const
{
    const lock held(mutex_);
    return waiting_bytes_;
}

} // namespace mltrack::store
