#pragma once

#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/codec/query_string.hpp>
#include <mltrack/schema/field/split.hpp>
#include <mltrack/schema/field/utf8.hpp>

namespace mltrack::artifact {
namespace detail {

inline constexpr int most_decodings = 10;

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
    if (!schema::is_utf8(path))
        return "it is not UTF-8";
    if (is_absolute_somewhere(path))
        return "it is absolute; give it relative to the artifact root";
    bool climbs = false;
    schema::for_each_part(path, "/\\", [&](std::string_view part) { climbs = climbs || part == ".."; });
    return climbs ? "it holds a '..' part" : nullptr;
}

/// The path without its empty and `.` parts.
inline std::string tidy(std::string_view path)
{
    std::string tidied;
    schema::for_each_part(path, "/", [&](std::string_view part) {
        if (part.empty() || part == ".")
            return;
        if (!tidied.empty())
            tidied += '/';
        tidied += part;
    });
    return tidied;
}

/// Outside text as it may stand in an error message: without control characters, not too long.
inline std::string quotable(std::string_view text)
{
    std::string quoted;
    for (const char each : schema::first_code_points(text, 200))
        quoted += static_cast<unsigned char>(each) < 0x20 || each == 0x7F ? '?' : each;
    return quoted;
}

inline error refusal(std::string_view path, const char* reason)
{
    return {errc::invalid_parameter_value, "Invalid path '" + quotable(path) + "': " + reason};
}

/// The form of a path that came as `text`. What stands behind `./` may be absolute once that is gone.
inline result<std::string> canonical(std::string_view path, std::string_view text)
{
    auto tidied = tidy(path);
    for (const std::string_view form : {path, std::string_view(tidied)})
        if (const char* reason = objection_to(form))
            return refusal(text, reason);
    return tidied;
}

} // namespace detail

MLTRACK_DECL result<relative_path> relative_path::parse(std::string_view text)
{
    std::string path(text);
    for (int round = 0;; ++round) {
        auto decoded = codec::percent_decode(path);
        if (decoded.size() == path.size())
            break;
        if (round == detail::most_decodings)
            return detail::refusal(text, "it is percent-encoded more than 10 times over");
        path = std::move(decoded);
    }
    std::erase_if(path, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
    if (path.find('#') != path.npos)
        return detail::refusal(text, "it holds a '#'");
    MLTRACK_TRY(auto form, detail::canonical(path, text));
    return relative_path(std::move(form));
}

MLTRACK_DECL result<relative_path> relative_path::literal(std::string_view text)
{
    MLTRACK_TRY(auto form, detail::canonical(text, text));
    return relative_path(std::move(form));
}

} // namespace mltrack::artifact
