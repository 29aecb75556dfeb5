#pragma once

#include <cstdint>

#ifdef __linux__
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace mltrack::store::detail {

/// Lets the calling thread run for a short while at a time, under Linux from 6.12 on: the scheduler gives the processor
/// sooner to who wants little of it at once, and no less in all. Threads that it makes run as usual. Elsewhere nothing
/// happens.
inline void take_short_slices() noexcept
{
#if defined(__linux__) && defined(SYS_sched_setattr)
    // As sched_setattr(2) tells; not all C libraries have it.
    struct
    {
        std::uint32_t size;
        std::uint32_t policy;
        std::uint64_t flags;
        std::int32_t nice;
        std::uint32_t priority;
        std::uint64_t runtime; ///< Nanoseconds: how long a slice is.
        std::uint64_t deadline;
        std::uint64_t period;
    } wanted{};
    if (::syscall(SYS_sched_getattr, 0, &wanted, sizeof wanted, 0) != 0 || wanted.policy != SCHED_OTHER)
        return;
    constexpr std::uint64_t reset_on_fork = 1;
    wanted.flags |= reset_on_fork;
    wanted.runtime = 200'000;
    ::syscall(SYS_sched_setattr, 0, &wanted, 0); // Where it may not be set, the thread commits as before.
#endif
}

} // namespace mltrack::store::detail
