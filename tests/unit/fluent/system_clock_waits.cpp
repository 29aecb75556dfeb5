#include "system_clock_waits.hpp"

#include <ctime>
#include <pthread.h>

namespace mltrack::test {

std::atomic<int>& system_clock_waits()
{
    static std::atomic<int> count = 0;
    return count;
}

} // namespace mltrack::test

/// Takes the place of the C library's, which waits by the system's clock; waits by the steady one are other calls.
extern "C" int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until)
{
    ++mltrack::test::system_clock_waits();
    return ::pthread_cond_clockwait(condition, mutex, CLOCK_REALTIME, until);
}
