#pragma once

#include <mltrack/fluent/background/impl/background_thread.hpp>
#include <mltrack/fluent/fork/impl/forkable_mutex.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mltrack::fluent {

/// Has a thread of its own act on SIGINT and SIGTERM, before they do what they did without it. The signal handler only
/// writes to a pipe, as little else may be done there.
class signal_watch
{
public:
    /// What is done on the thread when a signal comes. What it gives is let go once the signal was raised again.
    using action = std::shared_ptr<void> (*)();

    static signal_watch& instance()
    {
        static auto& one = *new signal_watch;
        return one;
    }

    /// Takes the signals over, but for those that are ignored. False when the system gives no thread or pipe for it.
    bool start(action act)
    {
        const std::lock_guard lock(mutex_);
        act_ = act;
        if (process_ != ::getpid() && !watch())
            return false;
        for (auto& each : signals_)
            if (!each.ours)
                take_over(each);
        return true;
    }

    /// Gives the signals back, as far as nobody took them over since.
    void stop()
    {
        const std::lock_guard lock(mutex_);
        for (auto& each : signals_)
            give_back(each);
    }

private:
    struct watched
    {
        int number;
        struct sigaction former = {};
        bool ours = false;
    };

    static_assert(std::atomic<::pid_t>::is_always_lock_free, "the signal handler reads it");

    static void take_over(watched& signal)
    {
        if (::sigaction(signal.number, nullptr, &signal.former) != 0 || signal.former.sa_handler == SIG_IGN)
            return;
        struct sigaction ours = {};
        ours.sa_sigaction = on_signal;
        ours.sa_flags = SA_SIGINFO | SA_RESTART;
        signal.ours = ::sigaction(signal.number, &ours, nullptr) == 0;
    }

    static void give_back(watched& signal)
    {
        struct sigaction present = {};
        const bool still_ours = ::sigaction(signal.number, nullptr, &present) == 0 &&
                                (present.sa_flags & SA_SIGINFO) != 0 && present.sa_sigaction == on_signal;
        if (still_ours)
            ::sigaction(signal.number, &signal.former, nullptr);
        signal.ours = false;
    }

    /// Only calls what is safe in a signal handler.
    static void on_signal(int number, siginfo_t* information, void* context)
    {
        const int kept = errno;
        auto& watch = instance();
        if (::getpid() == watch.process_) {
            const auto byte = static_cast<unsigned char>(number);
            [[maybe_unused]] const auto written = ::write(watch.pipe_[1], &byte, 1);
        } else {
            watch.act_as_before(number, information, context);
        }
        errno = kept;
    }

    /// In a forked child there is no thread that could act, and nothing to act on.
    void act_as_before(int number, siginfo_t* information, void* context)
    {
        for (auto& each : signals_) {
            if (each.number != number)
                continue;
            if ((each.former.sa_flags & SA_SIGINFO) != 0) {
                each.former.sa_sigaction(number, information, context);
            } else if (each.former.sa_handler != SIG_DFL) {
                each.former.sa_handler(number);
            } else {
                ::sigaction(number, &each.former, nullptr);
                ::raise(number);
            }
        }
    }

    /// Starts the thread, which takes no signals itself.
    bool watch()
    {
        if (::pipe2(pipe_.data(), O_CLOEXEC) != 0)
            return false;
        ::fcntl(pipe_[1], F_SETFL, O_NONBLOCK);
        try {
            background_thread("signals do not end runs any more", [this, from = pipe_[0]] { run(from); }).detach();
        } catch (const std::system_error&) {
            for (auto& each : pipe_)
                ::close(std::exchange(each, -1));
            return false;
        }
        process_ = ::getpid();
        return true;
    }

    void run(int from)
    {
        for (unsigned char number = 0;;) {
            const auto count = ::read(from, &number, 1);
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return;
            for (auto& each : signals_)
                if (each.number == number)
                    act_on(each);
        }
    }

    void act_on(watched& signal)
    {
        {
            const std::lock_guard lock(mutex_);
            give_back(signal); // First, so that a second signal need not wait for the action.
        }
        std::shared_ptr<void> kept;
        run_guarded("runs that a signal ends stay RUNNING", [&] { kept = act_.load()(); });
        ::kill(::getpid(), signal.number);
    }

    forkable_mutex mutex_;
    std::array<watched, 2> signals_{{{SIGINT}, {SIGTERM}}};
    std::array<int, 2> pipe_{-1, -1};
    std::atomic<::pid_t> process_ = 0; ///< The one that the thread runs in.
    std::atomic<action> act_ = nullptr;
};

} // namespace mltrack::fluent
