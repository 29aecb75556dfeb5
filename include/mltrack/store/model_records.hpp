#pragma once

#include <mltrack/query/model_search.hpp>
#include <mltrack/schema/entity/lifecycle_stage.hpp>
#include <mltrack/schema/entity/logged_model.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/records.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mltrack::store {

/// A logged model as a store keeps it.
struct kept_model
{
    schema::logged_model model{};
    schema::lifecycle_stage stage = schema::lifecycle_stage::active;
};

/// What changes of a logged model; absent members stay.
struct model_change
{
    std::optional<schema::logged_model_status> status{};
    std::optional<schema::lifecycle_stage> stage{};
    std::optional<schema::unix_ms> last_update_time{};
    std::span<const schema::logged_model_param> new_params{};
    std::span<const schema::logged_model_tag> tags{}; ///< Set; of equal keys the last counts.
};

/// A search over active logged models.
struct model_search
{
    std::span<const schema::id::experiment> experiments{};
    const query::filter& filter;
    /// When there are any: metrics of the filter count where they were measured on one of these. Without metrics in the
    /// filter, the model has any that was.
    std::span<const query::measured_on> datasets{};
    std::span<const query::model_order> order{}; ///< Complete: ends in a tie-break.
    store::page page{};
};

/// The error for a logged model that is not there.
inline error unknown_model(const schema::id::model& id)
{
    return {errc::resource_does_not_exist, "model_id: no logged model has the id '" + id.value + "'"};
}

/// The error for a param or tag that a logged model cannot have twice. `what` is `param` or `tag`.
inline error repeated_model_key(std::string_view what, const schema::id::model& id, std::string_view key)
{
    return {errc::bad_request,
            "the logged model '" + id.value + "' has a " + std::string(what) + " '" + std::string(key) + "' already"};
}

/// The error for a metric that is logged for a model that is not there.
inline error metric_of_unknown_model(const schema::id::model& id)
{
    return {errc::bad_request, "model_id: no logged model has the id '" + id.value + "'; create it first"};
}

/// The error for a value of a model's metric where it has another one from the same run at the same step and time.
inline error model_metric_conflict(const schema::id::model& id, std::string_view key)
{
    return {errc::bad_request, "the logged model '" + id.value + "' has another value of the metric '" +
                                   std::string(key) + "' from this run, with this step and timestamp"};
}

} // namespace mltrack::store
