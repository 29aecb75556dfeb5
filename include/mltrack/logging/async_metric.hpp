#pragma once

#include <mltrack/logging/logger.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>

namespace mltrack {

/// Logs a value of a metric in a coroutine of Asio's: `co_await async_metric(log, loss, value, step);`. The record is
/// in the ring when it is done, and the coroutine went on without a pause, unless the ring was full and there is no
/// journal: then it waits for room, without blocking its thread, for as long as `logger_options::full_wait`; after that
/// what gives way is as for `logger::metric`.
///
/// Lifetimes: the logger outlives the operation. Cancellation: while it waits, as Asio's timers; the value is not
/// logged then.
inline boost::asio::awaitable<void> async_metric(logger& log, series to, double value, std::int64_t step = 0,
                                                 schema::unix_ms time = schema::unix_ms::now())
{
    using namespace std::chrono_literals;
    if (log.try_metric(to, value, step, time))
        co_return;
    if (log.is_stuck())
        co_return log.metric_now(to, value, step, time);
    boost::asio::steady_timer room(co_await boost::asio::this_coro::executor);
    const auto end = std::chrono::steady_clock::now() + log.options().full_wait;
    for (std::chrono::milliseconds wait = 1ms; std::chrono::steady_clock::now() < end;
         wait = std::min(2 * wait, 16ms)) {
        room.expires_after(wait);
        co_await room.async_wait(boost::asio::use_awaitable);
        if (log.try_metric(to, value, step, time))
            co_return;
    }
    log.note_stuck();
    log.metric_now(to, value, step, time);
}

} // namespace mltrack
