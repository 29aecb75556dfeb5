#pragma once

#include <mltrack/logging/channel.hpp>

#include <algorithm>

namespace mltrack::logging {
namespace detail {

inline schema::metric metric_of(const record& record)
{
    return {.key = record.series->key,
            .value = record.value,
            .timestamp = schema::unix_ms(record.timestamp),
            .step = record.step};
}

/// Frees the record's words.
inline entry entry_of(std::uint64_t number, const record& record)
{
    if (record.kind == record_kind::metric)
        return {number, metric_of(record)};
    const std::unique_ptr<words> owned(record.words);
    if (record.kind == record_kind::param)
        return {number, schema::param{.key = std::move(owned->key), .value = std::move(owned->value)}};
    return {number, schema::run_tag{.key = std::move(owned->key), .value = std::move(owned->value)}};
}

} // namespace detail

MLTRACK_DECL bool channel::flush(std::chrono::milliseconds timeout)
{
    const auto end = clock::now() + timeout;
    auto wanted = ring_.pushed();
    if (journal_) {
        if (const auto flushed = flush_journal(); !flushed) {
            reporter_.report(flushed.error());
            return false;
        }
        wanted = journal_->last_number();
    }
    std::unique_lock lock(mutex_);
    wanted_ = std::max(wanted_, wanted);
    sending_.notify_one();
    return progress_.wait_until(lock, end, [&] { return is_settled(wanted) || sender_gone_; }) && is_settled(wanted);
}

/// Whether nothing up to a number is on its way; `mutex_` is held.
MLTRACK_DECL bool channel::is_settled(std::uint64_t number)
{
    if (settled_ >= number)
        return true;
    if (journal_)
        return false;
    // Records that gave way in a full ring are never settled: what counts is what the sender has.
    const std::lock_guard lock(consuming_);
    return ring_.popped() >= number && settled_ >= std::min(taken_.load(), number);
}

/// How many entries the sender could take.
MLTRACK_DECL std::uint64_t channel::available() const
{
    return journal_ ? journal_->last_number() - taken_.load() : ring_.size();
}

/// `mutex_` is held.
MLTRACK_DECL bool channel::has_due_entries() const
{
    const auto count = available();
    return count >= options_.batch_size || (count != 0 && wanted_ > settled_);
}

MLTRACK_DECL bool channel::wait_for_entries()
{
    std::unique_lock lock(mutex_);
    sending_.wait_for(lock, options_.batch_interval,
                      [&] { return sending_stopped_ || sending_ended_ || has_due_entries(); });
    return !sending_stopped_ && !(sending_ended_ && available() == 0);
}

MLTRACK_DECL bool channel::wait_for_attempt(std::chrono::milliseconds wait)
{
    std::unique_lock lock(mutex_);
    if (sending_ended_) // Little time is left.
        wait = std::min(wait, options_.backoff_base);
    return !sending_.wait_for(lock, wait, [&] { return sending_stopped_; });
}

MLTRACK_DECL bool channel::is_pressed() const
{
    const std::lock_guard lock(mutex_);
    return !sending_stopped_ && (has_due_entries() || (sending_ended_ && available() != 0));
}

MLTRACK_DECL void channel::refill(std::vector<entry>& entries, std::uint64_t known)
{
    const auto before = entries.size();
    if (journal_)
        refill_from_journal(entries, known);
    else
        refill_from_ring(entries);
    held_.fetch_add(entries.size() - before);
}

MLTRACK_DECL void channel::refill_from_ring(std::vector<entry>& entries)
{
    {
        const std::lock_guard lock(consuming_);
        record next;
        while (entries.size() < options_.batch_size && ring_.try_pop(next))
            entries.push_back(detail::entry_of(ring_.popped(), next));
        taken_.store(ring_.popped());
    }
    tell_room();
}

MLTRACK_DECL void channel::refill_from_journal(std::vector<entry>& entries, std::uint64_t known)
{
    const auto before = std::max(taken_.load(), known);
    for (bool more = true; more && entries.size() < options_.batch_size;) {
        const auto read = reader_->read(journal_->size(), entries);
        if (!read) {
            note_failure(read.error());
            break;
        }
        more = *read;
        std::erase_if(entries, [&](const entry& each) { return each.number <= before; });
    }
    const auto now = std::max(before, reader_->last_number());
    const auto old = std::min(now, journal_->old_number());
    replayed_.fetch_add(old > before ? old - before : 0);
    taken_.store(now);
}

MLTRACK_DECL void channel::settle(std::uint64_t number, std::size_t sent, std::size_t refused)
{
    sent_.fetch_add(sent);
    refused_.fetch_add(refused);
    held_.fetch_sub(sent + refused);
    const std::lock_guard lock(mutex_);
    settled_ = std::max(settled_, number);
    progress_.notify_all();
}

MLTRACK_DECL void channel::shorten_journal()
{
    if (!journal_ || options_.keep_journal || journal_->size() < options_.journal_bytes)
        return;
    const std::lock_guard lock(consuming_);
    if (journal_->last_number() != taken_.load())
        return;
    const auto done = journal_->restart();
    reader_.emplace(journal_->file());
    if (!done)
        note_failure(done.error());
}

MLTRACK_DECL void channel::note_failure(const error& what)
{
    failures_.fetch_add(1);
    reporter_.report(what);
}

MLTRACK_DECL void channel::end_sending()
{
    const std::lock_guard lock(mutex_);
    sending_ended_ = true;
    sending_.notify_all();
}

MLTRACK_DECL void channel::stop_sending()
{
    const std::lock_guard lock(mutex_);
    sending_stopped_ = true;
    sending_.notify_all();
}

MLTRACK_DECL void channel::note_sender_ended()
{
    const std::lock_guard lock(mutex_);
    sender_gone_ = true;
    progress_.notify_all();
}

MLTRACK_DECL bool channel::wait_for_sender(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(mutex_);
    return progress_.wait_for(lock, timeout, [&] { return sender_gone_; });
}

MLTRACK_DECL std::uint64_t channel::unsettled() const
{
    return available() + held_.load() + (journal_ ? ring_.size() : 0);
}

} // namespace mltrack::logging
