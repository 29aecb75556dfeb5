#pragma once

#include <atomic>

namespace mltrack::test {

/// How often threads of this program have waited until a time of the system's clock. It may be set back, and such a
/// wait then takes as much longer.
std::atomic<int>& system_clock_waits();

} // namespace mltrack::test
