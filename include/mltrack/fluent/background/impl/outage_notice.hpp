#pragma once

#include <mltrack/client/options.hpp>
#include <mltrack/fluent/background/impl/background_thread.hpp>
#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/fluent/impl/open_runs.hpp>

#include <chrono>
#include <ranges>
#include <string>

namespace mltrack::fluent {

/// Whose call it may be at a tracking URI, for people: ` of the run ID`, or of several; empty when none is open there.
inline std::string possible_callers(const std::string& uri)
{
    const auto open = open_runs::instance().ids_at(uri);
    if (open.empty())
        return {};
    std::string ids = open.front().value;
    for (const auto& each : open | std::views::drop(1))
        ids += ", " + each.value;
    return (open.size() == 1 ? " of the run " : " of one of the runs ") + ids;
}

/// Has a client tell on stderr what a call waits for that is repeated, once for each such call: the program hangs
/// meanwhile. The first repetition comes at once, and is not told.
inline void tell_of_outages(client_options& options, const std::string& uri)
{
    options.on_retry = [uri, most = options.max_retries](int attempts, std::chrono::milliseconds, const error& why) {
        if (attempts == 2)
            run_guarded("a call waits for its server", [&] {
                complain("a call" + possible_callers(uri) + " waits for its server, and is repeated up to " +
                             std::to_string(most) + " times (MLFLOW_HTTP_REQUEST_MAX_RETRIES)",
                         why.message);
            });
    };
}

} // namespace mltrack::fluent
