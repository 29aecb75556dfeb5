#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/channel.hpp>
#include <mltrack/logging/options.hpp>
#include <mltrack/logging/statistics.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace mltrack {

/// A run that is made later, when its journal is brought to a server (`mltrack sync`).
struct offline_run
{
    std::string experiment_name = "Default"; ///< Made when it is not there.
    std::string run_name = {};               ///< Empty: the server invents one.
};

/// Logs to a run in the background: a call stores a record in memory and returns; threads of the logger send what has
/// gathered, wait out failures of the server, and keep a journal if the options name a folder for it.
///
/// ```
/// mltrack::logger log("http://127.0.0.1:5000", run_id);
/// const auto loss = log.series("loss");
/// for (int step = 0; step != 1000; ++step)
///     log.metric(loss, train(), step);
/// ```
///
/// Errors: what stands after construction never throws. What goes wrong is counted (`statistics`), told to
/// `logger_options::on_error`, and the first time to stderr.
///
/// Thread safety: all functions may be called at the same time, but for construction, moving and destruction. What one
/// thread logs is sent in its order.
///
/// Forks: in the child of a `fork` a logger of the parent's does nothing; the child may make one of its own.
///
/// Lifetimes: the destructor calls `close` with `logger_options::close_timeout`. A moved-from logger may only be
/// destroyed or assigned to.
class logger
{
public:
    /// Logs to a run at a tracking URI, over a connection of its own that the environment's settings apply to.
    /// Throws `mltrack::exception` for a URI that `connect` refuses, and for a journal that cannot be opened. The
    /// server is not asked.
    logger(std::string_view tracking_uri, schema::id::run run, logger_options options = {});

    /// As above; so that texts are no APIs.
    logger(const char* tracking_uri, schema::id::run run, logger_options options = {})
        : logger(std::string_view(tracking_uri), std::move(run), std::move(options))
    {
    }

    /// Logs to a run of an API, which the logger shares and calls from a thread of its own. Its own repetitions of
    /// calls, if it has them, come before the logger's. Throws `mltrack::exception` for a journal that cannot be
    /// opened.
    logger(tracking::any_tracking_api api, schema::id::run run, logger_options options = {});

    /// Logs to a journal only. Throws `mltrack::exception` for a journal that cannot be opened, and
    /// `invalid_parameter_value` when no folder is named for it.
    explicit logger(offline_run run, logger_options options = {});

    logger(logger&&) noexcept;
    logger& operator=(logger&&) noexcept;
    ~logger();

    /// Looks a metric up, for calls that cost as little as can be. A key that is not allowed is reported and gives a
    /// series that is none.
    mltrack::series series(std::string_view key) noexcept { return channel_->find(key); }

    /// Logs a value of a metric, of now. NaN and infinities are values too.
    void metric(mltrack::series to, double value, std::int64_t step = 0) noexcept
    {
        channel_->log(to, value, step, schema::unix_ms::now().value);
    }

    /// Logs a value of a metric, of a time.
    void metric(mltrack::series to, double value, std::int64_t step, schema::unix_ms time) noexcept
    {
        channel_->log(to, value, step, time.value);
    }

    /// As above, with the metric's key, which is looked up each time.
    void metric(std::string_view key, double value, std::int64_t step = 0) noexcept
    {
        metric(series(key), value, step);
    }
    void metric(std::string_view key, double value, std::int64_t step, schema::unix_ms time) noexcept
    {
        metric(series(key), value, step, time);
    }

    /// As `metric`, but never waits: false when the ring is full and there is no journal. Coroutines of Asio's have
    /// `async_metric` (mltrack/logging/async_metric.hpp), which waits without blocking their thread.
    bool try_metric(mltrack::series to, double value, std::int64_t step, schema::unix_ms time) noexcept
    {
        return channel_->try_log(to, value, step, time.value);
    }

    /// As `metric`, but never waits: what `logger_options::overflow` says gives way when the ring is full and there is
    /// no journal.
    void metric_now(mltrack::series to, double value, std::int64_t step, schema::unix_ms time) noexcept
    {
        channel_->log_now(to, value, step, time.value);
    }

    /// Whether a wait for room in the ring was in vain, and no room was made since: then waiting again is no use.
    bool is_stuck() const noexcept { return channel_->is_stuck(); }

    /// Notes that a wait for room, made of `try_metric`, was in vain.
    void note_stuck() noexcept { channel_->note_stuck(); }

    /// Logs a param. A second value for its key is refused by the server, and reported.
    void param(std::string_view key, std::string_view value) noexcept
    {
        channel_->log(logging::record_kind::param, key, value);
    }

    /// Sets a tag.
    void tag(std::string_view key, std::string_view value) noexcept
    {
        channel_->log(logging::record_kind::tag, key, value);
    }

    /// Notes how the run of a logger that is offline ended, so that its server learns it. A journal without it makes a
    /// run that stays RUNNING. For other loggers it has no effect: `update_run` ends their runs.
    void end_run(schema::run_status status) noexcept;

    /// Waits until the server has, or has refused, what was logged before. False when that is not so in time, and at
    /// once for a logger that is offline.
    bool flush(std::chrono::milliseconds timeout) noexcept;

    /// Waits until the disk has what was logged before, in the journal. False, and reported, when it cannot be written
    /// or there is no journal.
    bool flush_journal() noexcept;

    /// Ends the logger: sends what is left, for at most this time, and then says on stderr what of it is in the
    /// journal, or lost. A call that is under way at a shared API is left to itself; it ends on a thread of its own.
    /// What is logged later is dropped; the journal stays locked until the destructor. A disk that is busy with the
    /// journal is waited for as long, but at least a second; then it is reported, and keeps the journal locked until it
    /// has it. False when something is left. Again: no effect, the same answer. Within `on_error` on a thread of the
    /// logger's, or of who closes it, it only ends the logging, and is false: the thread cannot wait for itself.
    bool close(std::chrono::milliseconds timeout) noexcept;

    /// Counts of the records so far.
    logger_statistics statistics() const noexcept { return channel_->statistics(); }

    /// The journal's file; empty when there is none.
    std::filesystem::path journal() const;

    /// How the logger behaves.
    const logger_options& options() const noexcept { return channel_->options(); }

private:
    struct background;

    void start(std::unique_ptr<logging::journal_writer> journal, logger_options options, std::string subject);
    void start_sending(tracking::any_tracking_api api, schema::id::run run);

    std::shared_ptr<logging::channel> channel_;
    std::unique_ptr<background> background_;
};

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/impl/logger.ipp>
#endif
