#pragma once

#include <mltrack/schema/field/lower_case.hpp>

#include <cstddef>
#include <string_view>

namespace mltrack::query {

/// Whether letters of ASCII count as equal in either case.
enum class letter_case { kept, folded };

namespace detail {

constexpr char folded(char c, letter_case letters)
{
    return letters == letter_case::folded ? schema::lower_case(c) : c;
}

/// Where the code point behind the one at `index` starts.
constexpr std::size_t next_code_point(std::string_view utf8, std::size_t index)
{
    do
        ++index;
    while (index < utf8.size() && (static_cast<unsigned char>(utf8[index]) & 0xC0) == 0x80);
    return index;
}

} // namespace detail

/// Whether the whole text is what the pattern says: `%` stands for any text, `_` for one code point, all else for
/// itself; there is no escape character. Texts end at their first NUL, as SQLite's LIKE sees them. The time is at most
/// the product of both sizes.
constexpr bool like(std::string_view text, std::string_view pattern, letter_case letters)
{
    constexpr auto none = std::string_view::npos;
    text = text.substr(0, text.find('\0'));
    std::size_t at = 0;
    std::size_t in_pattern = 0;
    std::size_t last_any = none; ///< Behind the last `%` passed …
    std::size_t any_until = 0;   ///< … and how far it reaches in the text.
    while (at != text.size()) {
        const char wanted = in_pattern < pattern.size() ? pattern[in_pattern] : '\0';
        if (in_pattern < pattern.size() && wanted == '%') {
            last_any = ++in_pattern;
            any_until = at;
        } else if (in_pattern < pattern.size() && wanted == '_') {
            at = detail::next_code_point(text, at);
            ++in_pattern;
        } else if (in_pattern < pattern.size() &&
                   detail::folded(text[at], letters) == detail::folded(wanted, letters)) {
            ++at;
            ++in_pattern;
        } else if (last_any != none) {
            in_pattern = last_any;
            at = any_until = detail::next_code_point(text, any_until);
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('%', in_pattern) == none;
}

} // namespace mltrack::query
