#pragma once

#include <mltrack/codec/query_string.hpp>
#include <mltrack/server/content_type.hpp>
#include <mltrack/server/download.hpp>
#include <mltrack/server/impl/plain_name.hpp>
#include <mltrack/transport/http_date.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

namespace mltrack::serving {

inline bool is_token(std::string_view text)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char each) {
        return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
               others.find(each) != others.npos;
    });
}

MLTRACK_DECL std::string attachment(std::string_view file_name)
{
    auto plain = plain_name(file_name);
    if (plain.empty())
        plain = "download";

    std::string text = "attachment; filename=";
    if (is_token(plain)) {
        text += plain;
    } else {
        text += '"';
        for (const char each : plain)
            (each == '"' || each == '\\' ? text += '\\' : text) += each;
        text += '"';
    }
    if (plain != file_name)
        text += "; filename*=UTF-8''" + codec::percent_encode(file_name, "!#$&+^`|");
    return text;
}

inline std::optional<std::uint64_t> whole_number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

MLTRACK_DECL std::optional<byte_range> parse_range(std::string_view header, std::uint64_t size)
{
    constexpr std::string_view unit = "bytes=";
    const auto dash = header.find('-');
    if (!header.starts_with(unit) || dash == header.npos || header.find(',') != header.npos)
        return std::nullopt;
    const auto first_text = header.substr(unit.size(), dash - unit.size());
    const auto last_text = header.substr(dash + 1);
    const auto first = whole_number(first_text);
    const auto last = whole_number(last_text);
    if ((!first && !first_text.empty()) || (!last && !last_text.empty()) || (!first && !last))
        return std::nullopt;
    if (!first)
        return byte_range{size - std::min(size, *last), std::min(size, *last)};
    if (last && *last < *first)
        return std::nullopt;
    if (*first >= size)
        return byte_range{};
    return byte_range{*first, last ? std::min(*last - *first + 1, size - *first) : size - *first};
}

/// The entity tag of a file: it changes with its size and its time.
inline std::string entity_tag(const artifact::reader& file)
{
    char text[64];
    std::snprintf(text, sizeof text, "\"%llx-%llx\"", static_cast<unsigned long long>(file.modified().value),
                  static_cast<unsigned long long>(file.size()));
    return text;
}

MLTRACK_DECL result<transport::reply> file_reply(std::unique_ptr<artifact::reader> file, const presentation& shown,
                                                 const download_conditions& conditions)
{
    const auto tag = entity_tag(*file);
    const auto size = file->size();
    transport::reply reply;
    reply.headers = {{"ETag", tag},
                     {"Last-Modified", transport::http_date(file->modified())},
                     {"Cache-Control", shown.cache_control},
                     {"Accept-Ranges", "bytes"}};
    const std::string_view known = conditions.if_none_match;
    if (known == "*" || known.find(tag) != known.npos) {
        reply.status = 304;
        return reply;
    }
    byte_range part{0, size};
    const bool ranges_apply = conditions.if_range.empty() || conditions.if_range == tag;
    if (const auto range = ranges_apply ? parse_range(conditions.range, size) : std::nullopt) {
        if (range->length == 0) {
            reply.status = 416;
            reply.headers.push_back({"Content-Range", "bytes */" + std::to_string(size)});
            return reply;
        }
        part = *range;
        reply.status = 206;
        reply.headers.push_back({"Content-Range", "bytes " + std::to_string(part.first) + '-' +
                                                      std::to_string(part.first + part.length - 1) + '/' +
                                                      std::to_string(size)});
        MLTRACK_CHECK(file->seek(part.first));
    }
    reply.headers.push_back({"Content-Type", shown.content_type});
    if (!shown.disposition.empty())
        reply.headers.push_back({"Content-Disposition", shown.disposition});
    reply.content = std::move(file);
    reply.content_length = part.length;
    return reply;
}

MLTRACK_DECL result<transport::reply> download_reply(tracking::download file, const download_conditions& conditions)
{
    const presentation saved{.content_type = std::string(content_type_of(file.name)),
                             .disposition = attachment(file.name)};
    return file_reply(std::move(file.content), saved, conditions);
}

} // namespace mltrack::serving
