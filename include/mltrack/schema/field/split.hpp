#pragma once

#include <algorithm>
#include <string_view>

namespace mltrack::schema {

/// Calls `visit(part)` for each stretch of a text between the separators, empty ones included.
template <class Visitor>
void for_each_part(std::string_view text, std::string_view separators, Visitor&& visit)
{
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find_first_of(separators, start), text.size());
        visit(text.substr(start, end - start));
        start = end + 1;
    }
}

} // namespace mltrack::schema
