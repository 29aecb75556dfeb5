#pragma once

#include <mltrack/codec/json/reader.hpp>
#include <mltrack/schema/field/split.hpp>
#include <mltrack/server/graphql/lexer.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace mltrack::serving::graphql {

inline constexpr std::size_t most_words = 20'000;

inline bool is_name_start(char each)
{
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_';
}

inline bool is_digit(char each)
{
    return each >= '0' && each <= '9';
}

/// The text of a block string without the indentation that its lines but the first have in common, and without blank
/// lines at its ends.
inline std::string dedent(std::string_view text)
{
    constexpr std::string_view blanks = " \t";
    std::vector<std::string_view> lines;
    schema::for_each_part(text, "\n", [&](std::string_view line) {
        lines.push_back(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    });
    std::size_t common = std::string_view::npos;
    for (std::size_t index = 1; index < lines.size(); ++index)
        common = std::min(common, lines[index].find_first_not_of(blanks));
    for (std::size_t index = 1; index < lines.size(); ++index)
        lines[index].remove_prefix(std::min(common, lines[index].size()));
    const auto is_blank = [&](std::string_view line) { return line.find_first_not_of(blanks) == line.npos; };
    while (!lines.empty() && is_blank(lines.back()))
        lines.pop_back();
    const auto first = std::find_if_not(lines.begin(), lines.end(), is_blank);
    std::string out;
    for (auto line = first; line != lines.end(); ++line)
        (line == first ? out : out += '\n') += *line;
    return out;
}

MLTRACK_DECL lexer::lexer(std::string_view text) : text_(text)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark))
        at_ = byte_order_mark.size();
    advance();
}

MLTRACK_DECL token lexer::take()
{
    auto taken = std::move(next_);
    advance();
    return taken;
}

MLTRACK_DECL void lexer::fail(std::string_view why)
{
    if (failure_.empty()) {
        const auto before = text_.substr(0, begin_);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const auto column = before.size() - (before.rfind('\n') + 1) + 1;
        failure_ = std::string(why) + " at line " + std::to_string(line) + ", column " + std::to_string(column);
    }
    at_ = text_.size();
    next_ = {};
}

MLTRACK_DECL void lexer::skip_ignored()
{
    while (at_ != text_.size()) {
        if (text_[at_] == '#')
            at_ = std::min(text_.find('\n', at_), text_.size());
        else if (std::string_view(" \t\r\n,").find(text_[at_]) != std::string_view::npos)
            ++at_;
        else
            break;
    }
}

MLTRACK_DECL void lexer::advance()
{
    skip_ignored();
    begin_ = at_;
    next_ = {};
    if (at_ == text_.size())
        return;
    if (++words_ > most_words)
        return fail("more than 20,000 words stand");
    const char first = text_[at_];
    const auto rest = text_.substr(at_);
    if (is_name_start(first)) {
        while (at_ != text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_])))
            ++at_;
        next_ = {token_kind::name, std::string(text_.substr(begin_, at_ - begin_))};
    } else if (is_digit(first) || first == '-') {
        read_number();
    } else if (rest.starts_with("\"\"\"")) {
        read_block_string();
    } else if (first == '"') {
        read_string();
    } else if (rest.starts_with("...")) {
        at_ += 3;
        next_ = {token_kind::punctuator, "..."};
    } else if (std::string_view("!$&():=@[]{|}").find(first) != std::string_view::npos) {
        ++at_;
        next_ = {token_kind::punctuator, std::string(1, first)};
    } else {
        fail("a character that means nothing in GraphQL stands");
    }
}

/// GraphQL writes numbers as JSON does.
MLTRACK_DECL void lexer::read_number()
{
    while (at_ != text_.size() && (is_digit(text_[at_]) || is_name_start(text_[at_]) ||
                                   std::string_view("+-.").find(text_[at_]) != std::string_view::npos))
        ++at_;
    const auto text = text_.substr(begin_, at_ - begin_);
    codec::json::reader reader(text);
    if (reader.next() == codec::json::kind::number && is_digit(text.back())) {
        reader.number();
        reader.finish();
        if (!reader.failed()) {
            next_ = {token_kind::number, std::string(text)};
            return;
        }
    }
    fail("what begins as a number is none");
}

/// GraphQL writes strings as JSON does.
MLTRACK_DECL void lexer::read_string()
{
    for (++at_; at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n'; ++at_)
        if (text_[at_] == '\\')
            ++at_;
    if (at_ >= text_.size() || text_[at_] != '"')
        return fail("a string without end begins");
    ++at_;
    codec::json::reader reader(text_.substr(begin_, at_ - begin_));
    std::string decoded(reader.next() == codec::json::kind::string ? reader.string() : std::string_view());
    if (reader.failed())
        return fail("a malformed string begins");
    next_ = {token_kind::string, std::move(decoded)};
}

MLTRACK_DECL void lexer::read_block_string()
{
    constexpr std::string_view quotes = "\"\"\"";
    std::string content;
    for (at_ += quotes.size(); at_ < text_.size(); ++at_) {
        const auto rest = text_.substr(at_);
        if (rest.starts_with(quotes)) {
            at_ += quotes.size();
            next_ = {token_kind::string, dedent(content)};
            return;
        }
        if (rest.starts_with("\\\"\"\""))
            at_ += quotes.size(), content += quotes;
        else
            content += text_[at_];
    }
    fail("a string without end begins");
}

} // namespace mltrack::serving::graphql
