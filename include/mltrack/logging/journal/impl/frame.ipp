#pragma once

#include <mltrack/logging/journal/frame.hpp>

#include <zlib.h>

namespace mltrack::logging {
namespace detail {

inline std::uint32_t checksum_of(std::string_view type_and_length, std::string_view payload)
{
    const auto add = [](uLong sum, std::string_view bytes) {
        return crc32_z(sum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    };
    return static_cast<std::uint32_t>(add(add(crc32_z(0, nullptr, 0), type_and_length), payload));
}

inline std::string type_and_length(frame_type type, std::size_t length)
{
    std::string bytes;
    append_number(bytes, static_cast<std::uint32_t>(type));
    append_number(bytes, static_cast<std::uint32_t>(length));
    return bytes;
}

} // namespace detail

MLTRACK_DECL void append_frame(std::string& out, frame_type type, std::string_view payload)
{
    const auto described = detail::type_and_length(type, payload.size());
    out += frame_mark;
    out += described;
    append_number(out, detail::checksum_of(described, payload));
    out += payload;
}

MLTRACK_DECL std::optional<frame_head> read_frame_head(std::string_view bytes)
{
    if (!bytes.starts_with(frame_mark))
        return std::nullopt;
    bytes.remove_prefix(frame_mark.size());
    const auto type = take_number<std::uint32_t>(bytes);
    const auto length = take_number<std::uint32_t>(bytes);
    const auto checksum = take_number<std::uint32_t>(bytes);
    if (!checksum || *length > longest_frame_payload)
        return std::nullopt;
    return frame_head{static_cast<frame_type>(*type), *length, *checksum};
}

MLTRACK_DECL bool is_whole(const frame_head& head, std::string_view payload)
{
    return detail::checksum_of(detail::type_and_length(head.type, head.length), payload) == head.checksum;
}

} // namespace mltrack::logging
