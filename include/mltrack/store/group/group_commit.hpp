#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/any_store.hpp>
#include <mltrack/store/group/options.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>

namespace mltrack::store {

/// Commits changes of a store in groups: what arrives while one transaction is committed goes into the next, so that
/// many share the time that a disk takes. Small changes go before large ones; when no large one finds room beside
/// them, the next group begins with it. Among their like all are made in the order of arrival. Each change is told when
/// it is durable, or why it is not; the store undoes each of its operations that fails alone.
///
/// Thread safety: all operations may be called at once, but for `stop`.
class group_commit
{
public:
    /// What somebody wants to change. It is his, and stays until `done` is called. Nothing here throws.
    class change
    {
    public:
        /// Makes the change, within a transaction.
        virtual void make() noexcept = 0;

        /// Called once: what `make` did is durable, or undone for the reason given: the transaction failed, or it was
        /// never called. The change may be gone when this returns.
        virtual void done(const result<void>& committed) noexcept = 0;

    protected:
        ~change() = default;

    private:
        friend class group_commit;
        change* next_ = nullptr;
        std::size_t bytes_ = 0;
    };

    /// The store has transactions. Errors: throws `std::system_error` when no thread can be made.
    MLTRACK_DECL explicit group_commit(std::shared_ptr<any_store> store, const group_commit_options& options = {});

    /// As `stop`.
    MLTRACK_DECL ~group_commit();

    group_commit(const group_commit&) = delete;
    group_commit& operator=(const group_commit&) = delete;

    /// Queues a change, which is as heavy as its request: `bytes`. It waits for `start`.
    /// Errors: `resource_exhausted` when too many bytes wait, `temporarily_unavailable` after `stop`; then `done` is
    /// not called.
    MLTRACK_DECL result<void> add(change& change, std::size_t bytes);

    /// Sees to it that all that waits is committed: on this thread where that is quick, else on another.
    MLTRACK_DECL void start();

    /// Finishes the transaction that is under way and tells all changes that wait `temporarily_unavailable`. Returns
    /// when all are done; takes no more. Not from two threads at once.
    MLTRACK_DECL void stop();

    /// Bytes of changes that wait for a transaction.
    MLTRACK_DECL std::size_t waiting_bytes() const;

private:
    using lock = std::unique_lock<std::mutex>;

    /// Changes in order; they are linked, so that nothing is allocated.
    struct list
    {
        change* first = nullptr;
        change* last = nullptr;

        bool is_empty() const noexcept { return first == nullptr; }
        void push(change& added) noexcept;
        void append(list others) noexcept;
        change& pop() noexcept;
    };

    void run();
    bool is_empty() const noexcept { return small_.is_empty() && large_.is_empty(); }
    list& list_of(const change& change) noexcept;
    list take_group();
    void commit_group(lock& held, patience patience);
    void put_back(list group, bool is_turn_of_large);
    static void tell(list changes, const result<void>& committed);

    const std::shared_ptr<any_store> store_;
    const group_commit_options options_;
    mutable std::mutex mutex_; ///< Guards all below.
    std::condition_variable changed_;
    list small_; ///< Of those that wait.
    list large_;
    bool is_turn_of_large_ = false; ///< The last group had no room for one.
    std::size_t waiting_bytes_ = 0;
    std::chrono::steady_clock::duration last_time_{}; ///< How long the last transaction took.
    bool is_committing_ = false;
    bool is_handed_over_ = false; ///< The committing thread shall go on.
    bool is_stopped_ = false;
    std::thread thread_; ///< The committing thread.
};

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/group/impl/group_commit.ipp>
#endif
