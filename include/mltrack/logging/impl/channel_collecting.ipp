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
    // A record waits for half of the interval at most, so that the other half is there for writing it.
    const auto pause = clock::duration(options_.journal_interval) / 2;
    auto due = clock::now() + pause;
    for (bool goes_on = true; goes_on;) {
        goes_on = wait_to_collect(due);
        due = clock::now() + pause;
        const auto collected = guarded([&] { return locked_collect(); });
        if (collected) {
            tell_room();
            continue;
        }
        report_once_per_doubling(failures_.fetch_add(1) + 1, collected.error());
        wait_after_fault(clock::now() + options_.journal_interval); // It would hardly do better at once.
    }
}

/// False at the end.
MLTRACK_DECL bool channel::wait_to_collect(clock::time_point due)
{
    std::unique_lock lock(mutex_);
    collecting_.wait_until(lock, due, [&] { return collecting_ended_ || ring_.size() >= wake_every_; });
    return !collecting_ended_;
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

MLTRACK_DECL void channel::flush_until_end()
{
    for (bool goes_on = true; goes_on;) {
        goes_on = wait_to_flush();
        const auto flushed = guarded([&] { return journal_->needs_flush() ? journal_->flush() : result<void>(); });
        if (!flushed)
            note_failure(flushed.error());
        const std::lock_guard lock(mutex_); // The sender shall not just miss the news.
        sending_.notify_one();
    }
}

/// Until an interval is over or somebody waits for what is not on the disk. False at the end.
MLTRACK_DECL bool channel::wait_to_flush()
{
    std::unique_lock lock(mutex_);
    flushing_.wait_for(lock, options_.journal_interval,
                       [&] { return flushing_ended_ || wanted_ > journal_->safe_part().number; });
    return !flushing_ended_;
}

MLTRACK_DECL void channel::end_flushing()
{
    const std::lock_guard lock(mutex_);
    flushing_ended_ = true;
    flushing_.notify_all();
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
