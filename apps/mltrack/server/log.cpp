#include "server/log.hpp"

#include "console/time.hpp"
#include <mltrack/codec/json/writer.hpp>

#include <iostream>

namespace mltrack::program {

void log::answered(const access_entry& entry)
{
    write(format_ == format::json ? to_json_line(entry) : to_line(entry));
}

void log::tell(std::string_view level, std::string_view prefix, std::string_view sentence)
{
    std::string line;
    if (format_ == format::text) {
        (line += prefix) += sentence;
    } else {
        codec::json::writer json(line);
        json.object([&] {
            json.member("time", timestamp(schema::unix_ms::now()));
            json.member("level", level);
            json.member("message", sentence);
        });
    }
    write(std::move(line));
}

void log::write(std::string line)
{
    line += '\n';
    const std::lock_guard lock(mutex_);
    std::cerr << line << std::flush;
}

} // namespace mltrack::program
