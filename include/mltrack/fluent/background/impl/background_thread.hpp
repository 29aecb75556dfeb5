#pragma once

#include <mltrack/fluent/impl/environment.hpp>

#include <csignal>
#include <exception>
#include <thread>
#include <utility>

namespace mltrack::fluent {

/// Does this, and tells of what it throws: a thread of ours must not end the program.
template <class Body>
void run_guarded(const char* failed, const Body& body) noexcept
{
    try {
        body();
    } catch (const std::exception& fault) {
        complain(failed, fault.what());
    } catch (...) {
        complain(failed, "an exception of an unknown type");
    }
}

/// Runs a thread that takes no signals, as those of the program are for its own. What it throws ends it, and is told on
/// stderr after the text `failed`, which lives as long as the program.
template <class Body>
std::thread background_thread(const char* failed, Body body)
{
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        std::thread made([failed, body = std::move(body)] { run_guarded(failed, body); });
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        return made;
    } catch (...) {
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
}

} // namespace mltrack::fluent
