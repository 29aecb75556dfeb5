#pragma once

#include <mltrack/config.hpp>

namespace mltrack::fluent {

/// Sees to it that open runs end with the program, as `ending_options` say; called once there is one.
MLTRACK_DECL void install_endings();

} // namespace mltrack::fluent
