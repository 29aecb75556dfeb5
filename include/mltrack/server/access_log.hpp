#pragma once

#include <mltrack/config.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace mltrack {

/// Which answers the access log tells of.
enum class access_level {
    none,
    faults,   ///< Answers of 500 and above: the server's own.
    failures, ///< Answers of 400 and above.
    all,
};

/// One answered request. The views last for the call that hands it over.
struct access_entry
{
    std::string_view peer;     ///< The caller's address; empty in process.
    std::string_view method;   ///< Empty for what was no HTTP request.
    std::string_view target;   ///< Path and query, as they came.
    std::string_view endpoint; ///< The endpoint's name, or `none`.
    int status = 0;
    std::chrono::microseconds duration{};         ///< From the request's header to the answer's.
    std::string_view error;                       ///< What a failure's answer says.
    std::uint64_t bytes = 0;                      ///< Of the answer's body.
    std::chrono::system_clock::time_point time{}; ///< When it was answered.
};

/// Where answered requests are told.
struct access_log
{
    access_level level = access_level::faults;

    /// Called for each answer of the level, from several threads at once; unset, nothing is told. It must not throw.
    std::function<void(const access_entry&)> write = {};

    /// Whether an answer of this status is told.
    bool tells(int status) const
    {
        const int least = level == access_level::all ? 0 : level == access_level::failures ? 400 : 500;
        return write && level != access_level::none && status >= least;
    }
};

/// An entry as one line: `127.0.0.1 "GET /health" 200 35us`, and what went wrong. Control characters are escaped, so
/// that no request writes a line of its own.
MLTRACK_DECL std::string to_line(const access_entry& entry);

/// An entry as one line of JSON for log collectors: `{"time":"2026-01-31T23:59:59.123Z","peer":"127.0.0.1",
/// "method":"GET","target":"/health","endpoint":"health","status":200,"duration_us":35,"bytes":2}`, and `error` when
/// something went wrong. Times are UTC; U+FFFD stands for bytes that are not UTF-8.
MLTRACK_DECL std::string to_json_line(const access_entry& entry);

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/access_log.ipp>
#endif
