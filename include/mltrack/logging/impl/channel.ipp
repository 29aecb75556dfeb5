#pragma once

#include <mltrack/codec/json.hpp>
#include <mltrack/logging/channel.hpp>

#include <algorithm>
#include <bit>
#include <thread>
#include <utility>

namespace mltrack::logging {
namespace detail {

/// The options with what is out of range brought back into it.
inline logger_options tidy(logger_options options)
{
    using namespace std::chrono_literals;
    options.batch_size = std::clamp<std::size_t>(options.batch_size, 1, 1000);
    options.full_wait = std::clamp<std::chrono::milliseconds>(options.full_wait, 0ms, longest_wait);
    options.close_timeout = std::clamp<std::chrono::milliseconds>(options.close_timeout, 0ms, longest_wait);
    options.batch_interval = std::clamp<std::chrono::milliseconds>(options.batch_interval, 1ms, longest_wait);
    options.journal_interval = std::clamp<std::chrono::milliseconds>(options.journal_interval, 1ms, longest_wait);
    options.backoff_base = std::clamp<std::chrono::milliseconds>(options.backoff_base, 1ms, longest_wait);
    options.backoff_max =
        std::clamp<std::chrono::milliseconds>(options.backoff_max, options.backoff_base, longest_wait);
    return options;
}

} // namespace detail

MLTRACK_DECL channel::channel(logger_options options, std::unique_ptr<journal_writer> journal, std::string subject)
    : options_(detail::tidy(std::move(options))), reporter_(options_, std::move(subject)),
      ring_(options_.ring_capacity),
      // Often enough that the ring does not fill up, and seldom enough that few calls pay for it.
      wake_every_(std::clamp<std::size_t>(ring_.capacity() / 4, 1, options_.batch_size)), journal_(std::move(journal))
{
    watch_forks();
    collected_.reserve(most_at_once);
    if (journal_)
        reader_.emplace(journal_->file());
}

MLTRACK_DECL channel::~channel()
{
    record left;
    while (ring_.try_pop(left))
        delete left.words;
}

MLTRACK_DECL series channel::find(std::string_view key) noexcept
{
    try {
        if (const auto* known = table_.find(key))
            return series(known);
        const schema::metric sample{.key = key, .value = 0.0, .timestamp = schema::unix_ms(0)};
        if (const auto allowed = codec::check(sample); !allowed) {
            refuse_key(allowed.error());
            return {};
        }
        return series(table_.find_or_add(key));
    } catch (...) {
        refuse_key(caught_error());
        return {};
    }
}

MLTRACK_DECL void channel::log(record_kind kind, std::string_view key, std::string_view value) noexcept
{
    try {
        const std::string text(value.substr(0, longest_words + 1));
        const auto allowed = kind == record_kind::param ? codec::check(schema::param{.key = key, .value = text})
                                                        : codec::check(schema::run_tag{.key = key, .value = text});
        if (!allowed)
            return refuse(allowed.error());
        if (text.size() > longest_words)
            return refuse({errc::invalid_parameter_value,
                           "the value of '" + std::string(key) + "' is longer than a megabyte: log it as an artifact"});
        put({.kind = kind, .words = new words{std::string(key), text}});
    } catch (...) {
        refuse(caught_error());
    }
}

MLTRACK_DECL void channel::put_slowly(const record& record) noexcept
{
    try {
        if (!spill(record) && !wait_for_room(record))
            put_in_place(record);
    } catch (...) {
        drop(record);
    }
}

/// Puts a record in, though the ring is full.
MLTRACK_DECL void channel::put_in_place(const record& record)
{
    if (options_.overflow == when_full::drop_newest)
        return drop(record);
    while (!push(record))
        if (!drop_oldest())
            std::this_thread::yield();
}

MLTRACK_DECL bool channel::try_log(series to, double value, std::int64_t step, std::int64_t timestamp) noexcept
{
    if (!owns(to)) {
        refuse_foreign();
        return true;
    }
    const record made{.series = to.entry_, .value = value, .step = step, .timestamp = timestamp};
    return push(made) || spill(made);
}

MLTRACK_DECL void channel::log_now(series to, double value, std::int64_t step, std::int64_t timestamp) noexcept
{
    if (try_log(to, value, step, timestamp))
        return;
    const record made{.series = to.entry_, .value = value, .step = step, .timestamp = timestamp};
    try {
        put_in_place(made);
    } catch (...) {
        drop(made);
    }
}

/// Makes room by bringing what the ring holds to the journal, on the thread that logs.
MLTRACK_DECL bool channel::spill(const record& record) noexcept
{
    if (!journal_)
        return false;
    try {
        for (;;) {
            if (const auto done = locked_collect(); !done) {
                report_once_per_doubling(failures_.fetch_add(1) + 1, done.error());
                return false;
            }
            tell_room();
            if (push(record))
                return true;
        }
    } catch (...) {
        reporter_.report(caught_error());
        return false;
    }
}

MLTRACK_DECL bool channel::wait_for_room(const record& record)
{
    // Once a wait was in vain, the next ones would be too, until something is taken out again.
    if (is_stuck())
        return push(record);
    constexpr std::chrono::milliseconds slice(10); // A thread that finds no room may just miss the news of some.
    const auto end = clock::now() + options_.full_wait;
    waiting_for_room_.fetch_add(1);
    bool done = push(record);
    for (auto now = clock::now(); !done && now < end; now = clock::now()) {
        wake_consumer();
        std::unique_lock lock(mutex_);
        room_.wait_until(lock, std::min(end, now + slice));
        lock.unlock();
        done = push(record);
    }
    waiting_for_room_.fetch_sub(1);
    if (!done)
        note_stuck();
    return done;
}

MLTRACK_DECL bool channel::drop_oldest()
{
    record oldest;
    {
        const std::lock_guard lock(consuming_);
        if (!ring_.try_pop(oldest))
            return false;
    }
    delete oldest.words;
    count_dropped();
    progress_.notify_all();
    return true;
}

MLTRACK_DECL void channel::drop(const record& record) noexcept
{
    delete record.words;
    rejected_.fetch_add(1, std::memory_order_relaxed);
    count_dropped();
}

MLTRACK_DECL void channel::drop_unwanted(const record& record) noexcept
{
    delete record.words;
    rejected_.fetch_add(1, std::memory_order_relaxed);
    dropped_.fetch_add(1, std::memory_order_relaxed);
    if (is_at_home() || told_of_fork_.exchange(true))
        return;
    reporter_.say("a logger does not log in the child of a fork: make one there of its own");
}

MLTRACK_DECL void channel::count_dropped() noexcept
{
    const auto count = dropped_.fetch_add(1, std::memory_order_relaxed) + 1;
    report_once_per_doubling(
        count, {errc::resource_exhausted, "more is logged than the server takes: " + std::to_string(count) +
                                              " records dropped so far; give the logger a journal or a larger ring"});
}

MLTRACK_DECL void channel::refuse_foreign() noexcept
{
    refuse({errc::invalid_parameter_value,
            "a value was logged to a series whose key was refused, or that another logger made"});
}

/// What is logged to the key is counted when it is logged.
MLTRACK_DECL void channel::refuse_key(const error& why) noexcept
{
    report_once_per_doubling(refused_keys_.fetch_add(1, std::memory_order_relaxed) + 1, why);
}

MLTRACK_DECL void channel::refuse(const error& why) noexcept
{
    rejected_.fetch_add(1, std::memory_order_relaxed);
    report_once_per_doubling(refused_.fetch_add(1, std::memory_order_relaxed) + 1, why);
}

MLTRACK_DECL void channel::report_once_per_doubling(std::uint64_t count, const error& what) noexcept
{
    if (std::has_single_bit(count))
        reporter_.report(what);
}

MLTRACK_DECL void channel::wake_consumer() noexcept
{
    (journal_ ? collecting_ : sending_).notify_one();
}

MLTRACK_DECL void channel::tell_room() noexcept
{
    stuck_.store(false, std::memory_order_relaxed);
    if (waiting_for_room_.load() > 0)
        room_.notify_all();
}

MLTRACK_DECL logger_statistics channel::statistics() const
{
    return {.logged = ring_.pushed() + rejected_.load(),
            .sent = sent_.load(),
            .replayed = replayed_.load(),
            .refused = refused_.load(),
            .dropped = dropped_.load(),
            .failures = failures_.load()};
}

} // namespace mltrack::logging
