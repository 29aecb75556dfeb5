#pragma once

#include <mltrack/store/sql/store.hpp>

#include <functional>
#include <mutex>
#include <utility>

/// @file
/// In which transaction an operation of `store::sql` works: one of its own, or that of `transact` on its thread.

namespace mltrack::store {

template <class Driver>
template <class Work>
auto sql<Driver>::read(Work work) -> std::invoke_result_t<Work&, connection&>
{
    if (is_transacting())
        return within([&]() -> std::invoke_result_t<Work&, connection&> {
            MLTRACK_CHECK(flush_metrics());
            return work(writer_);
        });
    MLTRACK_TRY(auto reader, readers_.lend([&] { return driver_.connect(transaction_kind::read); }));
    return relational::transact(*reader, transaction_kind::read, work);
}

template <class Driver>
template <class Work>
auto sql<Driver>::write(Work work) -> std::invoke_result_t<Work&, connection&>
{
    if (is_transacting())
        return within([&]() -> std::invoke_result_t<Work&, connection&> {
            MLTRACK_CHECK(flush_metrics()); // What others added is not to be undone.
            MLTRACK_TRY(auto open, relational::write_savepoint<connection>::begin(writer_, metrics_));
            auto outcome = work(writer_);
            if (outcome.has_value())
                MLTRACK_CHECK(open.keep());
            return outcome;
        });
    const std::lock_guard lock(writing_);
    MLTRACK_TRY(auto open, relational::write_transaction<connection>::begin(writer_, metrics_, patience::usual));
    auto outcome = work(writer_);
    if (outcome.has_value())
        MLTRACK_CHECK(open.commit());
    return outcome;
}

/// An operation of `transact`. Databases undo a whole transaction when their disk fails: then no later operation may
/// begin one of its own, and all give the first error.
template <class Driver>
template <class Work>
auto sql<Driver>::within(Work work) -> std::invoke_result_t<Work&>
{
    if (broken_.has_value() && !writer_.is_in_transaction())
        broken_ = error{errc::internal_error, "the transaction was undone by " + driver_.description()};
    MLTRACK_CHECK(result<void>(broken_));
    auto outcome = work();
    if (outcome.has_error() && broken_.has_value() && !writer_.is_in_transaction())
        broken_ = outcome.error();
    return outcome;
}

/// Writes what is held back; when that fails, so does the transaction.
template <class Driver>
result<void> sql<Driver>::flush_metrics()
{
    return or_break([&] { return metrics_.flush(writer_); });
}

/// Adds values of metrics. It comes last in an operation: what can be refused has been by then, so that only the
/// database itself can make it fail, and then the transaction.
template <class Driver>
result<void> sql<Driver>::add_metrics(connection& c, const schema::id::run& id, std::span<const schema::metric> metrics)
{
    return or_break([&] { return metrics_.add(c, id, metrics); });
}

/// Does some work on metrics that nothing undoes alone: when it fails, or throws, so does the transaction.
template <class Driver>
template <class Work>
result<void> sql<Driver>::or_break(Work work)
{
    broken_ = error{errc::internal_error, "an operation before this one was broken off"};
    auto outcome = work();
    if (outcome.has_error())
        metrics_.forget();
    broken_ = outcome;
    return outcome;
}

template <class Driver>
result<void> sql<Driver>::transact(const std::function<void()>& work, patience patience)
{
    if (is_transacting()) {
        work();
        return {};
    }
    std::unique_lock lock(writing_, std::defer_lock);
    if (patience == patience::usual)
        lock.lock();
    else if (!lock.try_lock())
        return error{errc::temporarily_unavailable, "another thread is writing to " + driver_.description()};
    MLTRACK_TRY(auto open, relational::write_transaction<connection>::begin(writer_, metrics_, patience));
    if (patience == patience::none && !metrics_.remembers())
        return error{errc::temporarily_unavailable, "other programs have written to " + driver_.description()};
    broken_ = {};
    {
        const auto here = transacting_.set();
        work();
    }
    MLTRACK_CHECK(std::exchange(broken_, {}));
    return open.commit();
}

} // namespace mltrack::store
