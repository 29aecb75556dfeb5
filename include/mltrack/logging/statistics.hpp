#pragma once

#include <cstdint>

namespace mltrack {

/// What has become of the records of a logger so far. Once `flush` was true, those that were sent but not replayed, the
/// refused and the dropped ones are all that were logged.
struct logger_statistics
{
    std::uint64_t logged = 0;   ///< Calls.
    std::uint64_t sent = 0;     ///< Records that the server has, those of a journal from before included.
    std::uint64_t replayed = 0; ///< Records that an earlier process had left in the journal.
    std::uint64_t refused = 0;  ///< Records that the server, or a check before, found wrong: they are lost.
    std::uint64_t dropped = 0; ///< Records that a full ring had no room for, or that came after the end: they are lost.
    std::uint64_t failures = 0; ///< Requests that failed and were, or will be, repeated.
};

} // namespace mltrack
