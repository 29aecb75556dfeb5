#pragma once

#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

namespace mltrack::program {

/// The value of an environment variable; empty when it is not set.
inline std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// A variable that says yes or no, as MLflow reads it: true, false, 1 or 0 in any case; nothing when it is not set.
/// Throws `mltrack::exception` that names a variable of another value.
inline std::optional<bool> boolean_variable(const char* name)
{
    auto text = variable(name);
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    if (text.empty())
        return std::nullopt;
    if (text == "true" || text == "1")
        return true;
    if (text == "false" || text == "0")
        return false;
    throw exception(
        error{errc::invalid_parameter_value, std::string(name) + ": '" + text + "' is neither true nor false"});
}

} // namespace mltrack::program
