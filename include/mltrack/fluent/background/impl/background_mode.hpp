#pragma once

#include <mltrack/client/impl/variables.hpp>

#include <atomic>

namespace mltrack::fluent {

/// Whether values are logged in the background: what the program said last, before that the environment.
inline std::atomic<bool>& background_mode()
{
    static std::atomic<bool> enabled = [] {
        bool wanted = false;
        calling::detail::read_flag("MLFLOW_ENABLE_ASYNC_LOGGING", wanted);
        return wanted;
    }();
    return enabled;
}

} // namespace mltrack::fluent
