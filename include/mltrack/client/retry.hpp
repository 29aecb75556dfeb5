#pragma once

#include <mltrack/client/options.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <optional>

namespace mltrack::calling {

/// Decides for one call whether and when a request is sent again. Knows no sockets and no clock.
///
/// As MLflow's client (utils/rest_utils.py, urllib3's Retry) it repeats every kind of request, creations too, after the
/// statuses 408, 429, 500, 502, 503 and 504 and after connections that failed or were lost. Unlike it, it takes a 500
/// for the last word when its error code is one that the same request meets again: INVALID_STATE or FEATURE_DISABLED.
///
/// A server that did what was asked and lost its connection before it could say so is asked twice: logging the same
/// again changes nothing, but `create_experiment` then answers `resource_already_exists`, and `create_run` makes a
/// second run.
class retry
{
public:
    explicit retry(const client_options& options) : options_(options) {}

    /// How long to wait before sending the request again; nothing when this outcome is the last word.
    /// A Retry-After, in seconds or as a date, sets the wait; else it doubles each time. `random` is from [0, 1).
    std::optional<std::chrono::milliseconds> next(const result<transport::response>& outcome, schema::unix_ms now,
                                                  double random);

    /// How many attempts have failed and were followed by another.
    int retries() const noexcept { return retries_; }

private:
    const client_options& options_;
    int retries_ = 0;
};

/// Whether a request that was answered with this status may succeed later as it is.
constexpr bool is_passing(int status)
{
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

/// The wait that a Retry-After asks for, in seconds or as an HTTP date; not negative. Nothing when it says neither.
MLTRACK_DECL std::optional<std::chrono::milliseconds> wait_of(std::string_view retry_after, schema::unix_ms now);

} // namespace mltrack::calling

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/client/impl/retry.ipp>
#endif
