#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/schema/field/split.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack::codec {

/// The entries of a list as command lines and environments write them: between commas, without blanks around them;
/// empty ones are left out.
inline std::vector<std::string> split_list(std::string_view with_commas)
{
    std::vector<std::string> entries;
    schema::for_each_part(with_commas, ",", [&](std::string_view part) {
        if (const auto entry = detail::trimmed(part); !entry.empty())
            entries.emplace_back(entry);
    });
    return entries;
}

} // namespace mltrack::codec
