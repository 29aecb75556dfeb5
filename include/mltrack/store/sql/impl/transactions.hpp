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
    if (is_transacting()) {
        MLTRACK_CHECK(metrics_.flush(writer_));
        return work(writer_);
    }
    MLTRACK_TRY(auto reader, readers_.lend([&] { return driver_.connect(transaction_kind::read); }));
    return relational::transact(*reader, transaction_kind::read, work);
}

template <class Driver>
template <class Work>
auto sql<Driver>::write(Work work) -> std::invoke_result_t<Work&, connection&>
{
    if (is_transacting())
        return write_within(std::move(work));
    const std::lock_guard lock(writing_);
    MLTRACK_TRY(auto open, relational::write_transaction<connection>::begin(writer_, metrics_, patience::usual));
    auto outcome = work(writer_);
    if (outcome.has_value())
        MLTRACK_CHECK(open.commit());
    return outcome;
}

/// One of the operations of a transaction, which is undone alone when it fails.
template <class Driver>
template <class Work>
auto sql<Driver>::write_within(Work work) -> std::invoke_result_t<Work&, connection&>
{
    MLTRACK_CHECK(metrics_.flush(writer_)); // What others added is not to be undone.
    auto outcome = relational::attempt(writer_, work);
    if (outcome.has_error())
        metrics_.forget();
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
    broken_ = {};
    {
        const auto here = transacting_.set();
        work();
    }
    MLTRACK_CHECK(std::exchange(broken_, {}));
    return open.commit();
}

} // namespace mltrack::store
