#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// What a fuzz target defines: it looks at any bytes and ends the program when something does not hold. Gives 0, or -1
/// for bytes that are not worth keeping. libFuzzer calls it, or replay.cpp.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace mltrack::fuzz {

/// Ends the program with this sentence unless it holds.
inline void require(bool holds, std::string_view sentence)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
    std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// The first line of an input, which says what the rest is for, and the rest.
struct named_input
{
    std::string_view name;
    std::string_view text;

    explicit named_input(std::string_view input)
        : name(input.substr(0, input.find('\n'))), text(input.substr(std::min(input.size(), name.size() + 1)))
    {
    }
};

/// That of the entries whose `name` the input has; for another name any of them, but always the same.
template <class Entries>
const auto& entry_of(const Entries& entries, std::string_view name)
{
    std::size_t sum = 0;
    for (const char each : name)
        sum = sum * 31 + static_cast<unsigned char>(each);
    const auto found =
        std::find_if(std::begin(entries), std::end(entries), [&](const auto& entry) { return entry.name == name; });
    return found != std::end(entries) ? *found : std::begin(entries)[sum % std::size(entries)];
}

/// Checks the refusal of a request that is wrong as it stands: somebody has to read it.
inline void check_refusal(const error& error)
{
    require(error.code == errc::invalid_parameter_value, "what is wrong with an input is an invalid parameter value");
    require(!error.message.empty(), "an error says something");
    require(schema::is_utf8(error.message), "what an error says is UTF-8");
}

} // namespace mltrack::fuzz
