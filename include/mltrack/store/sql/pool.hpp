#pragma once

#include <mltrack/schema/error.hpp>

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace mltrack::store::relational {

/// Connections that are lent to one thread at a time. There are as many as were ever needed at once.
///
/// Thread safety: all operations may be called at once. Lifetimes: a loan must not outlive its pool.
template <class Connection>
class connection_pool
{
public:
    /// A connection that goes back to the pool when the loan is destroyed.
    class loan
    {
    public:
        loan(connection_pool& pool, Connection connection) : pool_(&pool), connection_(std::move(connection)) {}
        loan(loan&& other) noexcept
            : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_))
        {
        }
        loan& operator=(loan&&) = delete;
        ~loan()
        {
            if (pool_ != nullptr)
                pool_->take_back(std::move(connection_));
        }

        Connection& operator*() noexcept { return connection_; }

    private:
        connection_pool* pool_;
        Connection connection_;
    };

    /// Lends an idle connection, or one that `connect` makes when all are lent.
    template <class Connect>
    result<loan> lend(Connect connect)
    {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                auto connection = std::move(idle_.back());
                idle_.pop_back();
                return loan(*this, std::move(connection));
            }
        }
        MLTRACK_TRY(auto connection, connect());
        const std::lock_guard lock(mutex_);
        idle_.reserve(++made_); // Taking connections back must not fail.
        return loan(*this, std::move(connection));
    }

private:
    void take_back(Connection connection)
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(connection));
    }

    std::mutex mutex_;
    std::vector<Connection> idle_;
    std::size_t made_ = 0;
};

} // namespace mltrack::store::relational
