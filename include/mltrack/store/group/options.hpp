#pragma once

#include <chrono>
#include <cstddef>

namespace mltrack::store {

/// How changes are put together.
struct group_commit_options
{
    /// Changes that would make more bytes wait than this are refused.
    std::size_t most_waiting_bytes = 64 << 20;

    /// A transaction takes changes until it has this many bytes.
    std::size_t group_bytes = 1 << 20;

    /// `start` commits up to this many bytes on the calling thread, as long as such a commit takes no longer than
    /// `quick_time`; it leaves others to the committing thread.
    std::size_t quick_bytes = 32 << 10;
    std::chrono::steady_clock::duration quick_time = std::chrono::milliseconds(2);
};

} // namespace mltrack::store
