#pragma once

#include <mltrack/schema/error.hpp>

#include <sqlite3.h>

#include <chrono>
#include <string>

namespace mltrack::store::detail {

/// Ends what a connection reads when its transaction has taken too long. The connection is as good as before then: the
/// statement that was under way gives `SQLITE_INTERRUPT`, and so do further ones until the transaction ends.
class read_deadline
{
public:
    using clock = std::chrono::steady_clock;

    /// `most` = how long a transaction may take; 0 = as long as it needs.
    explicit read_deadline(std::chrono::milliseconds most) : most_(most) {}
    read_deadline(const read_deadline&) = delete;
    read_deadline& operator=(const read_deadline&) = delete;

    /// Looks after a connection, which uses this object until it is closed.
    void watch(sqlite3* reader)
    {
        const auto is_over = [](void* self) { return static_cast<read_deadline*>(self)->is_over() ? 1 : 0; };
        if (most_ > std::chrono::milliseconds(0))
            sqlite3_progress_handler(reader, steps_between_looks, is_over, this);
    }

    /// A transaction begins.
    void start()
    {
        begun_ = clock::now();
        is_running_ = true;
    }

    /// The transaction ends: that itself is never refused.
    void stop() { is_running_ = false; }

    /// The error for what was ended.
    error failure(const std::string& file) const
    {
        return {errc::invalid_parameter_value,
                "this took longer than the " + std::to_string(most_.count()) +
                    " ms that one read of the database file '" + file +
                    "' may take (--search-timeout of a server, sqlite_options::read_timeout), and would again: ask for "
                    "less, with fewer comparisons in the filter, none of children, fewer experiments, an order by "
                    "attributes, or a smaller page"};
    }

private:
    /// Steps of SQLite's machine, some microseconds of them: looking at the clock costs nothing beside, and some of the
    /// steps compare long texts with patterns.
    static constexpr int steps_between_looks = 500;

    bool is_over() const
    {
        return is_running_ && std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun_) >= most_;
    }

    std::chrono::milliseconds most_;
    clock::time_point begun_;
    bool is_running_ = false;
};

} // namespace mltrack::store::detail
