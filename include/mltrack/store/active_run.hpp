#pragma once

#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/records.hpp>

#include <optional>

namespace mltrack::store {

/// The error for a run that is not there.
inline error unknown_run(const schema::id::run& id)
{
    return {errc::resource_does_not_exist, "run_id: no run has the id '" + id.value + "'"};
}

/// Whether a run takes changes; `stage` is the one it is in, none when there is no such run.
/// Errors: `resource_does_not_exist` when there is none, `invalid_parameter_value` when it is deleted.
inline result<void> check_active(const schema::id::run& id, std::optional<schema::lifecycle_stage> stage)
{
    if (!stage)
        return unknown_run(id);
    if (*stage != schema::lifecycle_stage::active)
        return error{errc::invalid_parameter_value, "run_id: the run '" + id.value + "' is deleted; restore it first"};
    return {};
}

/// Whether a run takes this change: the stage of any run may change, all else only of an active one.
/// Errors: those of `check_active`.
inline result<void> check_change(const schema::id::run& id, std::optional<schema::lifecycle_stage> stage,
                                 const run_change& change)
{
    return stage && change.stage ? result<void>() : check_active(id, stage);
}

} // namespace mltrack::store
