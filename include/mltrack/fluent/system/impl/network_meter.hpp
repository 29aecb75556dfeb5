#pragma once

#include <mltrack/fluent/system/impl/reading.hpp>
#include <mltrack/fluent/system/impl/system_file.hpp>

#include <cstdint>
#include <map>

namespace mltrack::fluent {

/// What all network interfaces have received and sent since the meter was made, as MLflow counts it, the loopback's
/// too.
class network_meter
{
public:
    explicit network_meter(const std::filesystem::path& root) : file_(root / "proc/net/dev")
    {
        if (auto now = read())
            before_ = std::move(*now);
    }

    result<void> measure(std::vector<reading>& into)
    {
        MLTRACK_TRY(auto now, read());
        for (const auto& [name, count] : now) {
            const auto before = before_.contains(name) ? before_[name] : counters();
            sum_.received += moved(before.received, count.received);
            sum_.sent += moved(before.sent, count.sent);
        }
        before_ = std::move(now);
        into.push_back({"network_receive_megabytes", static_cast<double>(sum_.received) / 1e6, false});
        into.push_back({"network_transmit_megabytes", static_cast<double>(sum_.sent) / 1e6, false});
        return {};
    }

private:
    /// Bytes.
    struct counters
    {
        std::uint64_t received = 0;
        std::uint64_t sent = 0;
    };

    /// A counter that is less than before began anew.
    static std::uint64_t moved(std::uint64_t before, std::uint64_t now) { return now < before ? now : now - before; }

    /// The counters by interface: after two lines of headings, `name: received, seven others, sent, …`.
    result<std::map<std::string, counters>> read() const
    {
        MLTRACK_TRY(const auto text, read_system_file(file_));
        std::map<std::string, counters> out;
        for (std::size_t start = 0; start < text.size();) {
            const auto end = std::min(text.find('\n', start), text.size());
            const auto line = std::string_view(text).substr(start, end - start);
            start = end + 1;
            const auto colon = line.rfind(':');
            if (colon == line.npos)
                continue;
            const auto numbers = numbers_of(line.substr(colon + 1));
            if (numbers.size() < 9)
                return error{errc::internal_error, "'" + file_.string() + "' has a line that is not of an interface"};
            const auto name = line.substr(0, colon);
            out.emplace(name.substr(std::min(name.find_first_not_of(' '), name.size())),
                        counters{numbers[0], numbers[8]});
        }
        return out;
    }

    std::filesystem::path file_;
    std::map<std::string, counters> before_;
    counters sum_;
};

} // namespace mltrack::fluent
