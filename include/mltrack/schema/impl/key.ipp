#pragma once

#include <mltrack/schema/field/key.hpp>
#include <mltrack/schema/field/split.hpp>
#include <mltrack/schema/impl/word_characters.hpp>

#include <algorithm>
#include <iterator>

namespace mltrack::schema {
namespace detail {

/// The code point that starts at `index` of a valid UTF-8 text; `index` moves behind it.
inline char32_t next_code_point(std::string_view utf8, std::size_t& index)
{
    const auto lead = static_cast<unsigned char>(utf8[index++]);
    if (lead < 0x80)
        return lead;
    const int length = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    char32_t code_point = lead & (0x3F >> length);
    for (int more = 0; more != length && index != utf8.size(); ++more)
        code_point = code_point << 6 | (static_cast<unsigned char>(utf8[index++]) & 0x3F);
    return code_point;
}

inline bool is_key_character(char32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/' ||
               c == '.' || c == '-' || c == ' ' || c == ':';
    const auto* range = std::upper_bound(std::begin(word_characters), std::end(word_characters), c,
                                         [](char32_t value, const code_point_range& r) { return value < r.first; });
    return range != std::begin(word_characters) && c <= std::prev(range)->last;
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
    // One line break at the end passes MLflow's pattern, since Python's `$` stands before it.
    auto characters = key.ends_with('\n') ? key.substr(0, key.size() - 1) : key;
    for (std::size_t index = 0; index != characters.size();)
        if (!detail::is_key_character(detail::next_code_point(characters, index)))
            return "may hold only letters, digits, underscores, dashes, periods, spaces, colons and slashes";
    if (!detail::is_tidy_path(key))
        return "must be a tidy relative path: no empty, '.' or leading '..' part and no '/' at either end";
    return std::nullopt;
}

} // namespace mltrack::schema
