#pragma once

#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <atomic>

namespace mltrack::fluent {

/// Whether the environment asks for values in the background, as MLflow reads it.
inline bool background_mode_of_environment()
{
    const auto wanted = schema::lower_case(variable("MLFLOW_ENABLE_ASYNC_LOGGING"));
    if (!wanted.empty() && wanted != "true" && wanted != "false" && wanted != "1" && wanted != "0")
        throw exception(error{errc::invalid_parameter_value,
                              "MLFLOW_ENABLE_ASYNC_LOGGING: '" + wanted + "' is not true, false, 1 or 0"});
    return wanted == "true" || wanted == "1";
}

/// Whether values are logged in the background: what the program said last, before that the environment.
inline std::atomic<bool>& background_mode()
{
    static std::atomic<bool> enabled = background_mode_of_environment();
    return enabled;
}

} // namespace mltrack::fluent
