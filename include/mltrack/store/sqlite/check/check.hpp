#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/sqlite/options.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::store {

/// Something that is wrong in a database.
struct database_problem
{
    std::string what;   ///< What is wrong, and where: `3 rows of params belong to no run, …`.
    std::string remedy; ///< What a repair does about it, as `removes them`; or what a person can do, if it can nothing.
    std::string outcome;     ///< What a repair has done when it did so, as `removed them`.
    bool is_mendable = true; ///< Whether a repair does something about it.
    bool is_mended = false;  ///< Whether it did.
};

/// How a database is checked.
struct check_options
{
    /// Whether what can be mended is mended.
    bool repair = false;

    /// Told what is checked, how many metrics of a run are done and how many there are; both are 0 where nobody knows.
    std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)> on_progress;
};

/// Checks a database file, which is there: whether SQLite finds it whole, has it MLflow's schema of the right revision,
/// does each row belong to one that is there, are the latest values those that the metrics say, and in the compact
/// layout, does what is known of a metric match its points. Others may go on using the database.
///
/// Without `repair` the file is only read. With it, problems of a kind are mended in one transaction. Of a kind with
/// very many problems the first ones are given, and how many more there are; all are mended.
///
/// Errors: `invalid_state` when the file is no database; those of `store::sql`.
MLTRACK_DECL result<std::vector<database_problem>> check_database(const sqlite_options& options,
                                                                  const check_options& how = {});

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sqlite/check/impl/check.ipp>
#endif
