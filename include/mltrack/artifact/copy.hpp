#pragma once

#include <mltrack/artifact/repository.hpp>

namespace mltrack::artifact {

/// Writes all that is left of a reader; does not commit. Errors: what either of them says.
inline result<void> copy(reader& from, writer& into)
{
    std::vector<char> piece(piece_bytes);
    for (;;) {
        MLTRACK_TRY(const auto count, from.read(piece));
        if (count == 0)
            return {};
        MLTRACK_CHECK(into.write({piece.data(), count}));
    }
}

} // namespace mltrack::artifact
