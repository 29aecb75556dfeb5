#pragma once

#include <span>
#include <string_view>

namespace mltrack::schema {

/// The prefixes below which a server has an endpoint, each with `/` at both ends. Clients and the API description use
/// the first one.
using prefixes = std::span<const std::string_view>;

namespace prefix {

/// Where the API stands; the preview prefixes are those of 1.x clients.
inline constexpr std::string_view api[] = {"/api/2.0/", "/ajax-api/2.0/", "/api/2.0/preview/",
                                           "/ajax-api/2.0/preview/"};

/// Where stands what MLflow has for web pages alone.
inline constexpr std::string_view ajax[] = {"/ajax-api/2.0/", "/ajax-api/2.0/preview/"};

/// The third version of the API.
inline constexpr std::string_view api_3[] = {"/api/3.0/", "/ajax-api/3.0/"};

/// No prefix.
inline constexpr std::string_view root[] = {"/"};

} // namespace prefix
} // namespace mltrack::schema
