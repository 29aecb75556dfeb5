#pragma once

#include <mltrack/schema/field/lower_case.hpp>
#include <mltrack/server/security/options.hpp>

namespace mltrack {

MLTRACK_DECL result<frame_options> parse_frame_options(std::string_view text)
{
    const auto name = schema::lower_case(text);
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
