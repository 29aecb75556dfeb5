#pragma once

#include <mltrack/config.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack::serving {

/// Says what pages of which origins may do. Immutable: any thread may ask.
class origin_check
{
public:
    /// `allowed` as `security_options::cors_allowed_origins`.
    /// Errors: throws `mltrack::exception` (`invalid_parameter_value`) that names an entry which is none.
    explicit origin_check(const std::vector<std::string>& allowed);

    /// Whether a request that writes (POST, PUT, PATCH, DELETE) comes from a page that may not. `origin` is the
    /// header's value; empty when there is none: no page sent it.
    bool blocks(std::string_view method, std::string_view origin) const;

    /// What `Access-Control-Allow-Origin` says to a page: its origin, `*` when every one is allowed, or nothing.
    std::string_view allow_origin(std::string_view origin) const;

private:
    std::vector<std::string> origins_;  ///< In small letters.
    std::vector<std::string> patterns_; ///< Those with `*`.
    bool any_ = false;
};

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/security/impl/origin_check.ipp>
#endif
