#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/entry.hpp>
#include <mltrack/logging/fork.hpp>
#include <mltrack/logging/journal/reader.hpp>
#include <mltrack/logging/journal/writer.hpp>
#include <mltrack/logging/options.hpp>
#include <mltrack/logging/record.hpp>
#include <mltrack/logging/reporter.hpp>
#include <mltrack/logging/ring.hpp>
#include <mltrack/logging/series.hpp>
#include <mltrack/logging/statistics.hpp>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::logging {

/// Longer waits are cut: clocks could not count them.
inline constexpr std::chrono::hours longest_wait(24 * 365 * 10);

/// The way of a run's records from the threads that log to the one that sends: through a ring, and through a journal if
/// there is one.
///
/// Thread safety: the functions that log, and `find`, `statistics` and `flush…` from any thread; `collect_until_end`,
/// `flush_until_end`, and those for the sender, from one thread each.
class channel
{
public:
    using clock = std::chrono::steady_clock;

    /// `journal` may be null. `subject` is what people call the run.
    channel(logger_options options, std::unique_ptr<journal_writer> journal, std::string subject);
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;
    ~channel();

    /// The series of a key, made when it is new; none when the key is not allowed, which is reported.
    series find(std::string_view key) noexcept;

    /// Logs a value; waits as the options say when the ring is full.
    void log(series to, double value, std::int64_t step, std::int64_t timestamp) noexcept
    {
        if (!owns(to))
            return refuse_foreign();
        put({.series = to.entry_, .value = value, .step = step, .timestamp = timestamp});
    }

    /// Logs a value unless the ring is full and there is no journal. Never waits for room.
    bool try_log(series to, double value, std::int64_t step, std::int64_t timestamp) noexcept;

    /// Logs a value; when the ring is full, the oldest or this one gives way, as the options say.
    void log_now(series to, double value, std::int64_t step, std::int64_t timestamp) noexcept;

    /// Logs a param or a tag.
    void log(record_kind kind, std::string_view key, std::string_view value) noexcept;

    /// Notes how the run ended in the journal. Errors: `internal_error`; `invalid_state` without a journal.
    result<void> end_run(const journal_end& end);

    /// Waits until what was logged before is sent or refused. False when the time is over first.
    bool flush(std::chrono::milliseconds timeout);

    /// Brings what was logged before to the disk. Errors: `internal_error`; `invalid_state` without a journal.
    result<void> flush_journal();

    /// Counts of the records so far.
    logger_statistics statistics() const;

    /// Writes records from the ring to the journal, each within the interval of the options, until `end_collecting`.
    void collect_until_end();
    void end_collecting();

    /// Brings to the disk what is written, until `end_flushing`. On a thread of its own: records shall outlive the
    /// process however slow the disk is.
    void flush_until_end();
    void end_flushing();

    /// From here on nothing that is logged is taken.
    void end_logging() noexcept { owner_.store(nobody, std::memory_order_relaxed); }

    /// For the sender: waits until entries are due. False at the end, when all is settled, or after `stop_sending`.
    bool wait_for_entries();

    /// For the sender: waits before the next attempt. False after `stop_sending`.
    bool wait_for_attempt(std::chrono::milliseconds wait);

    /// For the sender: appends what there is, up to about the size of a batch. Those up to `known` of a journal from
    /// before are left out: the server has them. Errors: `internal_error` when the journal cannot be read on.
    result<void> refill(std::vector<entry>& entries, std::uint64_t known);

    /// For the sender: notes that the entries up to a number are sent or refused.
    void settle(std::uint64_t number, std::size_t sent, std::size_t refused);

    /// For the sender, when it has no entries: notes that what it took is dealt with, what could not be read included.
    void settle_taken();

    /// For the sender, when it has no entries: begins a large journal anew if the server has all of it.
    void shorten_journal();

    /// Counts and reports what failed.
    void note_failure(const error& what);

    /// For the sender: whether more than a batch waits, or somebody waits for what does.
    bool is_pressed() const;

    /// Makes the sender end once it has sent all.
    void end_sending();
    /// Makes the sender end.
    void stop_sending();
    bool is_stopped() const;
    /// Notes the sender's end, and waits for it. False when the time is over first.
    void note_sender_ended();
    bool wait_for_sender(clock::time_point end);

    /// Records that are neither sent nor refused nor dropped.
    std::uint64_t unsettled() const;

    /// Those of them that are in no journal. Exact when nothing is collected any more.
    std::uint64_t unwritten() const;

    /// For the sender: whether parts of the journal could not be read.
    bool is_journal_damaged() const { return is_journal_damaged_; }

    /// Whether a wait for room was in vain, and no room was made since.
    bool is_stuck() const noexcept { return stuck_.load(std::memory_order_relaxed); }
    void note_stuck() noexcept { stuck_.store(true, std::memory_order_relaxed); }

