#pragma once

#include <mltrack/server/security/options.hpp>
#include <mltrack/server/security/text.hpp>

namespace mltrack {

MLTRACK_DECL std::vector<std::string> split_list(std::string_view text)
{
    constexpr std::string_view blanks = " \t";
    std::vector<std::string> entries;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(',', start), text.size());
        auto entry = text.substr(start, end - start);
        entry.remove_prefix(std::min(entry.find_first_not_of(blanks), entry.size()));
        entry = entry.substr(0, entry.find_last_not_of(blanks) + 1);
        if (!entry.empty())
            entries.emplace_back(entry);
        start = end + 1;
    }
    return entries;
}

MLTRACK_DECL result<frame_options> parse_frame_options(std::string_view text)
{
    const auto name = serving::lower_case(text);
    if (name == "sameorigin")
        return frame_options::same_origin;
    if (name == "deny")
        return frame_options::deny;
    if (name == "none")
        return frame_options::none;
    return error{errc::invalid_parameter_value,
                 "X-Frame-Options '" + std::string(text) + "' is none of SAMEORIGIN, DENY and NONE."};
}

} // namespace mltrack
