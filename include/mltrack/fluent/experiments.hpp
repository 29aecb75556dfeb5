#pragma once

#include <mltrack/fluent/value/value.hpp>
#include <mltrack/schema/entity/experiment.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// Experiments, which group runs. All functions throw `mltrack::exception` with the server's error, and may be called
/// from several threads at once.

namespace mltrack {

/// How an experiment is made.
struct experiment_options
{
    /// Root URI of its runs' artifacts; empty: the server's choice.
    std::string artifact_location{};

    std::vector<named_text> tags{};
};

/// Makes an experiment. Errors: `resource_already_exists` for a name that one has, a deleted one too.
MLTRACK_DECL schema::id::experiment create_experiment(std::string_view name, const experiment_options& options = {});

/// Starts runs in this experiment from now on; one of a new name is made. When another process makes it at the same
/// time, that one's is used. Errors: `invalid_parameter_value` for a deleted experiment.
MLTRACK_DECL schema::experiment set_experiment(std::string_view name);

namespace fluent {
MLTRACK_DECL schema::experiment set_experiment_by_id(const schema::id::experiment& id);
}

/// Starts runs in the experiment of this id from now on. Errors: `resource_does_not_exist` when there is none,
/// `invalid_parameter_value` for a deleted one.
template <std::same_as<schema::id::experiment> Id>
schema::experiment set_experiment(const Id& id)
{
    return fluent::set_experiment_by_id(id);
}

/// The experiment of this id, a deleted one too.
MLTRACK_DECL schema::experiment get_experiment(const schema::id::experiment& id);

/// The experiment of this name, a deleted one too; nothing when there is none.
MLTRACK_DECL std::optional<schema::experiment> get_experiment_by_name(std::string_view name);

/// Which experiments are looked for.
struct experiment_search
{
    std::string filter{};                                    ///< A search expression; empty: all.
    std::vector<std::string> order_by{};                     ///< `attribute [ASC|DESC]`, the most important first.
    schema::view_type view = schema::view_type::ACTIVE_ONLY; ///< Active ones, deleted ones, or both.
    std::size_t max_results = static_cast<std::size_t>(-1);  ///< As many as there are by default.
};

/// The experiments that a search finds, as many pages as they fill.
MLTRACK_DECL std::vector<schema::experiment> search_experiments(const experiment_search& search = {});

/// Puts an experiment into the trash, with its runs.
MLTRACK_DECL void delete_experiment(const schema::id::experiment& id);

/// Takes an experiment out of the trash, with its runs.
MLTRACK_DECL void restore_experiment(const schema::id::experiment& id);

/// Sets a tag of the experiment that runs are started in.
MLTRACK_DECL void set_experiment_tag(std::string_view key, const text_value& value);

/// Sets tags of the experiment that runs are started in.
MLTRACK_DECL void set_experiment_tags(std::span<const named_text> tags);

inline void set_experiment_tags(std::initializer_list<named_text> tags)
{
    set_experiment_tags(std::span(tags.begin(), tags.size()));
}

/// Removes a tag of the experiment that runs are started in.
MLTRACK_DECL void delete_experiment_tag(std::string_view key);

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/impl/experiments.ipp>
#endif
