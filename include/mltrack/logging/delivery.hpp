#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/entry.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mltrack::logging {

/// The tag of a run that says up to which number the run has the records of a journal.
inline std::string number_tag(const std::string& journal_id)
{
    return "mltrack.journal." + journal_id;
}

/// The tag of a run that a logger sets to find out whether the run takes anything.
inline constexpr std::string_view probe_tag = "mltrack.logger.probe";

/// How far the entries of a call came.
struct progress
{
    std::size_t dealt = 0;                       ///< How many of the first entries are sent or refused for good.
    std::size_t refused = 0;                     ///< How many of these the server refused.
    std::optional<error> failure = std::nullopt; ///< Why the others are not: sending them later may help.
};

/// Brings entries to a run. What the server refuses because one entry is wrong it gets again without that one; what
/// fails for another reason is left for later. Whether an entry or the server is at fault shows a request that sets
/// only `probe_tag`, to another value each time. An internal error may be the server's nevertheless: the entry is
/// refused when it has failed several times in a row, with the caller's waits between, while such requests were taken.
///
/// With a journal, each request sets the run's `number_tag` to the number of its last entry. Our server applies
/// a request whole; MLflow's writes params, metrics and tags in this order, and drops points that it has.
class delivery
{
public:
    /// `journal_id` is empty without a journal. `on_refused` is told of each entry that the server refused. Once
    /// `goes_on` gives false, no entries are sent any more.
    delivery(
        tracking::any_tracking_api api, schema::id::run run, std::string journal_id,
        std::function<void(const entry&, const error&)> on_refused, std::function<bool()> goes_on = [] { return true; })
        : api_(std::move(api)), run_(std::move(run)), journal_id_(std::move(journal_id)),
          on_refused_(std::move(on_refused)), goes_on_(std::move(goes_on))
    {
    }

    /// Asks the server which number of the journal it has; 0 when it has none. Errors: the server's.
    result<std::uint64_t> ask_number();

    /// Sends entries, of which one request can hold all.
    progress send(std::span<const entry> entries);

    /// Takes the tags away that it, or one before it, has set: the number and the probe. Errors: the server's.
    result<void> forget_tags();

    /// Whether the first entry that is left failed alone, and may be at fault.
    bool suspects() const noexcept { return suspicions_ != 0; }

    tracking::any_tracking_api& api() noexcept { return api_; }
    const schema::id::run& run() const noexcept { return run_; }

private:
    result<void> try_send(std::span<const entry> entries);
    progress send_parts(std::span<const entry> entries, std::size_t first);
    bool blames_entries(const error& failure);
    bool takes_probe();
    bool is_guilty(const entry& entry, const error& failure);
    result<void> forget(const std::string& key);
    std::optional<schema::run_tag> tag_for(std::uint64_t number) const;
    std::string tag_key() const { return number_tag(journal_id_); }

    tracking::any_tracking_api api_;
    schema::id::run run_;
    std::string journal_id_;
    std::function<void(const entry&, const error&)> on_refused_;
    std::function<bool()> goes_on_;
    std::uint64_t number_ = 0;                          ///< The last that the server is known to have.
    bool has_probe_ = false;                            ///< Whether the run may have the tag.
    std::int64_t probe_ = schema::unix_ms::now().value; ///< Counts on from the time, past those of loggers before.
    std::uint64_t suspect_ = 0;                         ///< The number of an entry that failed alone.
    int suspicions_ = 0;                                ///< How often it did, in a row.
};

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/impl/delivery.ipp>
#endif
