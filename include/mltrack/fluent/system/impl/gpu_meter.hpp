#pragma once

#include <mltrack/fluent/system/impl/nvml.hpp>
#include <mltrack/fluent/system/impl/reading.hpp>
#include <mltrack/schema/error.hpp>

#include <utility>
#include <vector>

namespace mltrack::fluent {

/// Memory, load and power of NVIDIA's GPUs. Without any, or without their driver, it reads nothing.
class gpu_meter
{
public:
    explicit gpu_meter(const std::string& library) : nvml_(nvml::open(library))
    {
        unsigned int count = 0;
        if (!nvml_ || nvml_->device_count(&count) != 0)
            return;
        for (unsigned int number = 0; number != count; ++number)
            if (nvml::device found = nullptr; nvml_->device_at(number, &found) == 0)
                devices_.emplace_back("gpu_" + std::to_string(number) + '_', found);
    }

    /// Errors: of the last thing that a GPU did not tell; the others are read.
    result<void> measure(std::vector<reading>& into) const
    {
        result<void> outcome;
        for (const auto& [prefix, device] : devices_)
            for (const auto part : {&gpu_meter::memory, &gpu_meter::utilization, &gpu_meter::power})
                if (const int code = (this->*part)(prefix, device, into); code != 0)
                    outcome =
                        error{errc::internal_error, "NVML does not tell all of " + prefix.substr(0, prefix.size() - 1) +
                                                        ": " + nvml_->message_of(code)};
        return outcome;
    }

private:
    static double percentage(double part, double whole) { return whole == 0 ? 0 : part / whole * 100; }

    int memory(const std::string& prefix, nvml::device device, std::vector<reading>& into) const
    {
        nvml::memory memory = {};
        const int code = nvml_->memory_of(device, &memory);
        if (code != 0)
            return code;
        const auto used = static_cast<double>(memory.used);
        into.push_back(
            {prefix + "memory_usage_percentage", round_to_tenths(percentage(used, static_cast<double>(memory.total)))});
        into.push_back({prefix + "memory_usage_megabytes", used / 1e6});
        return 0;
    }

    int utilization(const std::string& prefix, nvml::device device, std::vector<reading>& into) const
    {
        nvml::utilization utilization = {};
        const int code = nvml_->utilization_of(device, &utilization);
        if (code == 0)
            into.push_back({prefix + "utilization_percentage", static_cast<double>(utilization.gpu)});
        return code;
    }

    int power(const std::string& prefix, nvml::device device, std::vector<reading>& into) const
    {
        unsigned int used = 0, limit = 0;
        if (const int code = nvml_->power_of(device, &used); code != 0)
            return code;
        if (const int code = nvml_->power_limit_of(device, &limit); code != 0)
            return code;
        into.push_back({prefix + "power_usage_watts", used / 1000.0});
        into.push_back({prefix + "power_usage_percentage", percentage(used, limit)});
        return 0;
    }

    std::optional<nvml> nvml_;
    std::vector<std::pair<std::string, nvml::device>> devices_; ///< With the start of their metrics' names.
};

} // namespace mltrack::fluent
