#pragma once

#include <mltrack/fluent/background/impl/background_thread.hpp>
#include <mltrack/fluent/background/impl/time_limit.hpp>
#include <mltrack/logging/fork.hpp>
#include <mltrack/schema/error.hpp>

#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <poll.h>
#include <stdio_ext.h>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <system_error>
#include <type_traits>
#include <unistd.h>
#include <utility>
#include <vector>

namespace mltrack::fluent {

/// Puts a pipe in the place of descriptors, and has a thread show what comes through it and hand it on.
class console_tee : public std::enable_shared_from_this<console_tee>
{
public:
    /// Shows what is written to one or two descriptors from now on, and gives it to `take`: called on the thread, and
    /// not after `finish`. Throws `mltrack::exception` when a descriptor is closed or the system has no pipe for it.
    template <class Sink>
    static std::shared_ptr<console_tee> start(const std::vector<int>& descriptors, Sink take)
    {
        static_assert(std::is_nothrow_invocable_v<Sink&, std::string_view>,
                      "what is written must be shown whatever becomes of it: the sink has to be noexcept");
        const std::shared_ptr<console_tee> made(new console_tee(std::move(take)));
        if (made->wake_ < 0)
            throw failure_of("The system has no descriptor to end a capture of the console with");
        try {
            made->polled_.reserve(descriptors.size() + 1);
            for (const int each : descriptors)
                made->redirect(each);
            background_thread("output is not shown any more", [made] { made->run(); }).detach();
        } catch (...) {
            made->give_back();
            throw;
        }
        return made;
    }

    console_tee(const console_tee&) = delete;
    console_tee& operator=(const console_tee&) = delete;
    ~console_tee()
    {
        for (auto& each : streams_)
            ::close(each.shown_on);
        ::close(wake_);
    }

    /// Gives the descriptors back, and waits until all that was written before is shown and handed on; false when that
    /// is not so in time. What children still write is shown as long as the program lives.
    bool finish(time_limit until)
    {
        give_back();
        ::eventfd_write(wake_, 1);
        std::unique_lock lock(mutex_);
        return changed_.wait_until(lock, until, [&] { return is_drained_; });
    }

private:
    using sink = std::function<void(std::string_view)>;

    struct stream
    {
        int descriptor;                                       ///< 1 or 2.
        int shown_on;                                         ///< What it was before.
        std::optional<logging::unshared_descriptor> read_end; ///< None: it has ended.
    };

    explicit console_tee(sink take) : take_(std::move(take)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

    static exception failure_of(const std::string& what)
    {
        return exception(error{errc::invalid_state, what + ": " + std::generic_category().message(errno)});
    }

    static void flush()
    {
        std::cout.flush();
        std::cerr.flush();
        std::clog.flush();
        std::fflush(stdout);
        std::fflush(stderr);
    }

    void redirect(int descriptor)
    {
        flush();
        // A stream that nothing has used yet would find a pipe, and keep lines from the terminal.
        if (descriptor == STDOUT_FILENO && ::isatty(descriptor) == 1 && ::__fbufsize(stdout) == 0)
            std::setvbuf(stdout, nullptr, _IOLBF, 0);
        const int before = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
        if (before < 0)
            throw failure_of("Cannot capture descriptor " + std::to_string(descriptor) + " of the console");
        int write_end = -1;
        auto read_end = logging::unshared_descriptor::open_pipe(write_end);
        if (read_end.get() < 0) {
            const auto failed = failure_of("The system has no pipe to capture the console with");
            ::close(before);
            throw failed;
        }
        streams_.push_back({descriptor, before, std::move(read_end)});
        ::dup2(write_end, descriptor);
        ::close(write_end);
    }

    void give_back()
    {
        flush();
        for (auto& each : streams_)
            ::dup2(each.shown_on, each.descriptor);
    }

    void run()
    {
        while (wait()) {
        }
        const std::lock_guard lock(mutex_);
        is_drained_ = true;
        changed_.notify_all();
    }

    /// Waits for output or the end and acts on it; false when nothing can come any more.
    bool wait()
    {
        polled_.clear();
        for (const auto& each : streams_)
            polled_.push_back({each.read_end ? each.read_end->get() : -1, POLLIN, 0});
        polled_.push_back({is_ending_ ? -1 : wake_, POLLIN, 0});
        if (::poll(polled_.data(), polled_.size(), -1) < 0)
            return errno == EINTR;
        bool is_open = false;
        for (std::size_t index = 0; index != streams_.size(); ++index) {
            if (polled_[index].revents != 0)
                move(streams_[index], sizeof piece_);
            is_open = is_open || streams_[index].read_end;
        }
        if (polled_.back().revents != 0)
            drain();
        return is_open;
    }

    /// Hands on what is in the pipes at the end.
    void drain()
    {
        is_ending_ = true;
        for (auto& each : streams_) {
            int left = 0;
            if (each.read_end && ::ioctl(each.read_end->get(), FIONREAD, &left) == 0)
                while (left > 0 && each.read_end)
                    left -= static_cast<int>(move(each, static_cast<std::size_t>(left)));
        }
        take_ = [](std::string_view) {};
        const std::lock_guard lock(mutex_);
        is_drained_ = true;
        changed_.notify_all();
    }

    /// Shows and hands on what can be read at once, at most so many bytes; how many it was.
    std::size_t move(stream& from, std::size_t most)
    {
        const auto count = ::read(from.read_end->get(), piece_, std::min(most, sizeof piece_));
        if (count < 0 && errno == EINTR)
            return 0;
        if (count <= 0) {
            from.read_end.reset();
            return 0;
        }
        const std::string_view bytes(piece_, static_cast<std::size_t>(count));
        take_(bytes);
        if (!show(bytes, from.shown_on))
            from.read_end.reset(); // Whoever writes learns it as without the capture: by SIGPIPE.
        return bytes.size();
    }

    /// False when nobody reads any more.
    static bool show(std::string_view bytes, int on)
    {
        while (!bytes.empty()) {
            const auto count = ::write(on, bytes.data(), bytes.size());
            if (count >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(count));
            } else if (errno == EAGAIN) {
                pollfd room{on, POLLOUT, 0};
                ::poll(&room, 1, -1);
            } else if (errno != EINTR) {
                return errno != EPIPE;
            }
        }
        return true;
    }

    sink take_;
    std::vector<stream> streams_;
    std::vector<pollfd> polled_; ///< Has its room before the thread runs, which takes no memory.
    int wake_;
    bool is_ending_ = false; ///< The thread's own.
    char piece_[64 * 1024];
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_drained_ = false;
};

} // namespace mltrack::fluent
