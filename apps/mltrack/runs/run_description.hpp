#pragma once

#include <mltrack/schema/entity/run.hpp>

#include <string>

namespace mltrack::program {

/// All of a run as JSON in MLflow's form: metrics, params and tags as objects, indented by four. Values that JSON has
/// no number for are strings, as on the wire.
std::string describe_run(const schema::run& run);

} // namespace mltrack::program
