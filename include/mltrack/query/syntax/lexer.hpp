#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mltrack::query {

/// Reads the words of a search expression. What may stand at a place depends on what stood before it (`.5` is a number
/// behind a comparator and a part of a key behind an entity), so the parser asks for what it expects.
class lexer
{
public:
    constexpr explicit lexer(std::string_view text) : text_(text) {}

    /// How many bytes are read.
    constexpr std::size_t position() const { return position_; }

    /// What was read from a position on.
    constexpr std::string_view read_since(std::size_t start) const { return text_.substr(start, position_ - start); }

    constexpr bool at_end() const { return position_ == text_.size(); }

    /// The next byte; NUL at the end.
    constexpr char next() const { return at_end() ? '\0' : text_[position_]; }

    /// Reads the character if it comes next.
    constexpr bool take(char expected)
    {
        if (at_end() || text_[position_] != expected)
            return false;
        ++position_;
        return true;
    }

    /// Reads the text if it comes next.
    constexpr bool take_text(std::string_view expected)
    {
        const bool comes = text_.substr(position_).starts_with(expected);
        position_ += comes ? expected.size() : 0;
        return comes;
    }

    /// Reads the keyword, in any case, if it comes next as a word of its own.
    constexpr bool take_keyword(std::string_view upper_case)
    {
        const auto before = position_;
        const auto word = take_word();
        bool same = word.size() == upper_case.size();
        for (std::size_t index = 0; same && index != word.size(); ++index)
            same = (word[index] >= 'a' && word[index] <= 'z' ? word[index] - 32 : word[index]) == upper_case[index];
        if (!same)
            position_ = before;
        return same;
    }

    /// Reads blanks and line breaks; whether there were any.
    constexpr bool take_blanks()
    {
        const auto before = position_;
        while (!at_end() && is_blank(code_point()))
            position_ += code_point_size();
        return position_ != before;
    }

    /// Reads letters and digits of any script, `_` and dots; empty when none comes next.
    constexpr std::string_view take_word()
    {
        const auto start = position_;
        while (!at_end() && is_word_character(code_point()))
            position_ += code_point_size();
        return text_.substr(start, position_ - start);
    }

    /// Reads a run of comparison signs; empty when none comes next.
    constexpr std::string_view take_signs()
    {
        const auto start = position_;
        while (!at_end() && std::string_view("=!<>~").find(next()) != std::string_view::npos)
            ++position_;
        return text_.substr(start, position_ - start);
    }

    /// Reads a number: digits with an optional sign `-`, decimals and exponent; empty when none comes next.
    constexpr std::string_view take_number()
    {
        const auto start = position_;
        take('-');
        auto digits = take_digits();
        if (take('.'))
            digits += take_digits();
        if (digits == 0) {
            position_ = start;
            return {};
        }
        const auto mantissa = position_;
        if (take('e') || take('E')) {
            if (!take('-'))
                take('+');
            if (take_digits() == 0)
                position_ = mantissa;
        }
        return text_.substr(start, position_ - start);
    }

    /// Reads a text between two of the quotes that come next and gives what is between them, as it stands. A doubled
    /// quote or, but for backticks, one behind a backslash does not end the text if a later one does. Nothing when
    /// there is no end. Source: the patterns of the library sqlparse, by which MLflow splits filters.
    constexpr std::optional<std::string_view> take_quoted()
    {
        const auto quote = next();
        const auto start = position_ + 1;
        auto end = std::string_view::npos;
        for (auto index = start; index < text_.size(); ++index) {
            if (text_[index] == '\\' && quote != '`' && text_.substr(index + 1).starts_with(quote)) {
                end = ++index;
            } else if (text_[index] == quote) {
                end = index++;
                if (!text_.substr(index).starts_with(quote))
                    break;
            }
        }
        if (end == std::string_view::npos)
            return std::nullopt;
        position_ = end + 1;
        return text_.substr(start, end - start);
    }

private:
    constexpr std::size_t take_digits()
    {
        const auto start = position_;
        while (next() >= '0' && next() <= '9')
            ++position_;
        return position_ - start;
    }

    /// At most 4, whatever the text: it need not be UTF-8.
    constexpr std::size_t code_point_size() const
    {
        std::size_t size = 1;
        while (size != 4 && position_ + size != text_.size() &&
               (static_cast<unsigned char>(text_[position_ + size]) & 0xC0) == 0x80)
            ++size;
        return size;
    }

    constexpr char32_t code_point() const
    {
        const auto lead = static_cast<unsigned char>(next());
        const auto size = code_point_size();
        char32_t value = size == 1 ? lead : lead & (0x7Fu >> size);
        for (std::size_t index = 1; index < size; ++index)
            value = value << 6 | (static_cast<unsigned char>(text_[position_ + index]) & 0x3Fu);
        return value;
    }

    static constexpr bool is_blank(char32_t c)
    {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
               (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
    }

    /// Beyond ASCII all but blanks and general punctuation (typographic quotes above all) counts as letters.
    static constexpr bool is_word_character(char32_t c)
    {
        if (c < 0x80)
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
        return !is_blank(c) && !(c >= 0x200B && c <= 0x206F);
    }

    std::string_view text_;
    std::size_t position_ = 0;
};

} // namespace mltrack::query
