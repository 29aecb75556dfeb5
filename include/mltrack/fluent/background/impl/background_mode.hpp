#pragma once

#include <mltrack/fluent/impl/environment.hpp>

#include <atomic>

namespace mltrack::fluent {

/// Whether values are logged in the background: what the program said last, before that the environment.
inline std::atomic<bool>& background_mode()
{
    static std::atomic<bool> enabled = [] {
        const auto wanted = variable("MLFLOW_ENABLE_ASYNC_LOGGING");
        return wanted == "true" || wanted == "True" || wanted == "TRUE" || wanted == "1";
    }();
    return enabled;
}

} // namespace mltrack::fluent
