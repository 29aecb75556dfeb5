#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/sql/metrics/metric_layout.hpp>
#include <mltrack/store/sqlite/options.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace mltrack::store {

/// What a conversion is doing.
enum class conversion_stage {
    copying,    ///< The rows into the other layout, beside the one in use.
    verifying,  ///< Whether both hold the same.
    summarizing ///< The values of each metric, for the compact layout.
};

/// How a database is converted.
struct conversion_options
{
    /// How many rows a transaction copies, about; at least 1.
    std::int64_t chunk_rows = 10'000;

    /// Told how many rows of the stage are done and how many there are, about. False interrupts the conversion, which
    /// goes on where it was when it is asked for again.
    std::function<bool(conversion_stage stage, std::uint64_t done, std::uint64_t total)> on_progress;
};

/// What a conversion did.
struct conversion_report
{
    relational::metric_layout layout_before = relational::metric_layout::mlflow;
    bool was_begun = false;       ///< Whether it went on with what an earlier process had begun.
    bool was_given_up = false;    ///< Whether it dropped what a conversion to the other layout had begun.
    std::int64_t rows_before = 0; ///< Values of metrics.
    std::int64_t rows_after = 0;
};

/// What is known of a database's layout.
struct layout_status
{
    relational::metric_layout layout = relational::metric_layout::mlflow;
    std::optional<relational::metric_layout> target; ///< Of a conversion that is under way or was interrupted.
};

/// The name of a layout: `compact` or `mlflow`.
constexpr std::string_view name_of(relational::metric_layout layout)
{
    return layout == relational::metric_layout::compact ? "compact" : "mlflow";
}

/// The layout of a database file, which is only read. Errors: `invalid_state` when it is none of MLflow's schema.
MLTRACK_DECL result<layout_status> read_layout_status(const sqlite_options& options);

/// Converts the values of metrics in a database file, which is there, to a layout. Other programs, but no mltrack
/// server, may go on using it, with waits; what they write meanwhile is converted too. The database has the one or the
/// other layout at any moment: rows are copied beside the present ones in small transactions, compared, and exchanged
/// in one. When the process ends before, killed or not, the next call goes on where it was. A call for the layout that
/// the database has drops what a conversion to the other one has left, and brings up to date what is known of the
/// metrics.
///
/// In MLflow's layout nothing of mltrack's is left in the database.
///
/// Errors: `invalid_state` when the database is none of MLflow's schema; `resource_conflict` when a mltrack server
/// serves it; `resource_exhausted` when the disk has no room for a second copy of the metrics; `cancelled` when it was
/// interrupted; those of `store::sql`.
MLTRACK_DECL result<conversion_report> convert_layout(const sqlite_options& options, relational::metric_layout target,
                                                      const conversion_options& how = {});

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sqlite/layout/impl/conversion.ipp>
#endif
