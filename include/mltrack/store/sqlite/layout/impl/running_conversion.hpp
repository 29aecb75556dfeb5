#pragma once

#include <mltrack/store/sql/transaction.hpp>
#include <mltrack/store/sqlite/layout/conversion.hpp>
#include <mltrack/store/sqlite/layout/impl/conversion_plan.hpp>
#include <mltrack/store/sqlite/layout/impl/conversion_position.hpp>
#include <mltrack/store/sqlite/layout/impl/row_digest.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace mltrack::store::detail {

/// Tells how far a conversion is. Errors: `cancelled` when it shall not go on.
inline result<void> tell(const conversion_options& how, conversion_stage stage, std::int64_t done, std::int64_t total)
{
    if (!how.on_progress ||
        how.on_progress(stage, static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(std::max(done, total))))
        return {};
    return error{errc::cancelled, "the conversion was interrupted"};
}

/// Lets others write between two transactions: SQLite's writers ask for the file again and again, and without a gap
/// none of them would find it free.
inline void let_others_write()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

/// Removes what is mltrack's own in a database and has names of a pattern, within a transaction.
inline result<void> remove_own_parts(sqlite_connection& connection, std::string_view pattern)
{
    std::vector<std::string> statements;
    {
        MLTRACK_TRY(auto found, relational::prepare(connection, own_parts, pattern));
        MLTRACK_CHECK(relational::for_each_row(found, [&](auto& row) { statements.emplace_back(row.text(0)); }));
    }
    for (const auto& sql : statements)
        MLTRACK_CHECK(relational::execute(connection, sql));
    return {};
}

/// A conversion to the layout that a database does not have, over a connection that writes and checks no foreign keys:
/// rows whose run is gone are kept as they are.
class running_conversion
{
public:
    running_conversion(sqlite_connection& connection, const std::filesystem::path& file, const conversion_plan& plan,
                       const conversion_options& how)
        : connection_(connection), file_(file), plan_(plan), how_(how)
    {
    }

    result<conversion_report> run()
    {
        MLTRACK_CHECK(in_transaction(&running_conversion::begin));
        for (done_ = false; !done_; let_others_write()) {
            MLTRACK_CHECK(in_transaction(&running_conversion::copy_chunk));
            MLTRACK_CHECK(relational::execute(connection_, keep_log_small));
            MLTRACK_CHECK(tell(how_, conversion_stage::copying, position_.copied, total_));
        }
        MLTRACK_CHECK(verify_beforehand());
        if (const auto exchanged = in_transaction(&running_conversion::exchange); exchanged.has_error()) {
            if (differs_)
                MLTRACK_CHECK(in_transaction(&running_conversion::give_up));
            return exchanged.error();
        }
        return report_;
    }

private:
    /// Waits for nobody: what a reader still needs stays in the log.
    static constexpr auto keep_log_small = "PRAGMA wal_checkpoint(PASSIVE)";

    static constexpr auto first_step = std::numeric_limits<std::int64_t>::min();
    static constexpr auto last_step = std::numeric_limits<std::int64_t>::max();

    result<void> in_transaction(result<void> (running_conversion::*work)())
    {
        return relational::transact(connection_, transaction_kind::write,
                                    [&](sqlite_connection&) { return (this->*work)(); });
    }

    result<void> run_all(const std::vector<std::string>& statements)
    {
        for (const auto& sql : statements)
            MLTRACK_CHECK(relational::execute(connection_, sql));
        return {};
    }

    /// Takes up a conversion that is under way, or makes the new tables.
    result<void> begin()
    {
        report_.layout_before = plan_.target == relational::metric_layout::compact ? relational::metric_layout::mlflow
                                                                                   : relational::metric_layout::compact;
        MLTRACK_TRY(total_, ask_whole(connection_, "SELECT count(*) FROM metrics"));
        MLTRACK_TRY(auto found, read_position(connection_));
        report_.was_begun = found && found->target == name_of(plan_.target) && found->made_by == version;
        if (report_.was_begun) {
            position_ = std::move(*found);
            return {};
        }
        MLTRACK_CHECK(remove_own_parts(connection_, conversion_parts));
        MLTRACK_CHECK(check_room());
        MLTRACK_CHECK(run_all(plan_.create));
        const auto& state = relational::definition_of<rows::layout_conversion>();
        MLTRACK_CHECK(run_all(relational::create_table(state, sqlite_driver::dialect())));
        position_.target = name_of(plan_.target);
        position_.made_by = version;
        return write_position(connection_, position_);
    }

    /// How much the files grow at most, about: by the copy, and by the log. Unused pages are used first.
    result<std::uint64_t> needed_room()
    {
        constexpr std::int64_t most_of_log = 16 << 20;
        std::int64_t copy = 45 * total_;
        if (plan_.target == relational::metric_layout::mlflow) {
            // The key stands in the row and in three indexes.
            MLTRACK_TRY(const auto keys,
                        ask_whole(connection_, "SELECT sum(length(CAST(\"key\" AS BLOB))) FROM metrics"));
            copy = 240 * total_ + 4 * keys;
        }
        MLTRACK_TRY(const auto unused, ask_whole(connection_, "PRAGMA freelist_count"));
        MLTRACK_TRY(const auto page, ask_whole(connection_, "PRAGMA page_size"));
        return static_cast<std::uint64_t>(std::max<std::int64_t>(copy - unused * page, 0) +
                                          std::min(copy, most_of_log));
    }