    const logger_options& options() const noexcept { return options_; }
    journal_writer* journal() const noexcept { return journal_.get(); }
    logging::reporter& reporter() noexcept { return reporter_; }

    /// Whether the process is the one that made it, and not a child of a `fork`.
    bool is_at_home() const noexcept { return home_ == fork_count.load(std::memory_order_relaxed); }

private:
    static constexpr unsigned nobody = ~0u;
    static constexpr std::size_t longest_words = std::size_t(1) << 20; ///< Of a param or tag, in bytes.
    static constexpr std::size_t most_at_once = 4096;                  ///< Records of a frame of a journal.

    bool owns(series of) const noexcept { return of.entry_ != nullptr && of.entry_->owner == &table_; }

    void put(const record& record) noexcept
    {
        if (!push(record))
            put_slowly(record);
    }

    /// True when the record is in the ring, or not wanted.
    bool push(const record& record) noexcept
    {
        if (owner_.load(std::memory_order_relaxed) != fork_count.load(std::memory_order_relaxed)) {
            drop_unwanted(record);
            return true;
        }
        const auto before = ring_.try_push(record);
        if (before && *before % wake_every_ == 0)
            wake_consumer();
        return before.has_value();
    }

    void put_slowly(const record& record) noexcept;
    void put_in_place(const record& record);
    bool spill(const record& record) noexcept;
    bool wait_for_room(const record& record);
    bool drop_oldest();
    void drop(const record& record) noexcept;
    void drop_unwanted(const record& record) noexcept;
    void count_dropped() noexcept;
    void refuse_foreign() noexcept;
    void refuse_key(const error& why) noexcept;
    void refuse(const error& why) noexcept;
    void wake_consumer() noexcept;
    void tell_room() noexcept;
    result<void> collect();
    result<void> locked_collect();
    result<void> collect_pushed();
    bool wait_to_collect(clock::time_point due);
    void wait_after_fault(clock::time_point until);
    bool wait_to_flush();
    std::uint64_t available() const;
    bool has_due_entries() const;
    bool is_settled(std::uint64_t number);
    void refill_from_ring(std::vector<entry>& entries);
    result<void> refill_from_journal(std::vector<entry>& entries, std::uint64_t known);
    void look_for_damage();
    void report_once_per_doubling(std::uint64_t count, const error& what) noexcept;

    const logger_options options_;
    logging::reporter reporter_;
    logging::ring<record> ring_;
    const std::uint64_t wake_every_;
    series_table table_;
    const unsigned home_ = fork_count.load(std::memory_order_relaxed);
    std::atomic<unsigned> owner_ = home_; ///< The `fork_count` of those whose calls are taken.

    std::mutex consuming_; ///< Held by who takes records out of the ring.
    std::unique_ptr<journal_writer> journal_;
    std::vector<record> collected_;

    mutable std::mutex mutex_; ///< Of what follows, and of all waiting.
    std::condition_variable room_;
    std::condition_variable collecting_;
    std::condition_variable flushing_;
    std::condition_variable sending_;
    std::condition_variable progress_;
    bool collecting_ended_ = false;
    bool flushing_ended_ = false;
    bool sending_ended_ = false;
    bool sending_stopped_ = false;
    bool sender_gone_ = false;
    std::uint64_t wanted_ = 0;  ///< Up to which number somebody waits for entries to be settled.
    std::uint64_t settled_ = 0; ///< Up to which number entries are sent or refused.

    // Of the sender alone.
    std::optional<journal_reader> reader_;
    bool is_journal_damaged_ = false;
    std::atomic<std::uint64_t> taken_ = 0; ///< The number of the last entry that the sender took.

    std::atomic<int> waiting_for_room_ = 0;
    std::atomic<bool> stuck_ = false; ///< Whether a wait for room was in vain, and nothing was taken out since.
    std::atomic<bool> told_of_fork_ = false;
    std::atomic<std::uint64_t> held_ = 0; ///< Entries that the sender has.
    std::atomic<std::uint64_t> sent_ = 0;
    std::atomic<std::uint64_t> replayed_ = 0;
    std::atomic<std::uint64_t> refused_ = 0;
    std::atomic<std::uint64_t> refused_keys_ = 0; ///< Look-ups.
    std::atomic<std::uint64_t> dropped_ = 0;
    std::atomic<std::uint64_t> failures_ = 0;
    std::atomic<std::uint64_t> rejected_ = 0; ///< Calls whose records never were in the ring.
};

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/impl/channel.ipp>
#include <mltrack/logging/impl/channel_collecting.ipp>
#include <mltrack/logging/impl/channel_sending.ipp>
#endif
