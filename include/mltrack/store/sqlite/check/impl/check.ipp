#pragma once

#include <mltrack/store/sql/transaction.hpp>
#include <mltrack/store/sqlite/check/check.hpp>
#include <mltrack/store/sqlite/check/impl/check_work.hpp>
#include <mltrack/store/sqlite/check/impl/file_checks.hpp>
#include <mltrack/store/sqlite/check/impl/latest_checks.hpp>
#include <mltrack/store/sqlite/check/impl/layout_checks.hpp>
#include <mltrack/store/sqlite/check/impl/lost_series_checks.hpp>
#include <mltrack/store/sqlite/check/impl/reference_checks.hpp>
#include <mltrack/store/sqlite/check/impl/series_checks.hpp>

#include <algorithm>
#include <utility>

namespace mltrack::store {
namespace detail {

/// In this order: each kind may rely on those before.
inline constexpr check_kind check_kinds[] = {
    {find_damage, mend_indexes},
    {find_wrong_parts, mend_wrong_parts},
    {find_wrong_schema, mend_nothing},
    {find_lost_rows, mend_lost_rows},
    {find_lost_series, mend_lost_series},
    {find_wrong_series, mend_wrong_series},
    {find_wrong_latest, mend_wrong_latest},
};

inline result<std::vector<database_problem>> find_problems(const check_kind& kind, check_work& work,
                                                           sqlite_connection& connection)
{
    return work.collect([&] { return kind.find(work, connection); });
}

/// Mends what can be mended of a kind, and tells of all its problems what became of them.
inline result<std::vector<database_problem>> mend_problems(const check_kind& kind, check_work& work)
{
    MLTRACK_TRY(auto connection, work.driver.connect(transaction_kind::write));
    return relational::transact(
        connection, transaction_kind::write, [&](sqlite_connection& c) -> result<std::vector<database_problem>> {
            MLTRACK_TRY(auto found, find_problems(kind, work, c));
            MLTRACK_CHECK(kind.mend(work, c));
            MLTRACK_TRY(const auto left, find_problems(kind, work, c));
            for (auto& each : found)
                each.is_mended = each.is_mendable && std::none_of(left.begin(), left.end(), [&](const auto& other) {
                                     return other.what == each.what;
                                 });
            return found;
        });
}

/// Whether something can be mended in a file that is sound enough to write to.
inline bool is_to_be_mended(const std::vector<database_problem>& found, const check_work& work)
{
    const auto is_mendable = [](const auto& each) { return each.is_mendable; };
    return work.is_stopped() ? !found.empty() && std::all_of(found.begin(), found.end(), is_mendable)
                             : std::any_of(found.begin(), found.end(), is_mendable);
}

} // namespace detail

MLTRACK_DECL result<std::vector<database_problem>> check_database(const sqlite_options& options,
                                                                  const check_options& how)
{
    detail::check_work work(options, how);
    MLTRACK_TRY(auto reader, work.driver.connect(transaction_kind::read));
    std::vector<database_problem> all;
    for (const auto& kind : detail::check_kinds) {
        MLTRACK_TRY(auto found, relational::transact(reader, transaction_kind::read, [&](sqlite_connection& c) {
                        return detail::find_problems(kind, work, c);
                    }));
        if (how.repair && detail::is_to_be_mended(found, work)) {
            MLTRACK_TRY(found, detail::mend_problems(kind, work));
        }
        std::move(found.begin(), found.end(), std::back_inserter(all));
        if (work.is_stopped())
            break;
    }
    return all;
}

} // namespace mltrack::store
