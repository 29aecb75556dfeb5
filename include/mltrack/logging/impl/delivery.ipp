#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/logging/batch.hpp>
#include <mltrack/logging/delivery.hpp>

namespace mltrack::logging {

MLTRACK_DECL result<std::uint64_t> delivery::ask_number()
{
    MLTRACK_TRY(const auto answer, api_.try_call<schema::get_run>({.run_id = run_}));
    for (const auto& tag : answer.run.data.tags) {
        has_probe_ |= tag.key->value == probe_tag;
        if (tag.key->value == tag_key())
            if (const auto number = codec::parse_integer(tag.value); number && *number > 0)
                number_ = static_cast<std::uint64_t>(*number);
    }
    return number_;
}

MLTRACK_DECL progress delivery::send(std::span<const entry> entries)
{
    if (entries.empty())
        return {};
    if (!goes_on_())
        return {.failure = error{errc::cancelled, "the logger ended before all was sent"}};
    if (entries.size() > 1 && suspects() && entries.front().number == suspect_)
        return send_parts(entries, 1);
    const auto outcome = try_send(entries);
    if (outcome)
        return {.dealt = entries.size()};
    if (!blames_entries(outcome.error()))
        return {.failure = outcome.error()};
    if (entries.size() > 1)
        return send_parts(entries, entries.size() / 2);
    if (!is_guilty(entries.front(), outcome.error()))
        return {.failure = outcome.error()};
    on_refused_(entries.front(), outcome.error());
    return {.dealt = 1, .refused = 1};
}

MLTRACK_DECL progress delivery::send_parts(std::span<const entry> entries, std::size_t first)
{
    auto all = send(entries.first(first));
    if (all.failure)
        return all;
    auto rest = send(entries.subspan(first));
    return {all.dealt + rest.dealt, all.refused + rest.refused, std::move(rest.failure)};
}

MLTRACK_DECL result<void> delivery::forget_tags()
{
    if (has_probe_)
        MLTRACK_CHECK(forget(std::string(probe_tag)));
    has_probe_ = false;
    return journal_id_.empty() ? result<void>() : forget(tag_key());
}

MLTRACK_DECL result<void> delivery::forget(const std::string& key)
{
    const auto outcome = api_.try_call<schema::delete_tag>({.run_id = run_, .key = key});
    if (outcome.has_error() && outcome.error().code != errc::resource_does_not_exist)
        return outcome.error();
    return {};
}

MLTRACK_DECL result<void> delivery::try_send(std::span<const entry> entries)
{
    const auto number = entries.back().number;
    MLTRACK_CHECK(api_.try_call<schema::log_batch>(batch_of(run_, entries, tag_for(number))));
    number_ = number;
    suspicions_ = 0;
    return {};
}

/// Whether a request failed because of what is in it, and not because of the run or the server, which then takes
/// another no more than it took this one.
MLTRACK_DECL bool delivery::blames_entries(const error& failure)
{
    switch (failure.code) {
    case errc::request_too_large:
        return true;
    case errc::internal_error:
    case errc::invalid_parameter_value:
    case errc::bad_request:
    case errc::resource_already_exists:
    case errc::resource_conflict:
    case errc::not_implemented:
        if (takes_probe())
            return true;
        break;
    default:
        break;
    }
    suspicions_ = 0;
    return false;
}

/// Whether the run takes a request that writes something.
MLTRACK_DECL bool delivery::takes_probe()
{
    if (!goes_on_())
        return false;
    has_probe_ = true;
    const schema::run_tag tag{.key = std::string(probe_tag), .value = std::to_string(++probe_)};
    return api_.try_call<schema::log_batch>(batch_of(run_, {}, tag)).has_value();
}

/// Whether it is certain that an entry, which failed alone, does so because of what it is.
MLTRACK_DECL bool delivery::is_guilty(const entry& entry, const error& failure)
{
    constexpr int enough = 5;
    if (failure.code != errc::internal_error && failure.code != errc::bad_request)
        return true;
    if (entry.number != suspect_)
        suspicions_ = 0;
    suspect_ = entry.number;
    if (++suspicions_ < enough)
        return false;
    suspicions_ = 0;
    return true;
}

MLTRACK_DECL std::optional<schema::run_tag> delivery::tag_for(std::uint64_t number) const
{
    if (journal_id_.empty())
        return std::nullopt;
    return schema::run_tag{.key = tag_key(), .value = std::to_string(number)};
}

} // namespace mltrack::logging
