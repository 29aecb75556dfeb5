#pragma once

#include <mltrack/fluent/value/flatten.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// Params, metrics and tags of the active run. Without an active run the first call starts one, which stays open until
/// `end_run` or the end of the program. `run_id` names another run instead.
///
/// Keys and values are checked by the server; errors are thrown as `mltrack::exception`, with its code:
/// `invalid_parameter_value` for a key that MLflow does not allow and for a param that has another value already,
/// `resource_does_not_exist` for a run that is not there.
///
/// Thread safety: all functions may be called at the same time; each thread has an active run of its own.

namespace mltrack {

/// What goes with a metric's value.
struct metric_options
{
    /// Where training was: may be negative, repeated, out of order.
    std::int64_t step = 0;

    /// When it was measured; by default now.
    std::optional<schema::unix_ms> timestamp{};

    /// The run; empty: the active one.
    schema::id::run run_id{};

    /// The logged model that it is a metric of too; empty: none.
    schema::id::model model_id{};

    /// The data set that it was measured on; empty: none.
    std::string dataset_name{};

    /// With the name or not at all.
    std::string dataset_digest{};
};

/// Logs a param. The same value again is no error, another one is.
MLTRACK_DECL void log_param(std::string_view key, const text_value& value, const schema::id::run& run_id = {});

/// Logs params, at most 100 of them in a request, each of which is kept whole or not at all.
MLTRACK_DECL void log_params(std::span<const named_text> params, const schema::id::run& run_id = {});

inline void log_params(std::initializer_list<named_text> params, const schema::id::run& run_id = {})
{
    log_params(std::span(params.begin(), params.size()), run_id);
}

/// Logs the members of a struct with MLTRACK_REFLECT as params, those of a nested one as `outer.inner`.
template <reflect::described T>
void log_params(const T& config, const schema::id::run& run_id = {})
{
    log_params(std::span<const named_text>(fluent::named_texts(config)), run_id);
}

/// Logs the entries of a map as params.
template <fluent::map_to<text_value> Map>
void log_params(const Map& params, const schema::id::run& run_id = {})
{
    log_params(std::span<const named_text>(fluent::named_entries<named_text>(params)), run_id);
}

/// Logs one value of a metric: `log_metric("loss", 0.3, {.step = 1})`.
MLTRACK_DECL void log_metric(std::string_view key, number_value value, const metric_options& options = {});

/// Logs a value of each of some metrics, of the same step and time.
MLTRACK_DECL void log_metrics(std::span<const named_number> metrics, const metric_options& options = {});

inline void log_metrics(std::initializer_list<named_number> metrics, const metric_options& options = {})
{
    log_metrics(std::span(metrics.begin(), metrics.size()), options);
}

/// Logs the members of a struct with MLTRACK_REFLECT as metrics.
template <reflect::described T>
void log_metrics(const T& values, const metric_options& options = {})
{
    log_metrics(std::span<const named_number>(fluent::named_numbers(values)), options);
}

/// Logs the entries of a map as metrics.
template <fluent::map_to<number_value> Map>
void log_metrics(const Map& metrics, const metric_options& options = {})
{
    log_metrics(std::span<const named_number>(fluent::named_entries<named_number>(metrics)), options);
}

/// Sets a tag. Keys with the prefix `mlflow.` have a meaning of MLflow's.
MLTRACK_DECL void set_tag(std::string_view key, const text_value& value, const schema::id::run& run_id = {});

/// Sets tags, at most 100 of them in a request.
MLTRACK_DECL void set_tags(std::span<const named_text> tags, const schema::id::run& run_id = {});

inline void set_tags(std::initializer_list<named_text> tags, const schema::id::run& run_id = {})
{
    set_tags(std::span(tags.begin(), tags.size()), run_id);
}

/// Sets the entries of a map as tags.
template <fluent::map_to<text_value> Map>
void set_tags(const Map& tags, const schema::id::run& run_id = {})
{
    set_tags(std::span<const named_text>(fluent::named_entries<named_text>(tags)), run_id);
}

/// Removes a tag. Throws `mltrack::exception` (`resource_does_not_exist`) when the run has none of this key.
MLTRACK_DECL void delete_tag(std::string_view key, const schema::id::run& run_id = {});

/// Values of all kinds, each metric with a step and time of its own.
struct run_values
{
    std::vector<schema::metric> metrics{};
    std::vector<schema::param> params{};
    std::vector<schema::run_tag> tags{};
};

/// Logs values of all kinds in as few requests as they fit into (1000 values, of which at most 100 params and 100
/// tags). A request is kept whole or not at all; those before an error stay.
MLTRACK_DECL void log_batch(const run_values& values, const schema::id::run& run_id = {});

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/impl/log_values.ipp>
#endif
