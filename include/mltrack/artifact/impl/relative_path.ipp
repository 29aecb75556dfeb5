#pragma once

#include <mltrack/artifact/relative_path.hpp>

#include <algorithm>

namespace mltrack::artifact {
namespace detail {

inline constexpr int most_decodings = 10;

inline int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The text with each `%XX` replaced by its byte; a `%` without two hexadecimal digits stays.
inline std::string percent_decode(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t index = 0; index != text.size(); ++index) {
        const bool escape = text[index] == '%' && index + 2 < text.size();
        const int high = escape ? hex_digit(text[index + 1]) : -1;
        const int low = escape ? hex_digit(text[index + 2]) : -1;
        if (high < 0 || low < 0) {
            decoded += text[index];
            continue;
        }
        decoded += static_cast<char>(high << 4 | low);
        index += 2;
    }
    return decoded;
}

/// Calls `visit(part)` for each stretch between the separators, empty ones included.
template <class Visitor>
void for_each_part(std::string_view path, std::string_view separators, Visitor&& visit)
{
    for (std::size_t start = 0; start <= path.size();) {
        const auto end = std::min(path.find_first_of(separators, start), path.size());
        visit(path.substr(start, end - start));
        start = end + 1;
    }
}

inline bool is_absolute_somewhere(std::string_view path)
{
    if (path.starts_with('/') || path.starts_with('\\') || path.starts_with("file:/"))
        return true;
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return path.size() > 2 && is_letter(path[0]) && path[1] == ':' && (path[2] == '/' || path[2] == '\\');
}

/// What forbids a decoded path; null when nothing does.
inline const char* objection_to(std::string_view path)
{
    if (path.find('\0') != path.npos)
        return "it holds a NUL character";
    if (is_absolute_somewhere(path))
        return "it is absolute; give it relative to the artifact root";
    bool climbs = false;
    for_each_part(path, "/\\", [&](std::string_view part) { climbs = climbs || part == ".."; });
    return climbs ? "it holds a '..' part" : nullptr;
}

/// The path without its empty and `.` parts.
inline std::string tidy(std::string_view path)
{
    std::string tidied;
    for_each_part(path, "/", [&](std::string_view part) {
        if (part.empty() || part == ".")
            return;
        if (!tidied.empty())
            tidied += '/';
        tidied += part;
    });
    return tidied;
}

/// Outside text as it may stand in an error message: printable ASCII and UTF-8, not too long.
inline std::string quotable(std::string_view text)
{
    std::string quoted;
    for (const char each : text.substr(0, 200))
        quoted += static_cast<unsigned char>(each) < 0x20 || each == 0x7F ? '?' : each;
    return quoted;
}

inline error refusal(std::string_view path, const char* reason)
{
    return {errc::invalid_parameter_value, "Invalid path '" + quotable(path) + "': " + reason};
}

} // namespace detail

MLTRACK_DECL result<relative_path> relative_path::parse(std::string_view text)
{
    std::string path(text);
    for (int round = 0;; ++round) {
        auto decoded = detail::percent_decode(path);
        if (decoded.size() == path.size())
            break;
        if (round == detail::most_decodings)
            return detail::refusal(text, "it is percent-encoded more than 10 times over");
        path = std::move(decoded);
    }
    if (path.find('#') != path.npos)
        return detail::refusal(text, "it holds a '#'");
    if (const char* reason = detail::objection_to(path))
        return detail::refusal(text, reason);
    return relative_path(detail::tidy(path));
}

MLTRACK_DECL result<relative_path> relative_path::literal(std::string_view text)
{
    if (const char* reason = detail::objection_to(text))
        return detail::refusal(text, reason);
    return relative_path(detail::tidy(text));
}

} // namespace mltrack::artifact
