#pragma once

#include <mltrack/fluent/fork/impl/forkable_mutex.hpp>
#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <mutex>

namespace mltrack::fluent {

/// The experiment that runs are started in.
class active_experiment
{
public:
    static active_experiment& instance()
    {
        static auto& one = *new active_experiment;
        return one;
    }

    void set(schema::id::experiment id)
    {
        const std::lock_guard lock(mutex_);
        id_ = std::move(id);
    }

    /// What `set_experiment` chose; empty when it was not called.
    schema::id::experiment chosen() const
    {
        const std::lock_guard lock(mutex_);
        return id_;
    }

    /// What `set_experiment` chose, else what the environment names, else the experiment `Default`.
    schema::id::experiment resolve(tracking::any_tracking_api& api) const;

private:
    mutable forkable_mutex mutex_;
    schema::id::experiment id_;
};

/// The experiment of a name, which is made when there is none; of two that make it at once the second finds the first
/// one's.
inline schema::experiment find_or_create(tracking::any_tracking_api& api, const std::string& name)
{
    const auto by_name = [&] { return api.try_call<schema::get_experiment_by_name>({.experiment_name = name}); };
    if (auto found = by_name())
        return std::move(found->experiment);
    else if (found.error().code != errc::resource_does_not_exist)
        throw exception(found.error());
    const auto made = api.try_call<schema::create_experiment>({.name = name});
    if (made.has_error() && made.error().code == errc::resource_already_exists)
        return by_name().value().experiment;
    return api.get_experiment({.experiment_id = made.value().experiment_id}).experiment;
}

inline schema::id::experiment active_experiment::resolve(tracking::any_tracking_api& api) const
{
    if (auto id = chosen(); !id.empty())
        return id;
    const auto name = variable("MLFLOW_EXPERIMENT_NAME");
    const auto id = variable("MLFLOW_EXPERIMENT_ID");
    if (!name.empty()) {
        auto found = find_or_create(api, name).experiment_id;
        if (!id.empty() && found.value != id)
            throw exception(error{errc::invalid_parameter_value,
                                  "MLFLOW_EXPERIMENT_ID is '" + id + "', but the experiment '" + name +
                                      "' of MLFLOW_EXPERIMENT_NAME has the id '" + found.value + "': set one of them"});
        return found;
    }
    if (id.empty())
        return "0";
    const auto found = api.try_call<schema::get_experiment>({.experiment_id = id});
    if (found.has_error())
        throw exception(error{found.error().code, "MLFLOW_EXPERIMENT_ID is '" + id + "': " + found.error().message});
    return found->experiment.experiment_id;
}

} // namespace mltrack::fluent
