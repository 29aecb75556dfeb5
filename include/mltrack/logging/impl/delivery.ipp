#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/logging/batch.hpp>
#include <mltrack/logging/delivery.hpp>

namespace mltrack::logging {

MLTRACK_DECL result<std::uint64_t> delivery::ask_number()
{
    MLTRACK_TRY(const auto answer, api_.try_call<schema::get_run>({.run_id = run_}));
    for (const auto& tag : answer.run.data.tags)
        if (tag.key->value == tag_key())
            if (const auto number = codec::parse_integer(tag.value); number && *number > 0)
                number_ = static_cast<std::uint64_t>(*number);
    return number_;
}

MLTRACK_DECL progress delivery::send(std::span<const entry> entries)
{
    if (entries.empty())
        return {};
    const auto outcome = try_send(entries);
    if (outcome)
        return {.dealt = entries.size()};
    if (!blames_entries(outcome.error()))
        return {.failure = outcome.error()};
    if (entries.size() == 1) {
        on_refused_(entries.front(), outcome.error());
        return {.dealt = 1, .refused = 1};
    }
    const auto middle = entries.size() / 2;
    auto all = send(entries.first(middle));
    if (all.failure)
        return all;
    auto rest = send(entries.subspan(middle));
    return {all.dealt + rest.dealt, all.refused + rest.refused, std::move(rest.failure)};
}

MLTRACK_DECL result<void> delivery::forget_number()
{
    const auto outcome = api_.try_call<schema::delete_tag>({.run_id = run_, .key = tag_key()});
    if (outcome.has_error() && outcome.error().code != errc::resource_does_not_exist)
        return outcome.error();
    return {};
}

MLTRACK_DECL result<void> delivery::try_send(std::span<const entry> entries)
{
    const auto number = entries.back().number;
    MLTRACK_CHECK(api_.try_call<schema::log_batch>(batch_of(run_, entries, tag_for(number))));
    number_ = number;
    internal_errors_ = 0;
    return {};
}

/// Whether a request failed because of what is in it, and not because of the run or the server, which then takes a
/// request without entries no more than it took this one.
MLTRACK_DECL bool delivery::blames_entries(const error& failure)
{
    constexpr int most_internal_errors = 5;
    switch (failure.code) {
    case errc::request_too_large:
        return true;
    case errc::internal_error:
        // Without a journal the request below writes nothing, and a server that cannot write may still answer it.
        if (journal_id_.empty() && ++internal_errors_ < most_internal_errors)
            return false;
        break;
    case errc::invalid_parameter_value:
    case errc::bad_request:
    case errc::resource_already_exists:
    case errc::resource_conflict:
    case errc::not_implemented:
        break;
    default:
        return false;
    }
    return api_.try_call<schema::log_batch>(batch_of(run_, {}, tag_for(number_))).has_value();
}

MLTRACK_DECL std::optional<schema::run_tag> delivery::tag_for(std::uint64_t number) const
{
    if (journal_id_.empty())
        return std::nullopt;
    return schema::run_tag{.key = tag_key(), .value = std::to_string(number)};
}

} // namespace mltrack::logging
