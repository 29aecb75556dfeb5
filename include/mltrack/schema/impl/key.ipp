#pragma once

#include <mltrack/schema/field/key.hpp>
#include <mltrack/schema/field/split.hpp>
#include <mltrack/schema/field/utf8.hpp>
#include <mltrack/schema/impl/word_characters.hpp>

#include <algorithm>
#include <iterator>

namespace mltrack::schema {
namespace detail {

inline bool is_ascii_alphanumeric(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// What Python's `\w` matches.
inline bool is_word_character(char32_t c)
{
    if (c < 0x80)
        return is_ascii_alphanumeric(c) || c == '_';
    const auto* range = std::upper_bound(std::begin(word_characters), std::end(word_characters), c,
                                         [](char32_t value, const code_point_range& r) { return value < r.first; });
    return range != std::begin(word_characters) && c <= std::prev(range)->last;
}

inline bool is_key_character(char32_t c)
{
    return is_word_character(c) || c == '/' || c == '.' || c == '-' || c == ' ' || c == ':';
}

/// The text without a line break at its end, which passes MLflow's patterns: Python's `$` stands before it.
inline std::string_view before_last_line_break(std::string_view text)
{
    return text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
}

/// Whether a relative path is written in its shortest form.
inline bool is_tidy_path(std::string_view path)
{
    if (path == "." || path.starts_with("..") || path.starts_with('/'))
        return false;
    bool tidy = true;
    for_each_part(path, "/",
                  [&](std::string_view part) { tidy = tidy && !part.empty() && part != "." && part != ".."; });
    return tidy;
}

} // namespace detail

MLTRACK_DECL std::optional<std::string> key_rule(std::string_view key)
{
    const auto characters = detail::before_last_line_break(key);
    for (std::size_t index = 0; index != characters.size();)
        if (!detail::is_key_character(next_code_point(characters, index)))
            return "may hold only letters, digits, underscores, dashes, periods, spaces, colons and slashes";
    if (!detail::is_tidy_path(key))
        return "must be a tidy relative path: no empty, '.' or leading '..' part and no '/' at either end";
    return std::nullopt;
}

MLTRACK_DECL std::optional<std::string> run_id_rule(std::string_view id)
{
    const auto characters = detail::before_last_line_break(id);
    bool right = !characters.empty() && code_points(characters) <= 256 &&
                 detail::is_ascii_alphanumeric(static_cast<unsigned char>(characters.front()));
    for (std::size_t index = 0; right && index != characters.size();) {
        const auto c = next_code_point(characters, index);
        right = detail::is_word_character(c) || c == '-';
    }
    return right ? std::nullopt
                 : std::optional<std::string>("is no run id: it has 1 to 256 letters, digits, underscores and dashes, "
                                              "and begins with a letter or digit");
}

} // namespace mltrack::schema
