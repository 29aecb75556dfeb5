#pragma once

#include <cstddef>
#include <string_view>

namespace mltrack::serving {

/// Whether a text fits a pattern whose `*` stand for any characters, none too.
constexpr bool fits_pattern(std::string_view text, std::string_view pattern)
{
    auto star = pattern.npos; // The last `*` seen, and where in the text what it stands for ends.
    std::size_t resume = 0;
    std::size_t at = 0;
    std::size_t wanted = 0;
    while (at != text.size()) {
        if (wanted != pattern.size() && pattern[wanted] == '*') {
            star = wanted++;
            resume = at;
        } else if (wanted != pattern.size() && pattern[wanted] == text[at]) {
            ++wanted;
            ++at;
        } else if (star != pattern.npos) {
            wanted = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', wanted) == pattern.npos;
}

} // namespace mltrack::serving
