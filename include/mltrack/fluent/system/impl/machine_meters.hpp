#pragma once

#include <mltrack/fluent/system/impl/cpu_meter.hpp>
#include <mltrack/fluent/system/impl/disk_meter.hpp>
#include <mltrack/fluent/system/impl/gpu_meter.hpp>
#include <mltrack/fluent/system/impl/memory_meter.hpp>
#include <mltrack/fluent/system/impl/network_meter.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace mltrack::fluent {

/// Where the meters read.
struct meter_places
{
    std::filesystem::path root = "/"; ///< What has the folder proc, and the disk that counts.
    std::string nvml = "libnvidia-ml.so.1";
};

/// All that is measured of this machine.
class machine_meters
{
public:
    explicit machine_meters(const meter_places& at = {})
        : cpu_(at.root), memory_(at.root), disk_(at.root), network_(at.root), gpu_(at.nvml)
    {
    }

    /// Measures what can be; `complain(text)` is called once for each thing that cannot.
    template <class Complain>
    std::vector<reading> measure(const Complain& complain)
    {
        std::vector<reading> out;
        const auto note = [&](const result<void>& outcome) {
            if (!outcome && told_.insert(outcome.error().message).second)
                complain("a system metric is missing: " + outcome.error().message);
        };
        note(cpu_.measure(out));
        note(memory_.measure(out));
        note(disk_.measure(out));
        note(network_.measure(out));
        note(gpu_.measure(out));
        return out;
    }

private:
    cpu_meter cpu_;
    memory_meter memory_;
    disk_meter disk_;
    network_meter network_;
    gpu_meter gpu_;
    std::set<std::string> told_;
};

} // namespace mltrack::fluent
