#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/entry.hpp>
#include <mltrack/logging/journal/reader.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace mltrack::logging {

/// How journals are brought to a server.
struct sync_options
{
    bool keep = false; ///< Whether a journal stays when the server has all of it.

    /// The wait before a record that alone makes the server fail is tried again; it is refused after a few times.
    std::chrono::milliseconds retry_wait = std::chrono::milliseconds(500);

    /// The status of a run that is still RUNNING when the server has all of its journal, as the run of a program that
    /// was killed is; it ended when the file was last changed. Without one a run that did not end stays RUNNING.
    std::optional<schema::run_status> end_status = {};

    /// Told now and then how many of the journal's records are dealt with, and how many it has.
    std::function<void(std::uint64_t, std::uint64_t)> on_progress = [](std::uint64_t, std::uint64_t) {};

    /// Told of each record that the server refuses.
    std::function<void(const entry&, const error&)> on_refused = [](const entry&, const error&) {};
};

/// What became of a journal.
struct sync_report
{
    schema::id::run run_id{};
    std::uint64_t known = 0;   ///< Records that the server had.
    std::uint64_t sent = 0;    ///< Records that it got.
    std::uint64_t refused = 0; ///< Records that it refused.
    bool ended = false;        ///< Whether the run got the status of the options.
    journal_damage damage{};   ///< What could not be read.
    bool removed = false;      ///< Whether the file is gone; one that is damaged stays.
};

/// The journals of a folder, in the order of their names. Errors: `internal_error` when it cannot be read.
MLTRACK_DECL result<std::vector<std::filesystem::path>> journals_in(const std::filesystem::path& folder);

/// Brings what a journal holds to its run, which is made first if its logger was offline. What the server has already
/// is not sent. Can be repeated after any failure. A journal whose header is lost is brought to the run that the file
/// is named after, all of it, as it is not known what the server has; the run then has its points once all the same.
/// Errors: `resource_conflict` when a logger has the journal; what `summarize` says; the server's.
MLTRACK_DECL result<sync_report> sync(const std::filesystem::path& journal, tracking::any_tracking_api api,
                                      const sync_options& options = {});

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/journal/impl/sync.ipp>
#endif
