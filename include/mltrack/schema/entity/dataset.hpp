#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/schema/field/text.hpp>

#include <optional>
#include <string>
#include <vector>

namespace mltrack::schema {

/// Data that a run read. Within an experiment its name and digest tell it from others.
struct dataset
{
    text<0, 500> name{};
    text<0, 36> digest{};
    std::string source_type{};                    ///< What `source` is: `local`, `http`, `hugging_face`, …
    text<0, 65'535> source{};                     ///< Where the data came from, as JSON.
    std::optional<text<0, 1'048'575>> schema{};   ///< The columns, as JSON.
    std::optional<text<0, 16'777'215>> profile{}; ///< Statistics, as JSON.

    friend bool operator==(const dataset&, const dataset&) = default;
};

/// A note on a run's use of a data set; `mlflow.data.context` says what for: `train`, `test`, …
struct input_tag
{
    text<0, 255> key{};
    text<0, 500> value{};

    friend bool operator==(const input_tag&, const input_tag&) = default;
};

/// A run's use of a data set.
struct dataset_input
{
    std::vector<input_tag> tags{};
    schema::dataset dataset{};

    friend bool operator==(const dataset_input&, const dataset_input&) = default;
};

/// A data set that runs of an experiment read, and what for.
struct dataset_summary
{
    id::experiment experiment_id{};
    std::string name{};
    std::string digest{};
    std::optional<std::string> context{}; ///< The tag `mlflow.data.context`; absent when no run gave it.

    friend auto operator<=>(const dataset_summary&, const dataset_summary&) = default;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::dataset, name, digest, source_type, source, schema, profile);
MLTRACK_REFLECT(mltrack::schema::input_tag, key, value);
MLTRACK_REFLECT(mltrack::schema::dataset_input, tags, dataset);
MLTRACK_REFLECT(mltrack::schema::dataset_summary, experiment_id, name, digest, context);
