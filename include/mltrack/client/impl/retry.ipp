#pragma once

#include <mltrack/client/impl/error_body.hpp>
#include <mltrack/client/retry.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

namespace mltrack::calling {
namespace detail {

/// A date in the form that HTTP requires of senders: `Sun, 06 Nov 1994 08:49:37 GMT`.
inline std::optional<schema::unix_ms> parse_http_date(const std::string& text)
{
    unsigned day = 0, hour = 0, minute = 0, second = 0;
    int year = 0;
    char month[4] = {};
    if (std::sscanf(text.c_str(), "%*3s, %2u %3s %4d %2u:%2u:%2u GMT", &day, month, &year, &hour, &minute, &second) !=
        6)
        return std::nullopt;
    static constexpr char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char* const found = std::strstr(months, month);
    if (found == nullptr || std::strlen(month) != 3 || (found - months) % 3 != 0)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(found - months) / 3 + 1),
                                           std::chrono::day(day)};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    const auto time = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                      std::chrono::seconds(second);
    return schema::unix_ms(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

/// Whether a fault that a server calls its own stays until somebody changes something.
inline bool is_lasting(const transport::response& answer)
{
    if (answer.status != 500)
        return false;
    const auto body = codec::json::decode<error_body>(answer.body);
    return body && (body->error_code == "INVALID_STATE" || body->error_code == "FEATURE_DISABLED");
}

} // namespace detail

MLTRACK_DECL std::optional<std::chrono::milliseconds> wait_of(std::string_view retry_after, schema::unix_ms now)
{
    constexpr std::int64_t longest = 1'000'000'000;
    std::int64_t seconds = 0;
    const auto* const end = retry_after.data() + retry_after.size();
    const auto [rest, failure] = std::from_chars(retry_after.data(), end, seconds);
    if (failure == std::errc() && rest == end)
        return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, longest));
    if (const auto date = detail::parse_http_date(std::string(retry_after)))
        return std::chrono::milliseconds(std::max<std::int64_t>(date->value - now.value, 0));
    return std::nullopt;
}

MLTRACK_DECL std::optional<std::chrono::milliseconds> retry::next(const result<transport::response>& outcome,
                                                                  schema::unix_ms now, double random)
{
    using std::chrono::milliseconds;
    const bool passing = outcome.has_value() ? is_passing(outcome->status) && !detail::is_lasting(*outcome)
                                             : outcome.error().code == errc::temporarily_unavailable;
    if (!passing || retries_ >= options_.max_retries)
        return std::nullopt;
    ++retries_;
    if (outcome.has_value())
        if (const auto asked = wait_of(outcome->headers["Retry-After"], now))
            return std::min(*asked, options_.backoff_max);
    if (retries_ == 1)
        return milliseconds(0);
    auto wait = std::min(options_.backoff_base, options_.backoff_max);
    for (int doubling = 1; doubling < retries_ && wait < options_.backoff_max; ++doubling)
        wait *= 2;
    wait += milliseconds(static_cast<std::int64_t>(static_cast<double>(options_.backoff_jitter.count()) * random));
    return std::min(wait, options_.backoff_max);
}

} // namespace mltrack::calling
