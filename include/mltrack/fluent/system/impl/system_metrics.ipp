#pragma once

#include <mltrack/fluent/system/impl/system_settings.hpp>
#include <mltrack/fluent/system/system_metrics.hpp>
#include <mltrack/schema/error.hpp>

#include <utility>

namespace mltrack {

MLTRACK_DECL void enable_system_metrics_logging()
{
    fluent::system_choices::instance().change([](auto& said) { said.enabled = true; });
}

MLTRACK_DECL void disable_system_metrics_logging()
{
    fluent::system_choices::instance().change([](auto& said) { said.enabled = false; });
}

MLTRACK_DECL void set_system_metrics_sampling_interval(std::optional<std::chrono::duration<double>> interval)
{
    if (interval && !(interval->count() > 0 && interval->count() <= 1e9))
        throw exception(error{
            errc::invalid_parameter_value,
            "The interval between samples of system metrics must be longer than 0 s, and 1,000,000,000 s at most"});
    fluent::system_choices::instance().change([&](auto& said) { said.interval = interval; });
}

MLTRACK_DECL void set_system_metrics_samples_before_logging(std::optional<int> samples)
{
    if (samples && *samples < 1)
        throw exception(
            error{errc::invalid_parameter_value,
                  "A value of a system metric must be of at least 1 sample, not " + std::to_string(*samples)});
    fluent::system_choices::instance().change([&](auto& said) { said.samples = samples; });
}

MLTRACK_DECL void set_system_metrics_node_id(std::optional<std::string> node_id)
{
    fluent::system_choices::instance().change([&](auto& said) { said.node_id = std::move(node_id); });
}

} // namespace mltrack
