#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/field/text.hpp>

namespace mltrack::schema {

/// The rule for the keys of metrics, params and tags: letters and digits of any script, underscore, slash, dot, hyphen,
/// colon and the space, in the form that a relative path has once it is tidied: no part that is empty or a dot, no
/// dot-dot in front. Source: MLflow's utils/validation.py (_VALID_PARAM_AND_METRIC_NAMES, path_not_unique).
MLTRACK_DECL std::optional<std::string> key_rule(std::string_view key);

/// The rule for run ids where MLflow has one: 1 to 256 letters and digits of any script, `_` and `-`, the first a
/// letter or digit of ASCII. Source: MLflow's utils/validation.py (_RUN_ID_REGEX).
MLTRACK_DECL std::optional<std::string> run_id_rule(std::string_view id);

/// The keys of MLflow Tracking: at most 250 code points that keep `key_rule`.
namespace key {

using metric = text<1, 250, key_rule>;
using param = text<1, 250, key_rule>;
using tag = text<1, 250, key_rule>;

} // namespace key
} // namespace mltrack::schema

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/schema/impl/key.ipp>
#endif
