#pragma once

#include <chrono>
#include <cstddef>

namespace mltrack::store {

/// How changes are put together.
struct group_commit_options
{
    /// Changes that would make more bytes of requests wait than this are refused, those that are being committed left
    /// out; 0 lets one wait at a time, of any size. Read requests take some three times as much memory.
    std::size_t most_waiting_bytes = 32 << 20;

    /// A transaction has up to this many bytes, or one change that has more; 0: one at a time. Who comes meanwhile
    /// waits as long as that takes.
    std::size_t group_bytes = 64 << 10;

    /// Changes of up to this many bytes are small: while there is room for them in a transaction, they wait for no more
    /// than one of large ones. A fraction of `group_bytes`.
    std::size_t small_bytes = 4 << 10;

    /// `start` commits up to this many bytes on the calling thread, as long as such a commit takes no longer than
    /// `quick_time`; it leaves others to the committing thread, with 0 all.
    std::size_t quick_bytes = 32 << 10;
    std::chrono::steady_clock::duration quick_time = std::chrono::milliseconds(2);
};

} // namespace mltrack::store
