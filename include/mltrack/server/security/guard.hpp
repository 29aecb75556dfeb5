#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/security/host_check.hpp>
#include <mltrack/server/security/options.hpp>
#include <mltrack/server/security/origin_check.hpp>
#include <mltrack/transport/handler.hpp>

#include <optional>

namespace mltrack::serving {

/// Stands before all endpoints: refuses requests of foreign hosts and pages, answers preflights, and knows the headers
/// that every answer carries. Immutable: any thread may ask.
class guard
{
public:
    /// Errors: throws `mltrack::exception` (`invalid_parameter_value`) for a malformed host or origin.
    explicit guard(const security_options& options);

    /// The answer in the endpoint's place, with all its headers: 403 as plain text, or what a preflight asks. Nothing:
    /// the endpoint answers. `any_host` leaves out the check of the host, as a caller in process does.
    std::optional<transport::reply> intercept(const transport::request_head& head, bool any_host) const;

    /// Adds the security headers of an endpoint's answer to a page of this origin; the origin may be empty.
    void add_headers(transport::headers& headers, std::string_view origin) const;

    bool enabled() const noexcept { return options_.enabled; }

private:
    std::optional<transport::reply> answer_of(const transport::request_head& head, bool any_host) const;
    transport::reply preflight(const transport::request_head& head) const;
    void add_cors_headers(transport::headers& headers, std::string_view origin) const;

    security_options options_;
    host_check hosts_;
    origin_check origins_;
};

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/security/impl/guard.ipp>
#endif
