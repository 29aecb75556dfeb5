#pragma once

#include <mltrack/fluent/system/impl/reading.hpp>
#include <mltrack/schema/error.hpp>

#include <cerrno>
#include <filesystem>
#include <string>
#include <sys/statvfs.h>
#include <system_error>
#include <vector>

namespace mltrack::fluent {

/// What a file system's numbers mean, as psutil.disk_usage says it: what is kept for the administrator is neither in
/// use nor available.
inline void read_off(const struct statvfs& disk, std::vector<reading>& into)
{
    const auto block = static_cast<double>(disk.f_frsize);
    const auto used = static_cast<double>(disk.f_blocks - disk.f_bfree) * block;
    const auto available = static_cast<double>(disk.f_bavail) * block;
    const double share = used + available == 0 ? 0 : used / (used + available);
    into.push_back({"disk_usage_percentage", round_to_tenths(share * 100)});
    into.push_back({"disk_usage_megabytes", used / 1e6});
    into.push_back({"disk_available_megabytes", available / 1e6});
}

/// The file system that the root folder is on.
class disk_meter
{
public:
    explicit disk_meter(std::filesystem::path root) : root_(std::move(root)) {}

    result<void> measure(std::vector<reading>& into) const
    {
        struct statvfs disk = {};
        if (::statvfs(root_.c_str(), &disk) != 0)
            return error{errc::internal_error, "Cannot ask for the disk of '" + root_.string() +
                                                   "': " + std::generic_category().message(errno)};
        read_off(disk, into);
        return {};
    }

private:
    std::filesystem::path root_;
};

} // namespace mltrack::fluent
