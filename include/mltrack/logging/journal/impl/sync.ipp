#pragma once

#include <mltrack/logging/batch.hpp>
#include <mltrack/logging/delivery.hpp>
#include <mltrack/logging/journal/name.hpp>
#include <mltrack/logging/journal/sync.hpp>
#include <mltrack/logging/journal/writer.hpp>

#include <algorithm>
#include <system_error>
#include <thread>

namespace mltrack::logging {
namespace detail {

/// The id of an experiment, which is made when it is not there; another process may do so at the same time.
inline result<schema::id::experiment> experiment_named(tracking::any_tracking_api& api, const std::string& name)
{
    const auto found = api.try_call<schema::get_experiment_by_name>({.experiment_name = name});
    if (found)
        return found->experiment.experiment_id;
    if (found.error().code != errc::resource_does_not_exist)
        return found.error();
    const auto made = api.try_call<schema::create_experiment>({.name = name});
    if (made)
        return made->experiment_id;
    if (made.error().code != errc::resource_already_exists)
        return made.error();
    MLTRACK_TRY(const auto others, api.try_call<schema::get_experiment_by_name>({.experiment_name = name}));
    return others.experiment.experiment_id;
}

/// The run of a logger that was offline: a sync before may have made it and not have lived to note it.
inline result<schema::id::run> run_of(tracking::any_tracking_api& api, const journal_header& header)
{
    MLTRACK_TRY(const auto experiment, experiment_named(api, header.experiment_name));
    const auto tag = number_tag(header.journal_id);
    MLTRACK_TRY(const auto found, api.try_call<schema::search_runs>(
                                      {.experiment_ids = {experiment}, .filter = "tags.`" + tag + "` != ''"}));
    if (!found.runs.empty())
        return found.runs.front().info.run_id;
    schema::create_run::request wanted{.experiment_id = experiment, .start_time = header.start_time};
    wanted.tags.push_back({.key = tag, .value = "0"});
    if (!header.run_name.empty())
        wanted.run_name = header.run_name;
    MLTRACK_TRY(const auto made, api.try_call<schema::create_run>(wanted));
    return made.run.info.run_id;
}

/// Checks that there is the run that a journal without a header is named after. Errors: `invalid_parameter_value` when
/// its name says none, `resource_does_not_exist`, the server's.
inline result<void> check_named_run(tracking::any_tracking_api& api, const std::filesystem::path& journal,
                                    const schema::id::run& run)
{
    const auto what = "the header of the journal '" + journal.string() + "' is damaged";
    if (run.empty())
        return error{errc::invalid_parameter_value,
                     what + ", so that it does not say which run it is of: rename it to RUN_ID" +
                         std::string(journal_suffix)};
    const auto found = api.try_call<schema::get_run>({.run_id = run});
    if (found.has_error() && found.error().code == errc::resource_does_not_exist)
        return error{errc::resource_does_not_exist, what + ", and there is no run '" + run.value +
                                                        "' as its name says: rename it to RUN_ID" +
                                                        std::string(journal_suffix)};
    if (found.has_error())
        return found.error();
    return {};
}

/// Lets a journal say which run it is of when it does not: as that was not made yet, or its header is lost. Its header
/// is complete then.
inline result<journal_file> note_run(journal_file file, tracking::any_tracking_api& api, const journal_summary& summary,
                                     journal_header& header)
{
    if (!header.run_id.empty() && !summary.is_header_lost)
        return file;
    if (summary.is_header_lost) {
        MLTRACK_CHECK(check_named_run(api, file.path(), header.run_id));
    } else {
        MLTRACK_TRY(header.run_id, run_of(api, header));
    }
    MLTRACK_TRY(const auto writer, journal_writer::go_on(std::move(file), header));
    MLTRACK_CHECK(writer->flush());
    header = writer->header();
    return writer->release();
}

/// Sends what the server does not have.
inline result<void> send_rest(journal_reader& reader, const journal_summary& summary, delivery& delivery,
                              const sync_options& options, sync_report& report)
{
    std::vector<entry> entries;
    std::uint64_t dealt = 0;
    for (bool more = true; more || !entries.empty();) {
        while (more && entries.size() < 1000) {
            MLTRACK_TRY(more, reader.read(summary.size, entries));
            dealt += std::erase_if(entries, [&](const entry& each) { return each.number <= report.known; });
        }
        std::span<const entry> rest(entries);
        // What is left over goes with what comes next.
        while (!rest.empty() && (!more || rest.size() >= 1000)) {
            auto done = delivery.send(rest.first(batch_length(rest, 1000)));
            report.sent += done.dealt - done.refused;
            report.refused += done.refused;
            if (done.failure && !delivery.suspects())
                return std::move(*done.failure);
            if (done.failure)
                std::this_thread::sleep_for(options.retry_wait);
            rest = rest.subspan(done.dealt);
            dealt += done.dealt;
            options.on_progress(dealt, summary.records);
        }
        entries.erase(entries.begin(), entries.end() - std::ssize(rest));
    }
    return {};
}

/// Gives a run that is RUNNING its end; gives whether it was.
inline result<bool> end_if_running(tracking::any_tracking_api& api, const schema::id::run& run,
                                   schema::run_status status, schema::unix_ms time)
{
    MLTRACK_TRY(const auto found, api.try_call<schema::get_run>({.run_id = run}));
    const auto& info = found.run.info;
    if (info.status != schema::run_status::RUNNING)
        return false;
    const auto end = std::max(time, info.start_time); // The clocks of two machines may differ.
    MLTRACK_CHECK(api.try_call<schema::update_run>({.run_id = run, .status = status, .end_time = end}));
    return true;
}

} // namespace detail

MLTRACK_DECL result<std::vector<std::filesystem::path>> journals_in(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> found;
    std::error_code failure;
    for (std::filesystem::directory_iterator each(folder, failure), end; !failure && each != end;
         each.increment(failure))
        if (is_journal_name(each->path()))
            found.push_back(each->path());
    if (failure)
        return error{errc::internal_error, "cannot read the folder '" + folder.string() + "': " + failure.message()};
    std::sort(found.begin(), found.end());
    return found;
}

MLTRACK_DECL result<sync_report> sync(const std::filesystem::path& journal, tracking::any_tracking_api api,
                                      const sync_options& options)
{
    MLTRACK_TRY(auto file, journal_file::open(journal, journal_access::lock));
    // The server shall not have what a power failure could take from the file.
    MLTRACK_CHECK(file.flush());
    MLTRACK_TRY(const auto summary, summarize(file));
    MLTRACK_TRY(const auto last_change, file.time());
    auto header = summary.header;
    sync_report report{.damage = summary.damage};
    if (header.journal_id.empty() && !summary.is_header_lost) { // Its logger was gone before it had written anything.
        MLTRACK_CHECK(file.remove());
        report.removed = true;
        return report;
    }
    const bool was_offline = !header.experiment_name.empty();
    MLTRACK_TRY(file, detail::note_run(std::move(file), api, summary, header));
    report.run_id = header.run_id;
    delivery delivery(api, header.run_id, header.journal_id, options.on_refused);
    MLTRACK_TRY(const auto known, delivery.ask_number());
    report.known = std::min(known, summary.last_number);
    journal_reader reader(file);
    MLTRACK_CHECK(detail::send_rest(reader, summary, delivery, options, report));
    if (was_offline && summary.end)
        MLTRACK_CHECK(api.try_call<schema::update_run>(
            {.run_id = header.run_id, .status = summary.end->status, .end_time = summary.end->end_time}));
    if (options.end_status && !summary.damage.has_loss()) {
        MLTRACK_TRY(report.ended, detail::end_if_running(api, header.run_id, *options.end_status, last_change));
    }
    if (options.keep || summary.damage.has_loss())
        return report;
    MLTRACK_CHECK(file.remove());
    report.removed = true;
    MLTRACK_CHECK(delivery.forget_tags());
    return report;
}

} // namespace mltrack::logging
