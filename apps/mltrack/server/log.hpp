#pragma once

#include <mltrack/server/access_log.hpp>

#include <mutex>
#include <string>
#include <string_view>

namespace mltrack::program {

/// The server's log on stderr: sentences and answered requests, as text or as a line of JSON each. Thread-safe.
class log
{
public:
    enum class format { text, json };

    explicit log(format format) : format_(format) {}

    void info(std::string_view sentence) { tell("info", "mltrack: ", sentence); }
    void warn(std::string_view sentence) { tell("warning", "mltrack: warning: ", sentence); }
    void answered(const access_entry& entry);

private:
    void tell(std::string_view level, std::string_view prefix, std::string_view sentence);
    void write(std::string line);

    format format_;
    std::mutex mutex_;
};

} // namespace mltrack::program
