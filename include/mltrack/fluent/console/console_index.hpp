#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace mltrack {

/// One of the files of a captured console, as `console/index.json` has it.
struct console_file
{
    std::string name{};           ///< Below `console/`: `0000.log`, `0001.log`, …
    std::int64_t offset = 0;      ///< Of its first byte in all that was captured.
    std::int64_t bytes = 0;       ///< Its size.
    std::int64_t first_line = 0;  ///< How many lines have ended before it.
    std::int64_t lines = 0;       ///< How many lines end in it.
    schema::unix_ms first_time{}; ///< When its first byte was written, by the clock of the program; 0: not known.
    schema::unix_ms last_time{};  ///< When its last byte was; 0: not known.

    friend bool operator==(const console_file&, const console_file&) = default;
};

/// What `console/index.json` holds: where each byte, line and time of a captured console is.
struct console_index
{
    std::vector<console_file> files{}; ///< In their order.
};

} // namespace mltrack

MLTRACK_REFLECT(mltrack::console_file, name, offset, bytes, first_line, lines, first_time, last_time);
MLTRACK_REFLECT(mltrack::console_index, files);
