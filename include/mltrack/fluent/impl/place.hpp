#pragma once

#include <mltrack/tracking/any_tracking_api.hpp>

#include <string>

namespace mltrack::fluent {

/// Where runs are recorded.
struct place
{
    std::string uri; ///< The tracking URI; empty for a tracking API of the program's own.
    tracking::any_tracking_api api;
};

} // namespace mltrack::fluent
