#pragma once

#include <csignal>
#include <thread>
#include <utility>

namespace mltrack::fluent {

/// Runs a thread that takes no signals; those of the program are for its own.
template <class Body>
std::thread thread_without_signals(Body body)
{
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        std::thread made(std::move(body));
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        return made;
    } catch (...) {
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
}

} // namespace mltrack::fluent
