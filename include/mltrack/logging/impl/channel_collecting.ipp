#pragma once

#include <mltrack/logging/channel.hpp>

#include <thread>

namespace mltrack::logging {
namespace detail {

inline error no_journal()
{
    return {errc::invalid_state, "This logger has no journal: set logger_options::journal or MLTRACK_JOURNAL_DIR"};
}

} // namespace detail

/// Brings what is in the ring to the journal; `consuming_` is held.
MLTRACK_DECL result<void> channel::collect()
{
    MLTRACK_CHECK(journal_->write());
    // What others put in meanwhile is for the next time.
    for (const auto end = ring_.pushed(); ring_.popped() < end;) {
        collected_.clear();
        record next;
        std::size_t text = 0;
        while (collected_.size() != most_at_once && text <= longest_words && ring_.try_pop(next)) {
            collected_.push_back(next);
            text += next.words == nullptr ? 0 : next.words->key.size() + next.words->value.size();
        }
        if (collected_.empty())
            break;
        const auto written = journal_->append(collected_);
        for (const record& each : collected_)
            delete each.words;
        MLTRACK_CHECK(written);
    }
    return {};
}

MLTRACK_DECL result<void> channel::locked_collect()
{
    const std::lock_guard lock(consuming_);
    return collect();
}

MLTRACK_DECL result<void> channel::flush_journal()
{
    if (!journal_)
        return detail::no_journal();
    MLTRACK_CHECK(collect_pushed());
    return journal_->flush();
}

/// Brings what is pushed by now to the journal.
MLTRACK_DECL result<void> channel::collect_pushed()
{
    return guarded([&]() -> result<void> {
        for (const auto end = ring_.pushed();;) {
            MLTRACK_CHECK(locked_collect());
            tell_room();
            if (ring_.popped() >= end)
                return {};
            std::this_thread::yield(); // Another thread is just putting one in.
        }
    });
}

MLTRACK_DECL void channel::collect_until_end()
{
    auto due = clock::now() + options_.journal_interval;
    for (bool ended = false; !ended;) {
        {
            std::unique_lock lock(mutex_);
            collecting_.wait_until(lock, due, [&] { return collecting_ended_ || ring_.size() >= wake_every_; });
            ended = collecting_ended_;
        }
        const bool is_due = ended || clock::now() >= due;
        const auto collected = guarded([&]() -> result<void> {
            MLTRACK_CHECK(locked_collect());
            tell_room();
            return is_due && journal_->safe_part().size != journal_->size() ? journal_->flush() : result<void>();
        });
        if (!collected)
            report_once_per_doubling(failures_.fetch_add(1) + 1, collected.error());
        sending_.notify_one();
        if (is_due || !collected) // What cannot be written now is not tried again at once.
            due = clock::now() + options_.journal_interval;
        if (!collected && !ended)
            wait_after_fault(due);
    }
}

MLTRACK_DECL void channel::wait_after_fault(clock::time_point until)
{
    std::unique_lock lock(mutex_);
    collecting_.wait_until(lock, until, [&] { return collecting_ended_; });
}

MLTRACK_DECL void channel::end_collecting()
{
    const std::lock_guard lock(mutex_);
    collecting_ended_ = true;
    collecting_.notify_all();
}

MLTRACK_DECL result<void> channel::end_run(const journal_end& end)
{
    if (!journal_)
        return detail::no_journal();
    const std::lock_guard lock(consuming_);
    MLTRACK_CHECK(collect());
    return journal_->append(end);
}

} // namespace mltrack::logging
