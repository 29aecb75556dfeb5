#pragma once

#include <mltrack/store/any_store.hpp>
#include <mltrack/store/purge/purge_store.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::program {

/// A span of time as MLflow writes it: `1d2h3m4s`, each part a number that may have a fraction, all of them optional.
/// Whole milliseconds. Throws `mltrack::exception` for other texts.
std::int64_t parse_age(std::string_view text);

/// What somebody asks to remove. Once one kind is named by ids, only what is named goes.
struct purge_request
{
    std::vector<std::string> runs;
    std::vector<std::string> experiments;
    std::vector<std::string> models;
    std::string older_than;  ///< As given; empty: of any age.
    schema::unix_ms limit{}; ///< Deleted at this time or before, when `older_than` is given.

    bool names_ids() const { return !runs.empty() || !experiments.empty() || !models.empty(); }
};

/// A deleted experiment with all that goes along.
struct doomed_experiment
{
    schema::experiment info{};
    std::vector<store::trashed_run> runs{};
    std::vector<store::kept_model> models{};
};

/// What is to be removed.
struct selection
{
    std::vector<doomed_experiment> experiments{};
    std::vector<store::trashed_run> runs{};  ///< Of other experiments.
    std::vector<store::kept_model> models{}; ///< Of other experiments.
};

/// Chooses from the trash. An experiment is as old as what was deleted last in it. Errors: for an id that is named,
/// `resource_does_not_exist` when there is no such thing, `invalid_parameter_value` when it is not in the trash or not
/// there for long enough.
result<selection> select_trash(store::any_store& store, store::trash trash, const purge_request& request);

} // namespace mltrack::program
