#pragma once

#include <mltrack/client/environment.hpp>
#include <mltrack/client/variables.hpp>
#include <mltrack/client/without_credentials.hpp>
#include <mltrack/connect.hpp>
#include <mltrack/logging/impl/worker.hpp>
#include <mltrack/logging/logger.hpp>
#include <mltrack/logging/sender.hpp>

#include <algorithm>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace mltrack {
namespace logging::detail {

/// The channel that the thread works for, if it is one of a logger's or closes one.
inline thread_local const channel* working_for = nullptr;

} // namespace logging::detail

/// The threads of a logger.
struct logger::background
{
    explicit background(std::shared_ptr<logging::channel> own) : channel(std::move(own)) {}
    background(const background&) = delete;
    background& operator=(const background&) = delete;

    /// Ends threads that nobody closed: the logger's construction failed.
    ~background()
    {
        channel->end_logging();
        end(logging::channel::clock::now());
    }

    /// Ends the threads. One that the system holds up is left to itself, and tells nobody any more.
    void end(logging::channel::clock::time_point end)
    {
        const bool is_safe = end_journal(end);
        end_sender(end);
        if (!is_safe)
            channel->reporter().silence(); // Only now: what the sender meets in the end is told.
    }

private:
    /// Lets what is logged come to the file, and that to the disk, until then or a second from now. A call to the
    /// system cannot be broken off. False, which is reported, when the disk does not have it by then.
    bool end_journal(logging::channel::clock::time_point end)
    {
        using namespace std::chrono_literals;
        end = std::max(end, logging::channel::clock::now() + 1s);
        channel->end_collecting();
        const bool is_written = collector.end_by(end);
        channel->end_flushing();
        if (flusher.end_by(end) && is_written)
            return true;
        // Who is told may call `close`, whose mutex this thread may hold.
        const auto* before = std::exchange(logging::detail::working_for, channel.get());
        channel->reporter().report(
            {errc::internal_error, "the disk takes too long for the journal '" +
                                       channel->journal()->file().path().string() +
                                       "': should the machine fail before it has it, the last records may be lost"});
        logging::detail::working_for = before;
        return false;
    }

    /// Lets the sender end by itself until then, and makes it end after that.
    void end_sender(logging::channel::clock::time_point end)
    {
        using namespace std::chrono_literals;
        channel->end_sending();
        if (!sender.joinable())
            return;
        bool ended = channel->wait_for_sender(end);
        if (!ended)
            channel->stop_sending();
        // A call may begin just after one was cancelled.
        for (int attempt = 0; !ended && attempt != 20; ++attempt) {
            cancel();
            ended = channel->wait_for_sender(logging::channel::clock::now() + 50ms);
        }
        if (ended)
            return sender.join();
        channel->reporter().silence();
        sender.detach();
    }

public:
    std::shared_ptr<logging::channel> channel;
    std::string server = {};              ///< For people.
    std::function<void()> cancel = [] {}; ///< Makes the sender's call end soon, if that can be.
    logging::worker collector = {};
    logging::worker flusher = {};
    std::thread sender = {};
    bool is_offline = true;
    std::mutex closing = {}; ///< Held by who closes.
    bool is_closed = false;
    bool is_settled = false; ///< Once it is closed: whether nothing was left.
};

namespace logging::detail {

inline std::filesystem::path journal_folder(const logger_options& options)
{
    if (!options.journal.empty())
        return options.journal;
    return calling::variable("MLTRACK_JOURNAL_DIR");
}

/// The journal that the options ask for; null when they ask for none. Throws `mltrack::exception`.
inline std::unique_ptr<journal_writer> open_journal(const logger_options& options, journal_header header)
{
    const auto folder = journal_folder(options);
    if (folder.empty())
        return nullptr;
    header.tracking_uri = calling::without_credentials(absolute_tracking_uri(options.tracking_uri));
    return journal_writer::open(folder, std::move(header)).value();
}

/// What a logger's end says of what is left: of that, `lost` records are in no journal.
inline std::string farewell(std::uint64_t left, std::uint64_t lost, const journal_writer* journal,
                            const std::string& server)
{
    auto line = std::to_string(left) + " records are not at " + server;
    if (journal == nullptr)
        return line + " and lost: give the logger a journal (logger_options::journal or MLTRACK_JOURNAL_DIR)";
    const auto path = journal->file().path();
    if (lost != 0)
        line += "; " + std::to_string(lost) + " of them could not be written to '" + path.string() + "' and are lost";
    if (lost >= left)
        return line;
    line += (lost == 0 ? "; they are in '" : "; the others are in '") + path.string() + "': mltrack sync '" +
            path.parent_path().string() + '\'';
    return journal->header().tracking_uri.empty() ? line + " --tracking-uri URI" : line;
}

} // namespace logging::detail

