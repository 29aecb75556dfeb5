#pragma once

#include <mltrack/fluent/system/impl/reading.hpp>
#include <mltrack/fluent/system/impl/system_file.hpp>

namespace mltrack::fluent {

/// The memory that is in use, which is what programs could not get, as psutil.virtual_memory().used is.
class memory_meter
{
public:
    explicit memory_meter(const std::filesystem::path& root) : file_(root / "proc/meminfo") {}

    result<void> measure(std::vector<reading>& into) const
    {
        MLTRACK_TRY(const auto text, read_system_file(file_));
        const auto total = numbers_of(line_after(text, "MemTotal:"));
        const auto available = numbers_of(line_after(text, "MemAvailable:"));
        if (total.empty() || available.empty() || total[0] == 0 || available[0] > total[0])
            return error{errc::internal_error, "'" + file_.string() + "' does not say MemTotal and MemAvailable"};
        const auto used = static_cast<double>(total[0] - available[0]) * 1024;
        into.push_back({"system_memory_usage_megabytes", used / 1e6});
        into.push_back({"system_memory_usage_percentage", used / (static_cast<double>(total[0]) * 1024) * 100});
        return {};
    }

private:
    std::filesystem::path file_;
};

} // namespace mltrack::fluent
