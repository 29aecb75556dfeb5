#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/lower_case.hpp>
#include <mltrack/server/security/origin_check.hpp>
#include <mltrack/server/security/text.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace mltrack::serving {

/// Whether a text is an origin as browsers send it: a scheme, a host, perhaps a port, and nothing else.
inline bool is_origin(std::string_view text)
{
    const auto url = boost::urls::parse_uri(text);
    return url && url->has_authority() && !url->host().empty() && !url->has_userinfo() && url->encoded_path().empty() &&
           !url->has_query() && !url->has_fragment();
}

/// Whether an origin is a page of this machine; its host as it is written, since browsers encode nothing of it.
inline bool is_local(std::string_view origin)
{
    if (!is_origin(origin))
        return false;
    const std::string_view host = boost::urls::parse_uri(origin)->encoded_host();
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

MLTRACK_DECL origin_check::origin_check(const std::vector<std::string>& allowed)
{
    for (const auto& each : allowed) {
        auto lower = schema::lower_case(each);
        std::string sample = lower;
        std::ranges::replace(sample, '*', 'x');
        const bool is_pattern = lower.find('*') != lower.npos;
        if (lower == "*")
            any_ = true;
        else if (lower != "null" && !is_origin(sample) && !(is_pattern && is_origin("http://" + sample)))
            throw exception(error{errc::invalid_parameter_value,
                                  "The allowed origin '" + each +
                                      "' is no origin: give scheme, host and, where it is not the default one, port, "
                                      "as https://ui.example or http://ui.example:3000, without a path or a final /."});
        else
            (is_pattern ? patterns_ : origins_).push_back(std::move(lower));
    }
}

MLTRACK_DECL bool origin_check::blocks(std::string_view method, std::string_view origin) const
{
    const bool writes = method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
    if (any_ || !writes || origin.empty())
        return false;
    const auto lower = schema::lower_case(origin);
    return !is_local(lower) && std::ranges::find(origins_, lower) == origins_.end() &&
           std::ranges::none_of(patterns_, [&](const auto& pattern) { return fits_pattern(lower, pattern); });
}

MLTRACK_DECL std::string_view origin_check::allow_origin(std::string_view origin) const
{
    if (any_ && !origin.empty())
        return "*";
    const auto lower = schema::lower_case(origin);
    const bool allowed =
        (lower.starts_with("http://") && is_local(lower)) || std::ranges::find(origins_, lower) != origins_.end();
    return allowed ? origin : std::string_view();
}

} // namespace mltrack::serving
