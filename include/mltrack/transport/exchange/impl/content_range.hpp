#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mltrack::transport::detail {

/// Which part of a body an answer 206 holds.
struct content_range
{
    std::uint64_t first = 0; ///< The place of its first byte, counted from 0.
    std::uint64_t last = 0;  ///< The place of its last byte, at least `first`.
    std::uint64_t total = 0; ///< Bytes of the whole body, more than `last`.
};

/// Reads the header Content-Range of an answer 206, `bytes 5-9/10` (RFC 9110, 14.4). Nothing for what is no such range,
/// also when it does not tell the whole length.
inline std::optional<content_range> parse_content_range(std::string_view text)
{
    constexpr std::string_view unit = "bytes ";
    if (!text.starts_with(unit))
        return std::nullopt;
    text.remove_prefix(unit.size());
    const auto take = [&](std::uint64_t& value, std::string_view end) {
        const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failure != std::errc())
            return false;
        text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
        const bool is_right = end.empty() ? text.empty() : text.starts_with(end);
        text.remove_prefix(is_right ? end.size() : 0);
        return is_right;
    };
    content_range read;
    if (!take(read.first, "-") || !take(read.last, "/") || !take(read.total, "") || read.last < read.first ||
        read.total <= read.last)
        return std::nullopt;
    return read;
}

} // namespace mltrack::transport::detail
