#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace mltrack::store::detail {

/// Brings the write-ahead log of a database into its file, so that it can be written anew from its beginning. That
/// takes as long as a disk needs for thousands of pages, so a thread does it beside those that write, in passes; what
/// is left after one, a few pages, is brought by the one that writes, and nobody waits.
///
/// A log is begun anew only while nobody reads it, and of many that search one always does. So writers stand still for
/// a moment when the log has become long: who begins to read then does without it, and the others are waited for.
///
/// What fails is tried again later: until then the log grows, and loses nothing.
class checkpointer
{
public:
    struct limits
    {
        int log_pages = 4'000;   ///< A log with fewer pages is left as it is.
        int rest_pages = 256;    ///< What the writing connection brings itself.
        int retry_pages = 1'000; ///< How much a log grows before a pass that brought nothing is repeated.
        int long_pages = 64'000; ///< How long a log becomes, 250 MiB, and grows again before readers are waited for;
                                 ///< not while the passes are a log behind, which nobody shall wait for.
        std::chrono::milliseconds patience{200}; ///< How long they are.
    };

    checkpointer(std::string file, const limits& limits) : file_(std::move(file)), limits_(limits) {}
    checkpointer(const checkpointer&) = delete;
    checkpointer& operator=(const checkpointer&) = delete;
    ~checkpointer()
    {
        {
            const std::lock_guard lock(mutex_);
            is_stopped_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable())
            thread_.join();
    }

    /// Looks after the log of a connection, the only one of this process that writes, which waits so long for others'
    /// locks. It outlives this object.
    void watch(sqlite3* writer, std::chrono::milliseconds busy_timeout)
    {
        busy_timeout_ = busy_timeout;
        const auto committed = [](void* self, sqlite3* writer, const char*, int pages) {
            static_cast<checkpointer*>(self)->committed(writer, pages);
            return SQLITE_OK;
        };
        sqlite3_wal_hook(writer, committed, this);
    }

    /// Returns when no pass is under way.
    void wait()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !is_working_; });
    }

private:
    struct close
    {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };

    /// A transaction was committed, with which the log has so many pages.
    void committed(sqlite3* writer, int pages)
    {
        std::unique_lock lock(mutex_);
        if (is_working_)
            return;
        if (pages < brought_) { // The log was begun anew.
            brought_ = next_pass_ = 0;
            long_ = limits_.long_pages;
        }
        if (pages < limits_.log_pages || pages < next_pass_)
            return;
        const bool is_long = pages >= long_ && pages - brought_ <= limits_.log_pages;
        if (!is_long && (brought_ == 0 || pages - brought_ > limits_.rest_pages))
            return begin_pass(pages);
        if (is_long)
            long_ = pages + limits_.long_pages;
        next_pass_ = pages + limits_.retry_pages;
        lock.unlock();
        const int brought = is_long ? end_log(writer) : bring(writer, SQLITE_CHECKPOINT_PASSIVE);
        lock.lock();
        brought_ = std::max(brought_, brought); // By which the next log is told from this one.
    }

    /// Has the thread bring the pages; `mutex_` is held.
    void begin_pass(int pages)
    {
        try {
            if (!thread_.joinable())
                thread_ = std::thread([this] { run(); });
        } catch (const std::system_error&) { // SQLite, which calls this, is no C++.
            next_pass_ = pages + limits_.retry_pages;
            return;
        }
        pages_ = pages;
        is_working_ = true;
        changed_.notify_all();
    }

    void run()
    {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return is_stopped_ || is_working_; });
            if (is_stopped_)
                return;
            lock.unlock();
            const int brought = pass();
            lock.lock();
            next_pass_ = brought > brought_ ? 0 : pages_ + limits_.retry_pages;
            brought_ = brought;
            is_working_ = false;
            changed_.notify_all();
        }
    }

    /// How many pages of the log are in the file after a pass.
    int pass()
    {
        if (!database_) {
            sqlite3* opened = nullptr;
            const int done =
                sqlite3_open_v2(file_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
            std::unique_ptr<sqlite3, close> database(opened);
            if (done != SQLITE_OK)
                return 0;
            sqlite3_exec(opened, "PRAGMA synchronous = FULL", nullptr, nullptr, nullptr);
            database_ = std::move(database);
        }
        return bring(database_.get(), SQLITE_CHECKPOINT_PASSIVE);
    }

    /// Brings all of the log, so that the next transaction begins it anew, unless a reader takes too long. How many
    /// pages of it are in the file then.
    int end_log(sqlite3* writer)
    {
        sqlite3_busy_timeout(writer, static_cast<int>(limits_.patience.count()));
        const int brought = bring(writer, SQLITE_CHECKPOINT_RESTART);
        sqlite3_busy_timeout(writer, static_cast<int>(busy_timeout_.count()));
        return brought;
    }

    static int bring(sqlite3* database, int mode)
    {
        int brought = 0;
        sqlite3_wal_checkpoint_v2(database, nullptr, mode, nullptr, &brought);
        return brought < 0 ? 0 : brought;
    }

    const std::string file_;
    const limits limits_;
    std::chrono::milliseconds busy_timeout_{}; ///< Of the writer.
    std::unique_ptr<sqlite3, close> database_; ///< Of the thread.
    std::mutex mutex_;                         ///< Guards all below.
    std::condition_variable changed_;
    int pages_ = 0;                 ///< Of the log when the last pass began.
    int brought_ = 0;               ///< Pages of the log that are known to be in the file.
    int next_pass_ = 0;             ///< From how many pages on there is something to do.
    int long_ = limits_.long_pages; ///< From how many pages on readers are waited for.
    bool is_working_ = false;
    bool is_stopped_ = false;
    std::thread thread_; ///< Once it is needed.
};

} // namespace mltrack::store::detail
