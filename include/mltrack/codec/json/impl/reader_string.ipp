#pragma once

#include <mltrack/codec/json/reader.hpp>
#include <mltrack/schema/field/utf8.hpp>

namespace mltrack::codec::json {

MLTRACK_DECL std::string_view reader::string()
{
    skip_blanks();
    ++at_;
    return plain_or_decoded_string();
}

/// Most strings have no escape: then the view is of the text itself.
MLTRACK_DECL std::string_view reader::plain_or_decoded_string()
{
    const char* start = at_;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\') {
        const auto length = character_length();
        if (length == 0)
            return {};
        at_ += length;
    }
    if (at_ != end_ && *at_ == '"')
        return {start, static_cast<std::size_t>(at_++ - start)};

    scratch_.assign(start, at_);
    while (at_ != end_ && *at_ != '"')
        if (!(*at_ == '\\' ? decode_escape() : copy_character()))
            return {};
    if (at_ == end_) {
        fail("the string does not end");
        return {};
    }
    ++at_;
    return scratch_;
}

/// The bytes of the UTF-8 character that stands next; 0, after `fail`, when it is none that a string may hold.
MLTRACK_DECL std::size_t reader::character_length()
{
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x20) {
        fail("a control character in a string must be escaped");
        return 0;
    }
    const auto length = schema::utf8_character({at_, static_cast<std::size_t>(end_ - at_)});
    if (length == 0)
        fail("the text is not UTF-8");
    return length;
}

MLTRACK_DECL bool reader::copy_character()
{
    const auto length = character_length();
    scratch_.append(at_, length);
    at_ += length;
    return length != 0;
}

MLTRACK_DECL bool reader::hex4(unsigned& value)
{
    value = 0;
    for (int digit = 0; digit != 4; ++digit, ++at_) {
        const char c = at_ != end_ ? *at_ : '\0';
        if (c >= '0' && c <= '9')
            value = value * 16 + static_cast<unsigned>(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            value = value * 16 + static_cast<unsigned>((c | 32) - 'a' + 10);
        else
            return false;
    }
    return true;
}

namespace detail {

inline void append_code_point(std::string& out, unsigned c)
{
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | c >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

} // namespace detail

MLTRACK_DECL bool reader::decode_escape()
{
    ++at_;
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char letter = at_ != end_ ? *at_ : '\0';
    if (const auto index = letters.find(letter); letter != '\0' && index != letters.npos) {
        scratch_ += meanings[index];
        ++at_;
        return true;
    }
    unsigned code = 0, low = 0;
    if (letter != 'u' || (++at_, !hex4(code))) {
        fail("the escape is none of JSON's");
        return false;
    }
    if (code >= 0xD800 && code <= 0xDBFF && end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u') {
        at_ += 2;
        if (hex4(low) && low >= 0xDC00 && low <= 0xDFFF)
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code >= 0xD800 && code <= 0xDFFF) {
        fail("a lone surrogate is no character");
        return false;
    }
    detail::append_code_point(scratch_, code);
    return true;
}

} // namespace mltrack::codec::json