MLTRACK_DECL logger::logger(std::string_view tracking_uri, schema::id::run run, logger_options options)
{
    connect_options how{.client = client_options_from_environment()};
    how.client.max_retries = 0; // The sender's own are more patient, and end when the logger does.
    auto api = connect(tracking_uri, std::move(how));
    options.tracking_uri = tracking_uri;
    auto journal = logging::detail::open_journal(options, {.run_id = run});
    start(std::move(journal), std::move(options), "run " + run.value);
    background_->cancel = [api]() mutable { api.cancel_calls(); };
    start_sending(std::move(api), std::move(run));
}

MLTRACK_DECL logger::logger(tracking::any_tracking_api api, schema::id::run run, logger_options options)
{
    auto journal = logging::detail::open_journal(options, {.run_id = run});
    start(std::move(journal), std::move(options), "run " + run.value);
    start_sending(std::move(api), std::move(run));
}

MLTRACK_DECL logger::logger(offline_run run, logger_options options)
{
    auto subject = run.run_name.empty() ? "offline run" : "offline run '" + run.run_name + '\'';
    auto journal = logging::detail::open_journal(options, {.experiment_name = std::move(run.experiment_name),
                                                           .run_name = std::move(run.run_name),
                                                           .start_time = schema::unix_ms::now()});
    if (!journal)
        throw exception({errc::invalid_parameter_value, "A logger that is offline needs a folder for its journal: set "
                                                        "logger_options::journal or MLTRACK_JOURNAL_DIR"});
    start(std::move(journal), std::move(options), std::move(subject));
}

MLTRACK_DECL logger::logger(logger&&) noexcept = default;

MLTRACK_DECL logger& logger::operator=(logger&& other) noexcept
{
    std::swap(channel_, other.channel_);
    std::swap(background_, other.background_);
    return *this;
}

MLTRACK_DECL logger::~logger()
{
    if (!channel_)
        return;
    close(channel_->options().close_timeout);
    if (channel_->is_at_home())
        return;
    // The parent's threads are not here, and what they hold stays locked.
    new std::shared_ptr(std::move(channel_));
    background_.release();
}

MLTRACK_DECL void logger::start(std::unique_ptr<logging::journal_writer> journal, logger_options options,
                                std::string subject)
{
    auto server = options.tracking_uri.empty() ? "the server" : calling::without_credentials(options.tracking_uri);
    channel_ = std::make_shared<logging::channel>(std::move(options), std::move(journal), std::move(subject));
    background_ = std::make_unique<background>(channel_);
    background_->server = std::move(server);
    if (channel_->journal() == nullptr)
        return;
    const auto work = [this](void (logging::channel::*until_end)()) {
        return logging::worker([channel = channel_, until_end] {
            logging::detail::working_for = channel.get();
            (channel.get()->*until_end)();
        });
    };
    background_->collector = work(&logging::channel::collect_until_end);
    background_->flusher = work(&logging::channel::flush_until_end);
}

MLTRACK_DECL void logger::start_sending(tracking::any_tracking_api api, schema::id::run run)
{
    background_->is_offline = false;
    auto sender = std::make_shared<logging::sender>(channel_, std::move(api), std::move(run));
    background_->sender = std::thread([sender = std::move(sender), channel = channel_.get()] {
        logging::detail::working_for = channel;
        sender->run();
    });
}

MLTRACK_DECL void logger::end_run(schema::run_status status) noexcept
{
    if (!background_->is_offline || !channel_->is_at_home())
        return;
    const auto noted =
        guarded([&] { return channel_->end_run({.status = status, .end_time = schema::unix_ms::now()}); });
    if (!noted)
        channel_->reporter().report(noted.error());
}

MLTRACK_DECL bool logger::flush(std::chrono::milliseconds timeout) noexcept
{
    return channel_->is_at_home() && !background_->is_offline && channel_->flush(timeout);
}

MLTRACK_DECL bool logger::flush_journal() noexcept
{
    if (!channel_->is_at_home())
        return false;
    const auto flushed = channel_->flush_journal();
    if (!flushed)
        channel_->reporter().report(flushed.error());
    return flushed.has_value();
}

MLTRACK_DECL bool logger::close(std::chrono::milliseconds timeout) noexcept
{
    const auto end =
        logging::channel::clock::now() + std::clamp<std::chrono::milliseconds>(timeout, {}, logging::longest_wait);
    if (!channel_->is_at_home())
        return background_->is_settled;
    channel_->end_logging();
    if (logging::detail::working_for == channel_.get())
        return false;
    auto& own = *background_;
    const std::lock_guard lock(own.closing);
    if (own.is_closed)
        return own.is_settled;
    own.is_closed = true;
    own.end(end);
    const auto left = channel_->unsettled();
    own.is_settled = left == 0;
    if (left != 0)
        channel_->reporter().say(
            logging::detail::farewell(left, channel_->unwritten(), channel_->journal(), own.server));
    return own.is_settled;
}

MLTRACK_DECL std::filesystem::path logger::journal() const
{
    return channel_->journal() == nullptr ? std::filesystem::path() : channel_->journal()->file().path();
}

} // namespace mltrack
