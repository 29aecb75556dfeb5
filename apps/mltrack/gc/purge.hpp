#pragma once

#include "gc/artifact_removal.hpp"
#include "gc/report.hpp"
#include "gc/selection.hpp"

#include <vector>

namespace mltrack::program {

/// Removes things for good, each with its artifacts first: rows whose artifacts could not be removed stay, and so does
/// the experiment they are in, so that the next time finds them again.
class purge
{
public:
    /// `quiet`: nothing is printed about what is removed.
    purge(store::any_store& store, artifact_removal& artifacts, bool quiet)
        : store_(store), artifacts_(artifacts), quiet_(quiet)
    {
    }

    void remove(const selection& selected);

    const selection& removed() const { return removed_; }
    const std::vector<purge_failure>& failures() const { return failures_; }

private:
    void remove(const doomed_experiment& experiment);

    /// Removes what a run or model is, unless it has come out of the trash meanwhile; whether it is gone.
    bool remove_run(const store::trashed_run& run);
    bool remove_model(const store::kept_model& kept);

    /// Removes the artifacts of members that go with their experiment's rows, once it is sure to be deleted still.
    result<void> remove_artifacts_of_members(const doomed_experiment& experiment);

    bool note(const char* kind, const std::string& id, const result<void>& outcome);

    store::any_store& store_;
    artifact_removal& artifacts_;
    bool quiet_;
    selection removed_;
    std::vector<purge_failure> failures_;
};

} // namespace mltrack::program
