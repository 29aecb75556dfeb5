#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/schema/entity/experiment.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::store {

/// What changes of an experiment; absent members stay.
struct experiment_change
{
    std::optional<std::string> name{};
    schema::unix_ms last_update_time{};
};

/// A change of stage: into the trash or out of it.
struct stage_change
{
    schema::lifecycle_stage stage = schema::lifecycle_stage::deleted;
    schema::unix_ms time{}; ///< When; kept as the deletion time.
};

/// What changes of a run; absent members stay.
struct run_change
{
    std::optional<schema::run_status> status{};
    std::optional<schema::unix_ms> end_time{};
    std::optional<std::string> run_name{};
    std::optional<stage_change> stage{};
    std::vector<schema::run_tag> tags{}; ///< Set together with the rest.
};

/// What is logged to a run at once, all or nothing.
struct run_batch
{
    std::span<const schema::metric> metrics{};
    std::span<const schema::param> params{};
    std::span<const schema::run_tag> tags{};
    std::optional<std::string> run_name{}; ///< Set together with the rest.
};

/// Which rows of a search are wanted.
struct page
{
    std::int64_t offset = 0;
    std::int64_t limit = 0;
};

/// Which values of a metric's history are wanted: of those logged at these steps, both included, at most `count`,
/// spread evenly.
struct history_sample
{
    std::int64_t first_step = std::numeric_limits<std::int64_t>::min();
    std::int64_t last_step = std::numeric_limits<std::int64_t>::max();
    std::int64_t count = 0; ///< At least 1.
};

/// A search over experiments.
struct experiment_search
{
    const query::filter& filter;
    std::span<const query::order> order{}; ///< Complete: ends in a tie-break.
    schema::view_type view = schema::view_type::ACTIVE_ONLY;
    store::page page{};
};

/// Which things that stand under keys are wanted: all of a kind, or those of some keys.
struct wanted_keys
{
    bool all = true;
    std::vector<std::string> keys{}; ///< Unless it is all.

    bool contains(std::string_view key) const { return all || std::ranges::find(keys, key) != keys.end(); }
};

/// Which parts of the runs a search gives. A store may read less for it, and may give more than is wanted; what the
/// name of a run comes from is no matter of it.
struct run_projection
{
    wanted_keys metrics{};
    wanted_keys params{};
    wanted_keys tags{};
    bool inputs = true; ///< Data sets and models, of the outputs too.
};

/// A search over runs.
struct run_search
{
    std::span<const schema::id::experiment> experiments{};
    const query::filter& filter;
    std::span<const query::order> order{}; ///< Complete: ends in a tie-break.
    schema::view_type view = schema::view_type::ACTIVE_ONLY;
    store::page page{};
    run_projection projection{};
};

} // namespace mltrack::store
