#pragma once

#include <mltrack/config.hpp>
#include <mltrack/frame/column.hpp>
#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/error.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack {

/// Runs as columns of typed values, as `mlflow.search_runs` of Python has them: `run_id`, `experiment_id`, `status`,
/// `artifact_uri`, `start_time`, `end_time`; then each metric, param and tag that a run has, as `metrics.loss`,
/// `params.rate`, `tags.mlflow.user`, in the order in which they were met. Metrics are numbers, the two times are
/// times, all others texts. What a run does not have is null. Where MLflow has NaN both for a metric that a run lacks
/// and for one that is NaN, the frame tells them apart.
///
///     const auto frame = mltrack::to_frame(mltrack::search_runs(api, {.experiment_ids = {"0"}}));
///     for (const double loss : frame["metrics.loss"].numbers()) …
///
/// Thread safety: that of the standard's containers. Lifetimes: columns are valid until a run is added.
class runs_frame
{
public:
    /// Has the columns that its runs need.
    MLTRACK_DECL runs_frame();

    /// Has these columns alone, in this order, and leaves out whatever else runs have: so its columns are known before
    /// the first run. Throws `mltrack::exception`: `invalid_parameter_value` for a name that is none of a column's, or
    /// that stands there twice.
    MLTRACK_DECL explicit runs_frame(const std::vector<std::string>& columns);

    /// Adds a row.
    MLTRACK_DECL void add(const schema::run& run);

    /// Removes all rows, and the columns that came with them.
    MLTRACK_DECL void clear();

    /// The number of runs.
    std::size_t size() const noexcept { return rows_; }

    /// The columns: as they were given, else the six of all runs, metrics, params, tags.
    MLTRACK_DECL std::vector<const frame::column*> columns() const;

    /// The column of this name; a null pointer when no run has it.
    MLTRACK_DECL const frame::column* find(std::string_view name) const;

    /// The column of this name. Throws `mltrack::exception`: `resource_does_not_exist` when no run has it.
    MLTRACK_DECL const frame::column& operator[](std::string_view name) const;

private:
    enum class part { attributes, metrics, params, tags };
    struct column_key;
    using names = std::map<std::string, std::size_t, std::less<>>;

    MLTRACK_DECL static result<column_key> parse_name(std::string_view name);
    MLTRACK_DECL void make_column(part part, std::string_view key);
    MLTRACK_DECL void put(part part, std::string_view key, const frame::cell& value);

    std::array<names, 4> index_; ///< For each part the columns by key.
    std::vector<frame::column> columns_;
    std::size_t rows_ = 0;
    bool is_fixed_ = false; ///< Whether runs bring no columns.
};

/// The frame of a range of runs, such as `search_runs(…)` gives, with views upon it or without. `columns`: only these.
/// Throws what the range does, and `mltrack::exception` as the constructor of `runs_frame` for wrong columns.
template <std::ranges::input_range Runs>
runs_frame to_frame(Runs&& runs, const std::vector<std::string>& columns = {})
{
    auto frame = columns.empty() ? runs_frame() : runs_frame(columns);
    for (const schema::run& run : runs)
        frame.add(run);
    return frame;
}

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/runs_frame.ipp>
#endif
