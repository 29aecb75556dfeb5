#pragma once

#include <mltrack/fluent/background/impl/background_mode.hpp>
#include <mltrack/fluent/impl/connections.hpp>
#include <mltrack/fluent/impl/open_runs.hpp>
#include <mltrack/fluent/run.hpp>

namespace mltrack::fluent {

/// The run that a call is about, and where it is recorded.
struct target_run
{
    schema::id::run id;
    tracking::any_tracking_api api;
    std::shared_ptr<open_run> opened = {}; ///< By this program.

    /// What logs to it in the background; none when values go to the server at once.
    run_logger::use background() const
    {
        return opened && background_mode() ? opened->background.get(opened->where, id) : run_logger::use();
    }
};

/// The run of this id, or the active one when it is empty, which is started when there is none.
inline target_run target_of(const schema::id::run& id)
{
    auto& runs = open_runs::instance();
    if (id.empty() && !runs.active())
        start_run().keep_open();
    if (const auto run = id.empty() ? runs.active() : runs.find(id))
        return {run->run.info.run_id, run->where.api, run};
    return {id, connections::instance().api()};
}

} // namespace mltrack::fluent
