#pragma once

#include <mltrack/store/sqlite/backup.hpp>
#include <mltrack/store/sqlite/impl/backup_file.hpp>
#include <mltrack/store/sqlite/impl/failure.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

namespace mltrack::store {
namespace detail {

/// One of the two databases of a copy, as SQLite's C interface has it.
class backup_side
{
public:
    backup_side(std::string file, std::chrono::milliseconds busy_timeout)
        : file_(std::move(file)), patience_(std::make_unique<std::chrono::milliseconds>(busy_timeout))
    {
        sqlite3* opened = nullptr;
        sqlite3_open_v2(file_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
        database_.reset(opened);
        sqlite3_busy_handler(opened, &wait, patience_.get());
    }

    sqlite3* get() const { return database_.get(); }

    result<void> run(const char* sql)
    {
        if (sqlite3_exec(get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            return failure(sqlite3_errcode(get()));
        return {};
    }

    /// The first column of the first row.
    result<std::string> ask(const char* sql)
    {
        std::string answer;
        const auto note = [](void* to, int, char** values, char**) {
            *static_cast<std::string*>(to) = values[0] != nullptr ? values[0] : "";
            return 0;
        };
        if (sqlite3_exec(get(), sql, note, &answer, nullptr) != SQLITE_OK)
            return failure(sqlite3_errcode(get()));
        return answer;
    }

    error failure(int code) const { return sqlite_failure(file_, code, sqlite3_errstr(code), *patience_); }

private:
    struct close
    {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };

    /// Asks every millisecond: without a write-ahead log a busy writer leaves no longer gaps.
    static int wait(void* patience, int tries)
    {
        constexpr std::chrono::milliseconds pause{1};
        if (tries * pause >= *static_cast<std::chrono::milliseconds*>(patience))
            return 0;
        std::this_thread::sleep_for(pause);
        return 1;
    }

    std::string file_;
    std::unique_ptr<std::chrono::milliseconds> patience_; ///< Stays where it is when this is moved.
    std::unique_ptr<sqlite3, close> database_;
};

/// Opens what is copied. It reads one state until the end if that keeps nobody from writing.
inline result<backup_side> open_source(const std::filesystem::path& source, const backup_options& options)
{
    backup_side side(source.string(), options.busy_timeout);
    std::error_code failed;
    if (const auto log = std::filesystem::file_size(source.string() + "-wal", failed); !failed && log != 0)
        // The last connection to close would write the log into the file and remove it.
        sqlite3_db_config(side.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    MLTRACK_TRY(const auto mode, side.ask("PRAGMA journal_mode"));
    if (mode == "wal")
        MLTRACK_CHECK(side.run("BEGIN; SELECT count(*) FROM sqlite_master"));
    return side;
}

/// Copies in steps.
inline result<void> copy(backup_side& source, backup_side& copy, const backup_options& options)
{
    struct finish
    {
        void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
    };
    const std::unique_ptr<sqlite3_backup, finish> backup(sqlite3_backup_init(copy.get(), "main", source.get(), "main"));
    if (!backup)
        return copy.failure(sqlite3_errcode(copy.get()));
    MLTRACK_TRY(const auto page, source.ask("PRAGMA page_size"));
    const auto page_size = std::stoull(page);
    const auto step_pages = std::max(options.step_pages, 1);
    for (std::int64_t copied = 0;; copied += step_pages) {
        const int total = sqlite3_backup_pagecount(backup.get());
        const bool is_endless = total != 0 && copied / 2 > total;
        const int code = sqlite3_backup_step(backup.get(), is_endless ? -1 : step_pages);
        if (code == SQLITE_DONE)
            return {};
        if (code != SQLITE_OK)
            return (code == SQLITE_FULL ? copy : source).failure(code);
        const auto pages = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
        const auto rest = static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get()));
        if (options.on_progress && !options.on_progress((pages - rest) * page_size, pages * page_size))
            return error{errc::cancelled, "the copy was given up; nothing of it is left"};
    }
}

/// Whether a copy can stand there.
inline result<void> check_target(const std::filesystem::path& source, const std::filesystem::path& target,
                                 const backup_options& options)
{
    namespace fs = std::filesystem;
    std::error_code failed;
    const auto refuse = [&](std::string_view why) {
        return error{errc::invalid_parameter_value, "'" + target.string() + "' " + std::string(why)};
    };
    if (fs::is_directory(target, failed))
        return refuse("is a folder: name a file in it");
    if (!fs::is_directory(target.parent_path(), failed))
        return refuse("would stand in a folder that is not there: make it first");
    if (fs::equivalent(source, target, failed))
        return refuse("is the database itself: name another file");
    // SQLite would take what stands there for a part of the copy.
    for (const auto* suffix : {"-wal", "-journal"})
        if (const auto size = fs::file_size(target.string() + suffix, failed); !failed && size != 0)
            return refuse("has a log of a database beside it, '" + target.string() + suffix +
                          "': a program uses that database or has not closed it; name another file");
    if (!options.replace && fs::exists(fs::symlink_status(target, failed)))
        return backup_file::is_there(target);
    return {};
}

} // namespace detail

MLTRACK_DECL result<std::uint64_t> back_up(const std::filesystem::path& source, const std::filesystem::path& target,
                                           const backup_options& options)
{
    std::error_code failed;
    const auto place = std::filesystem::absolute(target, failed);
    if (!std::filesystem::is_regular_file(source, failed))
        return error{errc::resource_does_not_exist, "there is no database file '" + source.string() + "'"};
    MLTRACK_CHECK(detail::check_target(source, place, options));
    MLTRACK_TRY(auto original, detail::open_source(std::filesystem::absolute(source, failed), options));
    MLTRACK_TRY(auto file, detail::backup_file::create(place, source));
    {
        detail::backup_side copy(file.path(), options.busy_timeout);
        // It is made durable once, at the end; until then nobody else sees it.
        MLTRACK_CHECK(copy.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"));
        MLTRACK_CHECK(detail::copy(original, copy, options));
    }
    return file.commit(options.replace);
}

} // namespace mltrack::store
