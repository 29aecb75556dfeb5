#pragma once

#include <mltrack/logging/options.hpp>

#include <algorithm>
#include <chrono>
#include <random>

namespace mltrack::logging {

/// The waits between attempts that fail one after the other.
class backoff
{
public:
    explicit backoff(const logger_options& options) : base_(options.backoff_base), most_(options.backoff_max) {}

    /// The next wait: twice the one before, with a random part so that many loggers do not come back together.
    std::chrono::milliseconds next()
    {
        wait_ = std::min(most_, wait_.count() == 0 ? base_ : 2 * wait_);
        return wait_ +
               std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, wait_.count() / 2)(random_));
    }

    /// Notes that an attempt did not fail.
    void reset() noexcept { wait_ = {}; }

private:
    std::chrono::milliseconds base_;
    std::chrono::milliseconds most_;
    std::chrono::milliseconds wait_{0};
    std::minstd_rand random_{std::random_device{}()};
};

} // namespace mltrack::logging
