#pragma once

#include <mltrack/fluent/value/value.hpp>
#include <mltrack/schema/entity/dataset.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack {

/// What goes with a data set that a run reads.
struct input_options
{
    std::string context{};          ///< What it is for: `training`, `validation`, …
    std::vector<named_text> tags{}; ///< More notes on its use.
    schema::id::run run_id{};       ///< The run; empty: the active one, which is started when there is none.
};

/// Notes that the run reads a data set, which its name and digest tell from others:
/// `log_input({.name = "iris", .digest = "1f3a", .source_type = "local", .source = R"({"uri": "iris.csv"})"}, {.context
/// = "training"})`. Throws `mltrack::exception` with the server's error. May be called from several threads at once.
MLTRACK_DECL void log_input(const schema::dataset& dataset, const input_options& options = {});

/// Notes that the run uses logged models.
MLTRACK_DECL void log_model_inputs(const std::vector<schema::id::model>& models, const schema::id::run& run_id = {});

/// Notes that logged models came out of the run.
MLTRACK_DECL void log_outputs(const std::vector<schema::model_output>& models, const schema::id::run& run_id = {});

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/impl/inputs.ipp>
#endif
