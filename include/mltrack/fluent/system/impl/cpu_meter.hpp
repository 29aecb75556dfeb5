#pragma once

#include <mltrack/fluent/system/impl/reading.hpp>
#include <mltrack/fluent/system/impl/system_file.hpp>

#include <algorithm>
#include <cstdint>

namespace mltrack::fluent {

/// How busy the processors were since the last measurement, all of them together, as psutil.cpu_percent says it.
class cpu_meter
{
public:
    /// Measures from now on.
    explicit cpu_meter(const std::filesystem::path& root) : file_(root / "proc/stat")
    {
        if (auto now = read())
            before_ = std::move(*now);
    }

    result<void> measure(std::vector<reading>& into)
    {
        MLTRACK_TRY(auto now, read());
        std::uint64_t all = 0, busy = 0;
        for (std::size_t field = 0; field != guest; ++field) {
            const auto before = field < before_.size() ? before_[field] : 0;
            const auto spent =
                now[field] - std::min(before, now[field]); // A counter of idle time can go back a little.
            all += spent;
            if (field != idle && field != waiting)
                busy += spent;
        }
        before_ = std::move(now);
        const double share = all == 0 ? 0 : static_cast<double>(busy) / static_cast<double>(all);
        into.push_back({"cpu_utilization_percentage", round_to_tenths(share * 100)});
        return {};
    }

private:
    /// The places of fields in the line; those from `guest` on are parts of others.
    static constexpr std::size_t idle = 3, waiting = 4, guest = 8;

    result<std::vector<std::uint64_t>> read() const
    {
        MLTRACK_TRY(const auto text, read_system_file(file_));
        auto numbers = numbers_of(line_after(text, "cpu "));
        if (numbers.size() < guest)
            return error{errc::internal_error, "'" + file_.string() + "' has no line of all processors ('cpu')"};
        return numbers;
    }

    std::filesystem::path file_;
    std::vector<std::uint64_t> before_;
};

} // namespace mltrack::fluent
