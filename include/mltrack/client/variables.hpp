#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

/// @file
/// Environment variables. What is not set, or empty, changes nothing; what is wrong is refused by its name, as
/// `mltrack::exception` (`invalid_parameter_value`). Thread safety: as long as nobody changes the environment.

namespace mltrack::calling {

/// The value of a variable; empty when it is not set.
inline std::string variable(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

[[noreturn]] inline void refuse_variable(const char* name, std::string_view wanted)
{
    throw exception(error{errc::invalid_parameter_value,
                          std::string(name) + ": '" + variable(name) + "' is not " + std::string(wanted)});
}

inline void read_seconds(const char* name, double least, std::chrono::milliseconds& into)
{
    const auto text = variable(name);
    if (text.empty())
        return;
    constexpr double most = 1e9;
    const auto seconds = codec::parse_double(text);
    if (!seconds || !(*seconds >= least && *seconds <= most))
        refuse_variable(name, least > 0 ? "a number of seconds greater than 0" : "a number of seconds");
    into = std::chrono::milliseconds(std::llround(*seconds * 1000));
}

template <class Integer>
void read_count(const char* name, std::int64_t least, std::int64_t most, Integer& into)
{
    const auto text = variable(name);
    if (text.empty())
        return;
    const auto count = codec::parse_integer(text);
    if (!count || *count < least || *count > most)
        refuse_variable(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    into = static_cast<Integer>(*count);
}

/// Yes or no, as MLflow reads it: true, false, 1 or 0 in any case; nothing when it is not set.
inline std::optional<bool> boolean_variable(const char* name)
{
    const auto text = schema::lower_case(variable(name));
    if (text.empty())
        return std::nullopt;
    if (text != "true" && text != "false" && text != "1" && text != "0")
        refuse_variable(name, "true, false, 1 or 0");
    return text == "true" || text == "1";
}

} // namespace mltrack::calling
