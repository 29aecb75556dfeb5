#pragma once

#include <mltrack/fluent/impl/environment.hpp>

#include <atomic>

namespace mltrack::fluent {

/// Whether the environment asks for values in the background, as MLflow reads it.
inline bool background_mode_of_environment()
{
    return boolean_variable("MLFLOW_ENABLE_ASYNC_LOGGING").value_or(false);
}

/// Whether values are logged in the background: what the program said last, before that the environment.
inline std::atomic<bool>& background_mode()
{
    static std::atomic<bool> enabled = background_mode_of_environment();
    return enabled;
}

} // namespace mltrack::fluent
