#pragma once

#include <mltrack/config.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mltrack::codec {
namespace detail {

inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// The text without the white space around it.
inline std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\n\r\f\v";
    const auto first = text.find_first_not_of(blanks);
    return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The text without the underscores that stand between digits; unchanged when one stands elsewhere.
inline std::string without_digit_separators(std::string_view text)
{
    std::string out;
    for (std::size_t index = 0; index != text.size(); ++index) {
        const bool separates = text[index] == '_' && index != 0 && index + 1 != text.size() &&
                               is_digit(text[index - 1]) && is_digit(text[index + 1]);
        if (!separates)
            out += text[index];
    }
    return out;
}

} // namespace detail

/// Reads a whole number as MLflow's clients may write it: `5`, `5.0`, `1e3`. Nothing when the text is no number, has a
/// fraction, or does not fit.
MLTRACK_DECL std::optional<std::int64_t> parse_integer(std::string_view text);

/// Reads a number as Python's `float` does: blanks around it, a sign, `1_000`, `nan`, `inf` and `infinity` in any case;
/// too large ones are infinite. Correctly rounded.
MLTRACK_DECL std::optional<double> parse_double(std::string_view text);

/// Appends the decimal digits of a whole number.
MLTRACK_DECL void append_integer(std::string& out, std::int64_t value);

/// Appends the shortest text that reads back as the same bits, always with a fraction or exponent; `NaN`, `Infinity`
/// and `-Infinity` as these words.
MLTRACK_DECL void append_double(std::string& out, double value);

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/number.ipp>
#endif
