#include "flush_fault.hpp"
#include "held_flush.hpp"

#include <sys/syscall.h>
#include <unistd.h>

/// Takes the place of the system's in this program.
extern "C" int fdatasync(int descriptor)
{
    mltrack::test::wait_while_held();
    if (const int reason = mltrack::test::flush_failure) {
        errno = reason;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}
