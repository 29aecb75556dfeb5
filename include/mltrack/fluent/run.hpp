#pragma once

#include <mltrack/fluent/value/value.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// @file
/// Runs that a program goes through: `auto run = mltrack::start_run({.name = "first"});`. Each thread has active runs
/// of its own; the innermost is the one that is logged to. All functions throw `mltrack::exception` with the server's
/// error, and may be called from several threads at once.

namespace mltrack {

/// How a run is started.
struct run_options
{
    /// Its name; empty: a generated one. Of a run that is resumed: unchanged.
    std::string name{};

    /// A run to go on with. Empty: the one that MLFLOW_RUN_ID names, once in a program, else a new one.
    schema::id::run run_id{};

    /// Whether there may be an active run, which the new one then is a part of.
    bool nested = false;

    /// The run that it is a part of; empty: the active one.
    schema::id::run parent_run_id{};

    /// Tags; they win over those that are set by themselves (mltrack/fluent/run_context.hpp).
    std::vector<named_text> tags{};

    /// What it is about, in Markdown.
    std::string description{};

    /// The experiment; empty: that of `set_experiment`, else MLFLOW_EXPERIMENT_NAME, else MLFLOW_EXPERIMENT_ID, else
    /// `Default`.
    schema::id::experiment experiment_id{};

    /// Whether the machine is measured while the run goes on (mltrack/fluent/system/system_metrics.hpp). Nothing: as
    /// `enable_system_metrics_logging` and the environment say.
    std::optional<bool> log_system_metrics{};
};

namespace fluent {
struct open_run;
}

/// A run that ends with the scope it was started in: FINISHED, or FAILED when the scope is left by an exception. A run
/// that a signal has killed stays KILLED.
///
/// Thread safety: used by one thread at a time; log calls may name its id from any thread. An error of the destructor
/// goes to stderr.
class [[nodiscard("the run ends with this object: give it a name, or call keep_open()")]] scoped_run
{
public:
    scoped_run(scoped_run&& other) noexcept;
    scoped_run& operator=(scoped_run&& other) noexcept;
    ~scoped_run();

    /// The run's id.
    const schema::id::run& id() const noexcept;

    /// What the server said of the run when it was started or resumed.
    const schema::run& run() const noexcept;

    /// Ends the run now. Without effect on a run that has ended, and in a forked child on one of the parent's. A run
    /// that could not be ended, so that this throws, stays open.
    void end(schema::run_status status = schema::run_status::FINISHED);

    /// Leaves the run open: it ends with `end_run` or with the program.
    void keep_open() &&;

private:
    friend scoped_run start_run(const run_options& options);
    explicit scoped_run(std::shared_ptr<fluent::open_run> run) noexcept;
    void leave() noexcept;

    std::shared_ptr<fluent::open_run> run_;
    int exceptions_; ///< Those that were under way when the run was started.
};

/// Starts a run, or resumes one, and makes it the thread's active one.
///
/// Errors: `invalid_state` when the thread has an active run and the new one is not `nested`, and for a run to resume
/// that is deleted; `invalid_parameter_value` for one that is not in the experiment of `set_experiment`, for a
/// description both as such and as a tag, and for a parent that is not the active run.
MLTRACK_DECL scoped_run start_run(const run_options& options = {});

/// Ends the thread's active run, if there is one. When it could not be ended, so that this throws, it stays the active
/// one.
MLTRACK_DECL void end_run(schema::run_status status = schema::run_status::FINISHED);

/// The thread's innermost run as it was when it was started; nothing when there is none.
MLTRACK_DECL std::optional<schema::run> active_run();

/// The thread's active run, else the one that it ended last, as the server has it now; nothing when there was none.
MLTRACK_DECL std::optional<schema::run> last_active_run();

/// A run with what it logged, a deleted one too. Errors: `resource_does_not_exist` when there is none.
MLTRACK_DECL schema::run get_run(const schema::id::run& id);

/// The run that a nested one is a part of; nothing for one that is part of none.
MLTRACK_DECL std::optional<schema::run> get_parent_run(const schema::id::run& id);

/// Puts a run into the trash.
MLTRACK_DECL void delete_run(const schema::id::run& id);

/// Takes a run out of the trash.
MLTRACK_DECL void restore_run(const schema::id::run& id);

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/impl/run.ipp>
#endif
