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
    const auto end = clock::now() + std::clamp<std::chrono::milliseconds>(timeout, {}, longest_wait);
    auto wanted = ring_.pushed();
    if (journal_) {
        if (const auto collected = collect_pushed(); !collected) {
            reporter_.report(collected.error());
            return false;
        }
        wanted = journal_->last_number();
    }
    std::unique_lock lock(mutex_);
    wanted_ = std::max(wanted_, wanted);
    flushing_.notify_one();
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
    if (!journal_)
        return ring_.size();
    const auto safe = journal_->safe_part().number;
    const auto taken = taken_.load();
    return safe > taken ? safe - taken : 0;
}

/// `mutex_` is held.
MLTRACK_DECL bool channel::has_due_entries() const
{
    const auto count = available();
    if (count != 0 && (wanted_ > settled_ || waiting_for_room_.load() > 0))
        return true;
    // A ring that is smaller than a batch is emptied before it is full.
    return count >= (journal_ ? options_.batch_size : std::min(options_.batch_size, ring_.capacity() / 2));
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
    const bool had_ended = sending_ended_;
    const auto wanted_before = wanted_;
    if (had_ended) // Little time is left.
        wait = std::min(wait, options_.backoff_base);
    // Who closes or flushes does not wait for the end of a long wait.
    sending_.wait_for(lock, wait,
                      [&] { return sending_stopped_ || (sending_ended_ && !had_ended) || wanted_ > wanted_before; });
    return !sending_stopped_;
}

MLTRACK_DECL bool channel::is_pressed() const
{
    const std::lock_guard lock(mutex_);
    return !sending_stopped_ && (has_due_entries() || (sending_ended_ && available() != 0));
}

MLTRACK_DECL result<void> channel::refill(std::vector<entry>& entries, std::uint64_t known)
{
    result<void> filled;
    const auto before = entries.size();
    if (journal_)
        filled = refill_from_journal(entries, known);
    else
        refill_from_ring(entries);
    held_.fetch_add(entries.size() - before);
    return filled;
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

MLTRACK_DECL result<void> channel::refill_from_journal(std::vector<entry>& entries, std::uint64_t known)
{
    const auto before = std::max(taken_.load(), known);
    const auto safe = journal_->safe_part();
    result<bool> more = true;
    while (more && *more && entries.size() < options_.batch_size) {
        more = reader_->read(safe.size, entries);
        std::erase_if(entries, [&](const entry& each) { return each.number <= before; });
    }
    look_for_damage();
    // Behind the last record that can be read, others may be damaged.
    const bool is_all = more && !*more;
    const auto now = std::max({before, reader_->last_number(), is_all ? safe.number : 0});
    const auto old = std::min(now, journal_->old_number());
    replayed_.fetch_add(old > before ? old - before : 0);
    taken_.store(now);
    return more ? result<void>() : more.error();
}

MLTRACK_DECL void channel::look_for_damage()
{
    const auto& damage = reader_->damage();
    if (is_journal_damaged_ || damage.bytes + damage.records + damage.torn_bytes == 0)
        return;
    is_journal_damaged_ = true;
    reporter_.report({errc::internal_error,
                      "the journal '" + journal_->file().path().string() +
                          "' is damaged: records in it cannot be read, and were not sent. The others are; the file "
                          "stays: `mltrack journal verify` says what is damaged. Remove it when it is of no use"});
}

MLTRACK_DECL void channel::settle_taken()
{
    settle(taken_.load(), 0, 0);
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
    if (!journal_ || options_.keep_journal || is_journal_damaged_ || journal_->size() < options_.journal_bytes)
        return;
    const std::lock_guard lock(consuming_);
    if (journal_->last_number() != taken_.load())
        return;
    const auto begun = journal_->restart();
    if (!begun)
        note_failure(begun.error());
    else if (*begun)
        reader_.emplace(journal_->file());
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

MLTRACK_DECL bool channel::is_stopped() const
{
    const std::lock_guard lock(mutex_);
    return sending_stopped_;
}

MLTRACK_DECL void channel::note_sender_ended()
{
    const std::lock_guard lock(mutex_);
    sender_gone_ = true;
    progress_.notify_all();
}

MLTRACK_DECL bool channel::wait_for_sender(clock::time_point end)
{
    std::unique_lock lock(mutex_);
    return progress_.wait_until(lock, end, [&] { return sender_gone_; });
}

MLTRACK_DECL std::uint64_t channel::unsettled() const
{
    // In this order what moves on meanwhile is counted twice rather than not at all; so below.
    const auto taken = taken_.load();
    const auto in_ring = ring_.size();
    const auto in_journal = journal_ ? journal_->appended_number() - taken : 0;
    return in_ring + in_journal + held_.load();
}

MLTRACK_DECL std::uint64_t channel::unwritten() const
{
    if (!journal_)
        return unsettled();
    const auto written = journal_->last_number();
    const auto in_ring = ring_.size();
    return in_ring + journal_->appended_number() - written;
}

} // namespace mltrack::logging
