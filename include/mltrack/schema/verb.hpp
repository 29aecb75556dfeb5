#pragma once

#include <mltrack/reflect/enumeration.hpp>

namespace mltrack::schema {

/// The HTTP methods that endpoints have.
enum class verb { get, post, put, patch, delete_ };

/// The method as it stands in a request line.
constexpr std::string_view name_of(verb method)
{
    constexpr std::string_view names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return names[static_cast<int>(method)];
}

} // namespace mltrack::schema
