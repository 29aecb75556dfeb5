#pragma once

#include <mltrack/codec/base64.hpp>
#include <mltrack/codec/number.hpp>
#include <mltrack/query/page_token.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <optional>

namespace mltrack::query {
namespace detail {

/// The number of rows that the `offset` of a token means.
inline std::optional<std::int64_t> offset_in(const boost::json::value& value)
{
    if (const auto* whole = value.if_int64(); whole != nullptr && *whole != 0)
        return *whole;
    if (const auto* real = value.if_double(); real != nullptr && *real != 0 && *real > -0x1p63 && *real < 0x1p63)
        return static_cast<std::int64_t>(*real);
    if (const auto* text = value.if_string(); text != nullptr && text->find('.') == text->npos)
        return codec::parse_integer(std::string_view(text->data(), text->size()));
    return std::nullopt;
}

} // namespace detail

MLTRACK_DECL std::string encode_page_token(std::int64_t offset)
{
    return codec::encode_base64("{\"offset\": " + std::to_string(offset) + "}");
}

MLTRACK_DECL result<std::int64_t> decode_page_token(std::string_view token)
{
    if (token.empty())
        return 0;
    if (const auto json = codec::decode_base64(token)) {
        boost::system::error_code failure;
        const auto value = boost::json::parse(*json, failure);
        const auto* object = failure ? nullptr : value.if_object();
        const auto* member = object != nullptr ? object->if_contains("offset") : nullptr;
        const auto offset = member != nullptr ? detail::offset_in(*member) : std::nullopt;
        if (offset)
            return std::max<std::int64_t>(*offset, 0);
    }
    return error{errc::invalid_parameter_value,
                 "page_token \"" + std::string(schema::first_code_points(token, 80)) +
                     "\" is no page token: pass the next_page_token of the answer before, or none to start anew"};
}

} // namespace mltrack::query