    /// Whether both copies fit on the disk, about.
    result<void> check_room()
    {
        MLTRACK_TRY(const auto needed, needed_room());
        std::error_code unknown;
        const auto room = std::filesystem::space(file_.parent_path(), unknown).available;
        if (unknown || room >= needed)
            return {};
        return error{errc::resource_exhausted,
                     "the layout of the database file '" + file_.string() + "' stays as it is: a second copy of its " +
                         std::to_string(total_) + " values of metrics takes about " + std::to_string(needed) +
                         " bytes, but " + std::to_string(room) + " are free. Make room first"};
    }

    /// Copies some rows and keeps how far that is.
    result<void> copy_chunk()
    {
        auto position = position_;
        for (std::int64_t room = std::max<std::int64_t>(how_.chunk_rows, 1); room > 0;) {
            if (!position.next_step) {
                MLTRACK_TRY(const bool is_there, go_to_next_metric(position));
                if (!is_there) {
                    done_ = true;
                    break;
                }
            }
            MLTRACK_TRY(const auto copied, copy_steps(position, room));
            position.copied += copied;
            room -= std::max<std::int64_t>(copied, 1);
        }
        MLTRACK_CHECK(write_position(connection_, position));
        position_ = std::move(position);
        return {};
    }

    /// Goes to the first step of the next metric; false: there is none.
    result<bool> go_to_next_metric(conversion_position& position)
    {
        {
            auto prepared = position.metric ? relational::prepare(connection_, plan_.next, position.metric->first,
                                                                  position.metric->second)
                                            : connection_.prepare(plan_.first);
            MLTRACK_TRY(auto statement, std::move(prepared));
            MLTRACK_TRY(const bool is_there, statement.next());
            if (!is_there)
                return false;
            // The texts that it was asked with are in use until now.
            std::pair next{std::string(statement.text(0)), std::string(statement.text(1))};
            position.metric = std::move(next);
        }
        position.next_step = first_step;
        if (!plan_.open.empty())
            MLTRACK_CHECK(
                relational::execute(connection_, plan_.open, position.metric->first, position.metric->second));
        return true;
    }

    /// Copies about so many rows of a metric, steps as a whole; how many were new.
    result<std::int64_t> copy_steps(conversion_position& position, std::int64_t rows)
    {
        const auto& [run, key] = *position.metric;
        const auto from = *position.next_step;
        auto to = last_step;
        {
            MLTRACK_TRY(auto statement, relational::prepare(connection_, plan_.boundary, run, key, from, rows - 1));
            MLTRACK_TRY(const bool is_there, statement.next());
            if (is_there)
                to = statement.whole(0);
        }
        position.next_step = to == last_step ? std::nullopt : std::optional(to + 1);
        return relational::execute(connection_, plan_.copy, run, key, from, to);
    }

    /// Compares the rows in use with the new ones, within a transaction.
    result<void> verify()
    {
        std::int64_t visited = 0;
        const auto visit = [&]() -> result<void> {
            constexpr std::int64_t mask = 0xffff;
            return (++visited & mask) == 0 ? tell(how_, conversion_stage::verifying, visited, 2 * total_)
                                           : result<void>();
        };
        MLTRACK_TRY(const auto used, digest_of(connection_, plan_.used_rows, visit));
        MLTRACK_TRY(const auto made, digest_of(connection_, plan_.new_rows, visit));
        differs_ = used != made;
        report_.rows_before = used.rows;
        if (!differs_)
            return {};
        return error{errc::internal_error,
                     "the layout of the database file '" + file_.string() + "' stays as it is: the copy of its " +
                         std::to_string(used.rows) + " values of metrics has " + std::to_string(made.rows) +
                         " and is not the same, so it was thrown away. Somebody has changed it, or the file is "
                         "damaged: look at it with 'mltrack db check', then try again"};
    }

    /// Compares while others can write: when none does, nobody waits for it.
    result<void> verify_beforehand()
    {
        const auto verified =
            relational::transact(connection_, transaction_kind::read, [&](sqlite_connection& c) -> result<void> {
                MLTRACK_TRY(verified_version_, c.data_version());
                return verify();
            });
        if (verified.has_error() && differs_)
            MLTRACK_CHECK(in_transaction(&running_conversion::give_up));
        return verified;
    }

    /// Puts the new tables in place of those in use.
    result<void> exchange()
    {
        MLTRACK_TRY(const auto now, connection_.data_version());
        if (now != verified_version_)
            MLTRACK_CHECK(verify());
        MLTRACK_CHECK(run_all(plan_.exchange));
        if (plan_.target == relational::metric_layout::mlflow)
            MLTRACK_CHECK(remove_own_parts(connection_, "mltrack^_%"));
        MLTRACK_TRY(report_.rows_after, ask_whole(connection_, "SELECT count(*) FROM metrics"));
        if (report_.rows_after != report_.rows_before)
            return error{errc::internal_error,
                         "the exchange of the tables would leave " + std::to_string(report_.rows_after) + " of " +
                             std::to_string(report_.rows_before) + " values of metrics, so it was undone"};
        return {};
    }

    result<void> give_up() { return remove_own_parts(connection_, conversion_parts); }

    sqlite_connection& connection_;
    const std::filesystem::path& file_;
    const conversion_plan& plan_;
    const conversion_options& how_;
    conversion_report report_;
    conversion_position position_;
    std::int64_t total_ = 0;            ///< Rows in use, when it began.
    std::int64_t verified_version_ = 0; ///< Of the database when its rows were compared.
    bool done_ = false;                 ///< Whether all is copied.
    bool differs_ = false;              ///< Whether the rows were compared and are not the same.
};

} // namespace mltrack::store::detail
