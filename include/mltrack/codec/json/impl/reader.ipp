#pragma once

#include <mltrack/codec/json/reader.hpp>

#include <utility>

namespace mltrack::codec::json {

MLTRACK_DECL std::string_view name_of(kind value)
{
    constexpr std::string_view names[] = {"an object", "an array", "a string", "a number",
                                          "a boolean", "null",     "nothing",  "malformed JSON"};
    return names[static_cast<int>(value)];
}

MLTRACK_DECL reader::reader(std::string_view text, std::size_t most_values)
    : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), values_left_(most_values)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        at_ += 3;
}

MLTRACK_DECL void reader::fail(const char* why)
{
    if (failure_ == nullptr) {
        failure_ = why;
        end_ = at_;
    }
}

MLTRACK_DECL std::string reader::failure() const
{
    if (failure_ == nullptr)
        return {};
    return std::string(failure_) + " at byte " + std::to_string(at_ - begin_);
}

MLTRACK_DECL void reader::skip_blanks()
{
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r'))
        ++at_;
}

MLTRACK_DECL bool reader::take(char expected)
{
    skip_blanks();
    if (at_ == end_ || *at_ != expected)
        return false;
    ++at_;
    return true;
}

MLTRACK_DECL kind reader::next()
{
    skip_blanks();
    if (failed())
        return kind::malformed;
    if (at_ == end_)
        return kind::end;
    switch (*at_) {
    case '{':
        return kind::object;
    case '[':
        return kind::array;
    case '"':
        return kind::string;
    case 't':
    case 'f':
        return kind::boolean;
    case 'n':
        return kind::null;
    default:
        if (*at_ == '-' || (*at_ >= '0' && *at_ <= '9') || *at_ == 'N' || *at_ == 'I')
            return kind::number;
        fail("a JSON value was expected");
        return kind::malformed;
    }
}

MLTRACK_DECL void reader::enter()
{
    if (at_ == end_)
        return fail("an object or an array was expected"); // After a fault the text ends where it is.
    ++at_;
    first_ = true;
    if (++depth_ > 100)
        fail("values are nested deeper than 100");
}

MLTRACK_DECL void reader::begin_object()
{
    enter();
}

MLTRACK_DECL void reader::begin_array()
{
    enter();
}

MLTRACK_DECL bool reader::count_value()
{
    if (values_left_ == 0)
        fail("more values stand in it than are read, send several requests;");
    else
        --values_left_;
    return !failed();
}

MLTRACK_DECL bool reader::next_member(std::string_view& key)
{
    if (failed())
        return false;
    if (take('}')) {
        --depth_;
        first_ = false;
        return false;
    }
    if (!std::exchange(first_, false) && !take(',')) {
        fail("',' or '}' was expected");
        return false;
    }
    skip_blanks();
    if (at_ == end_ || *at_ != '"') {
        fail("a member name in double quotes was expected");
        return false;
    }
    key = string();
    if (!failed() && !take(':'))
        fail("':' was expected");
    return !failed() && count_value();
}

MLTRACK_DECL bool reader::next_element()
{
    if (failed())
        return false;
    if (take(']')) {
        --depth_;
        first_ = false;
        return false;
    }
    if (!std::exchange(first_, false) && !take(','))
        fail("',' or ']' was expected");
    return !failed() && count_value();
}

MLTRACK_DECL void reader::take_word(std::string_view word)
{
    if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word))
        at_ += word.size();
    else
        fail("a JSON value was expected");
}

MLTRACK_DECL std::string_view reader::number()
{
    skip_blanks();
    const char* start = at_;
    const auto digits = [this] {
        const char* first = at_;
        while (at_ != end_ && *at_ >= '0' && *at_ <= '9')
            ++at_;
        return at_ - first;
    };
    if (at_ != end_ && *at_ == '-')
        ++at_;
    if (at_ != end_ && (*at_ == 'N' || *at_ == 'I')) {
        take_word(*at_ == 'N' ? "NaN" : "Infinity");
    } else {
        const char* first = at_;
        const auto whole = digits();
        bool right = whole == 1 || (whole > 1 && *first != '0');
        if (right && at_ != end_ && *at_ == '.')
            right = (++at_, digits() > 0);
        if (right && at_ != end_ && (*at_ | 32) == 'e') {
            ++at_;
            if (at_ != end_ && (*at_ == '+' || *at_ == '-'))
                ++at_;
            right = digits() > 0;
        }
        if (!right)
            fail("a number of JSON's form was expected");
    }
    return {start, static_cast<std::size_t>(at_ - start)};
}

MLTRACK_DECL bool reader::boolean()
{
    skip_blanks();
    const bool value = at_ != end_ && *at_ == 't';
    take_word(value ? "true" : "false");
    return value;
}

MLTRACK_DECL void reader::null()
{
    skip_blanks();
    take_word("null");
}

MLTRACK_DECL void reader::skip()
{
    std::string_view key;
    switch (next()) {
    case kind::object:
        begin_object();
        while (next_member(key))
            skip();
        break;
    case kind::array:
        begin_array();
        while (next_element())
            skip();
        break;
    case kind::string:
        string();
        break;
    case kind::number:
        number();
        break;
    case kind::boolean:
        boolean();
        break;
    case kind::null:
        null();
        break;
    default:
        fail("a JSON value was expected");
    }
}

MLTRACK_DECL void reader::finish()
{
    skip_blanks();
    if (at_ != end_)
        fail("nothing more was expected");
}

} // namespace mltrack::codec::json
