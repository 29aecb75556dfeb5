#pragma once

#include <mltrack/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// @file
/// A journal is a sequence of frames: the bytes `MLJ1`, then as 32-bit numbers the type, the length of the payload and
/// the CRC-32 of type, length and payload; then the payload. All numbers have their lowest byte first.

namespace mltrack::logging {

/// What a frame holds. The numbers stand in journals.
enum class frame_type : std::uint32_t {
    header = 1,  ///< A `journal_header` as JSON; the numbers of series before it mean nothing after it.
    series = 2,  ///< The number of a series (32 bits) and its key.
    records = 3, ///< The number of the first record (64 bits), then one record after the other.
    end = 4,     ///< A `journal_end` as JSON.
};

inline constexpr std::size_t frame_head_bytes = 16;
inline constexpr std::size_t longest_frame_payload = std::size_t(64) << 20;
inline constexpr std::string_view frame_mark = "MLJ1";

/// The beginning of a frame.
struct frame_head
{
    frame_type type;
    std::uint32_t length; ///< Of the payload, in bytes.
    std::uint32_t checksum;
};

/// Appends a frame.
MLTRACK_DECL void append_frame(std::string& out, frame_type type, std::string_view payload);

/// Reads the head of a frame from its `frame_head_bytes`; nothing when they are none.
MLTRACK_DECL std::optional<frame_head> read_frame_head(std::string_view bytes);

/// Whether a payload is the one that was written with this head.
MLTRACK_DECL bool is_whole(const frame_head& head, std::string_view payload);

/// Appends a number, lowest byte first.
template <class Number>
void append_number(std::string& out, Number number)
{
    for (std::size_t byte = 0; byte != sizeof(Number); ++byte)
        out += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * byte));
}

/// Takes a number off the front of some bytes; nothing when they are too few.
template <class Number>
std::optional<Number> take_number(std::string_view& bytes)
{
    if (bytes.size() < sizeof(Number))
        return std::nullopt;
    std::uint64_t number = 0;
    for (std::size_t byte = 0; byte != sizeof(Number); ++byte)
        number |= std::uint64_t(static_cast<unsigned char>(bytes[byte])) << (8 * byte);
    bytes.remove_prefix(sizeof(Number));
    return static_cast<Number>(number);
}

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/journal/impl/frame.ipp>
#endif
