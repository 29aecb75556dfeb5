#pragma once

#include <mltrack/schema/field/utf8.hpp>
#include <mltrack/transport/message.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace mltrack::calling::detail {

/// What stands in the first element of a name, without attributes; empty when there is none.
inline std::string_view element_of(std::string_view page, const std::string& name)
{
    const auto mark = '<' + name + '>';
    const auto begin = page.find(mark);
    const auto end = page.find("</" + name + '>', begin);
    return end == page.npos ? std::string_view() : page.substr(begin + mark.size(), end - begin - mark.size());
}

/// What of a body is for people: a text, a page's title, in which servers and proxies say what is wrong, or what
/// storages have for it (Code and Message, as S3's; other elements tell what was signed).
inline std::string said_in(std::string_view type, std::string_view body)
{
    if (type.starts_with("text/html"))
        return std::string(element_of(body, "title"));
    if (type.starts_with("application/xml") || type.starts_with("text/xml")) {
        std::string said(element_of(body, "Code"));
        const auto message = element_of(body, "Message");
        return said.append(said.empty() || message.empty() ? "" : ": ").append(message);
    }
    const bool is_text = type.starts_with("text/plain") || type.starts_with("application/json");
    return std::string(is_text ? body : std::string_view());
}

/// The beginning of what an answer says to people, on one line; empty when it says nothing.
inline std::string readable(const transport::response& answer)
{
    const auto said = said_in(answer.headers["Content-Type"], answer.body);
    if (said.empty())
        return {};
    std::string text(schema::first_code_points(said, 200));
    std::replace_if(text.begin(), text.end(), [](unsigned char each) { return each < 0x20; }, ' ');
    return ": " + text;
}

} // namespace mltrack::calling::detail
