#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace mltrack::fluent {

/// The value of an environment variable; empty when it is not set.
inline std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/// Tells the user of something that goes wrong where nothing can be thrown.
inline void complain(std::string_view what)
{
    std::fprintf(stderr, "mltrack: %.*s\n", static_cast<int>(what.size()), what.data());
}

} // namespace mltrack::fluent
