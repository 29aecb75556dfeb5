#pragma once

#include <mltrack/fluent/endings.hpp>
#include <mltrack/fluent/impl/active_experiment.hpp>
#include <mltrack/fluent/impl/connections.hpp>
#include <mltrack/fluent/impl/endings.hpp>
#include <mltrack/fluent/impl/open_runs.hpp>
#include <mltrack/fluent/run.hpp>
#include <mltrack/fluent/run_context.hpp>
#include <mltrack/fluent/system/impl/system_start.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <atomic>
#include <exception>
#include <utility>

namespace mltrack {
namespace fluent {

/// The run that MLFLOW_RUN_ID names; it is resumed once in a program.
inline schema::id::run take_run_of_environment()
{
    static std::atomic<bool> taken = false;
    const auto id = variable("MLFLOW_RUN_ID");
    return id.empty() || taken.exchange(true) ? schema::id::run() : schema::id::run(id);
}

inline run_tags tags_of(const run_options& options)
{
    run_tags tags;
    for (const auto& [key, value] : options.tags)
        tags.insert_or_assign(key, value.text());
    if (!options.description.empty() && !tags.emplace(schema::note_tag, options.description).second)
        throw exception(error{errc::invalid_parameter_value, std::string("The run has a description and a tag '") +
                                                                 schema::note_tag +
                                                                 "', which is the same: give one of them"});
    return tags;
}

inline std::vector<schema::run_tag> as_list(const run_tags& tags)
{
    std::vector<schema::run_tag> out;
    for (const auto& [key, value] : tags)
        out.push_back({.key = key, .value = value});
    return out;
}

inline void check_resumable(const schema::run_info& run)
{
    const auto id = run.run_id.value;
    if (run.lifecycle_stage != schema::lifecycle_stage::active)
        throw exception(
            error{errc::invalid_state, "The run '" + id + "' is deleted: restore it (restore_run) to go on with it"});
    const auto chosen = active_experiment::instance().chosen();
    if (!chosen.empty() && chosen != run.experiment_id)
        throw exception(error{errc::invalid_parameter_value,
                              "The run '" + id + "' is in the experiment '" + run.experiment_id.value +
                                  "', but set_experiment chose '" + chosen.value + "': choose that of the run"});
}

inline schema::run resume(tracking::any_tracking_api& api, const schema::id::run& id, const run_options& options)
{
    const auto before = api.get_run({.run_id = id}).run.info;
    check_resumable(before);
    const auto tags = tags_of(options);
    // MLflow's server wants an end time with a status, and takes this one for none.
    api.update_run(
        {.run_id = id, .status = schema::run_status::RUNNING, .end_time = before.end_time, .run_name = options.name});
    if (!tags.empty())
        api.log_batch({.run_id = id, .tags = as_list(tags)});
    return api.get_run({.run_id = id}).run;
}

/// The run that a new one is a part of; empty: none.
inline schema::id::run parent_of(tracking::any_tracking_api& api, const run_options& options,
                                 const open_runs::pointer& active)
{
    if (options.parent_run_id.empty())
        return active ? active->run.info.run_id : schema::id::run();
    if (active && active->run.info.run_id != options.parent_run_id)
        throw exception(error{errc::invalid_parameter_value,
                              "The run cannot be a part of '" + options.parent_run_id.value + "' while '" +
                                  active->run.info.run_id.value + "' is active: end that one first (end_run)"});
    if (api.get_run({.run_id = options.parent_run_id}).run.info.lifecycle_stage != schema::lifecycle_stage::active)
        throw exception(error{errc::invalid_state, "The run '" + options.parent_run_id.value +
                                                       "' is deleted: restore it (restore_run) to add to it"});
    return options.parent_run_id;
}

inline schema::run create(tracking::any_tracking_api& api, const run_options& options, const open_runs::pointer& active)
{
    auto tags = resolve_tags();
    for (auto& [key, value] : tags_of(options))
        tags.insert_or_assign(key, value);
    if (const auto parent = parent_of(api, options, active); !parent.empty())
        tags.insert_or_assign(schema::parent_run_tag, parent.value);
    if (!options.name.empty())
        tags.insert_or_assign(schema::run_name_tag, options.name);
    const auto experiment =
        options.experiment_id.empty() ? active_experiment::instance().resolve(api) : options.experiment_id;
    return api
        .create_run({.experiment_id = experiment,
                     .user_id = tags[schema::user_tag],
                     .run_name = options.name,
                     .start_time = schema::unix_ms::now(),
                     .tags = as_list(tags)})
        .run;
}

/// A run that cannot be ended stays open, so that it can be tried again.
inline void end(const open_runs::pointer& run, schema::run_status status)
{
    if (!open_runs::instance().remove(*run))
        return;
    try {
        run->set_status(status);
    } catch (...) {
        open_runs::instance().put_back(run);
        throw;
    }
}

} // namespace fluent

MLTRACK_DECL scoped_run::scoped_run(std::shared_ptr<fluent::open_run> run) noexcept
    : run_(std::move(run)), exceptions_(std::uncaught_exceptions())
{
}

MLTRACK_DECL scoped_run::scoped_run(scoped_run&& other) noexcept = default;

MLTRACK_DECL scoped_run& scoped_run::operator=(scoped_run&& other) noexcept
{
    if (this != &other) {
        leave();
        run_ = std::move(other.run_);
        exceptions_ = other.exceptions_;
    }
    return *this;
}

MLTRACK_DECL scoped_run::~scoped_run()
{
    leave();
}

MLTRACK_DECL void scoped_run::leave() noexcept
{
    const auto run = std::exchange(run_, nullptr);
    if (!run || run->process != ::getpid())
        return;
    try {
        if (!fluent::open_runs::instance().remove(*run))
            return;
        const bool failed = std::uncaught_exceptions() > exceptions_;
        run->set_status_unless_killed(failed ? schema::run_status::FAILED : schema::run_status::FINISHED);
    } catch (const std::exception& fault) {
        fluent::complain("the run " + run->run.info.run_id.value +
                         " could not be ended and stays RUNNING: " + fault.what());
    }
}

MLTRACK_DECL const schema::id::run& scoped_run::id() const noexcept
{
    return run_->run.info.run_id;
}

MLTRACK_DECL const schema::run& scoped_run::run() const noexcept
{
    return run_->run;
}

MLTRACK_DECL void scoped_run::end(schema::run_status status)
{
    if (run_ && run_->process == ::getpid())
        fluent::end(run_, status);
}

MLTRACK_DECL void scoped_run::keep_open() &&
{
    run_.reset();
}

MLTRACK_DECL scoped_run start_run(const run_options& options)
{
    const auto active = fluent::open_runs::instance().active();
    if (active && !options.nested)
        throw exception(error{errc::invalid_state, "The run '" + active->run.info.run_id.value +
                                                       "' is active already: end it first (end_run), or start a part "
                                                       "of it (run_options::nested)"});
    auto where = active ? active->where : fluent::connections::instance().here();
    auto& api = where.api;
    const auto existing = options.run_id.empty() ? fluent::take_run_of_environment() : options.run_id;
    auto run = existing.empty() ? fluent::create(api, options, active) : fluent::resume(api, existing, options);
    auto opened = std::make_shared<fluent::open_run>(std::move(run), std::move(where));
    fluent::open_runs::instance().add(opened);
    fluent::install_endings();
    fluent::start_system_monitor(opened, options.log_system_metrics);
    return scoped_run(std::move(opened));
}

MLTRACK_DECL void end_run(schema::run_status status)
{
    if (const auto active = fluent::open_runs::instance().active())
        fluent::end(active, status);
}

MLTRACK_DECL std::optional<schema::run> active_run()
{
    const auto active = fluent::open_runs::instance().active();
    return active ? std::optional(active->run) : std::nullopt;
}

MLTRACK_DECL std::optional<schema::run> last_active_run()
{
    if (auto active = active_run())
        return active;
    auto last = fluent::open_runs::instance().last_ended();
    return last ? std::optional(last->api.get_run({.run_id = last->id}).run) : std::nullopt;
}

MLTRACK_DECL schema::run get_run(const schema::id::run& id)
{
    return fluent::connections::instance().api().get_run({.run_id = id}).run;
}

MLTRACK_DECL std::optional<schema::run> get_parent_run(const schema::id::run& id)
{
    for (const auto& tag : get_run(id).data.tags)
        if (tag.key->value == schema::parent_run_tag)
            return get_run(tag.value);
    return std::nullopt;
}

MLTRACK_DECL void delete_run(const schema::id::run& id)
{
    fluent::connections::instance().api().delete_run({.run_id = id});
}

MLTRACK_DECL void restore_run(const schema::id::run& id)
{
    fluent::connections::instance().api().restore_run({.run_id = id});
}

} // namespace mltrack
