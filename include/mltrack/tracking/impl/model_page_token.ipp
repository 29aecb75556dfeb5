#pragma once

#include <mltrack/codec/base64.hpp>
#include <mltrack/tracking/model_page_token.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <utility>

namespace mltrack::tracking {
namespace detail {

/// A text, or null for an empty one.
inline boost::json::value text_or_null(const std::string& text)
{
    return text.empty() ? boost::json::value() : boost::json::value(text);
}

/// What must stay the same from page to page.
inline boost::json::object searched(const schema::search_logged_models::request& search)
{
    boost::json::array experiments;
    for (const auto& id : search.experiment_ids)
        experiments.emplace_back(id.value);
    boost::json::array orders;
    for (const auto& each : search.order_by)
        orders.push_back(boost::json::object{{"field_name", each.field_name},
                                             {"ascending", each.ascending},
                                             {"dataset_name", text_or_null(each.dataset_name)},
                                             {"dataset_digest", text_or_null(each.dataset_digest)}});
    return {{"experiment_ids", std::move(experiments)},
            {"filter_string", text_or_null(search.filter)},
            {"order_by", orders.empty() ? boost::json::value() : boost::json::value(std::move(orders))}};
}

} // namespace detail

MLTRACK_DECL std::string model_page_token(const schema::search_logged_models::request& search, std::int64_t offset)
{
    auto token = detail::searched(search);
    token["offset"] = offset;
    return codec::encode_base64(boost::json::serialize(token));
}

MLTRACK_DECL result<std::int64_t> model_page_offset(const schema::search_logged_models::request& search)
{
    if (search.page_token.empty())
        return 0;
    boost::system::error_code failure;
    const auto json = codec::decode_base64(search.page_token);
    auto value = json ? boost::json::parse(*json, failure) : boost::json::value();
    auto* token = failure ? nullptr : value.if_object();
    const auto* offset = token != nullptr ? token->if_contains("offset") : nullptr;
    if (offset == nullptr || !offset->is_int64())
        return error{errc::invalid_parameter_value, "page_token: this is no page token: pass the next_page_token of "
                                                    "the answer before, or none to start anew"};
    const auto start = offset->get_int64();
    token->erase("offset");
    if (*token != detail::searched(search))
        return error{errc::invalid_parameter_value,
                     "page_token: it belongs to a search with other experiment_ids, filter or order_by: send the same "
                     "ones with it, or no token to start anew"};
    return std::max<std::int64_t>(start, 0);
}

} // namespace mltrack::tracking
