#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/schema/entity/lifecycle_stage.hpp>
#include <mltrack/schema/field/key.hpp>
#include <mltrack/schema/field/required.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/schema/field/text.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <vector>

namespace mltrack::schema {

/// A tag of an experiment.
struct experiment_tag
{
    required<key::tag> key;  ///< Unique within the experiment.
    text<0, 20'000> value{}; ///< May be empty; longer ones are refused.

    friend bool operator==(const experiment_tag&, const experiment_tag&) = default;
};

/// A group of runs.
struct experiment
{
    id::experiment experiment_id{};
    std::string name{};                                                ///< Unique over active and deleted ones.
    std::string artifact_location{};                                   ///< The root URI of its runs' artifacts.
    schema::lifecycle_stage lifecycle_stage = lifecycle_stage::active; ///< Deleted ones can be restored.
    unix_ms last_update_time{};                                        ///< Creation, rename, delete or restore.
    unix_ms creation_time{};
    std::vector<experiment_tag> tags{};
    std::string workspace = "default"; ///< MLflow's workspaces; always `default` here.

    friend bool operator==(const experiment&, const experiment&) = default;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::experiment_tag, key, value);
MLTRACK_REFLECT(mltrack::schema::experiment, experiment_id, name, artifact_location, lifecycle_stage, last_update_time,
                creation_time, tags, workspace);
