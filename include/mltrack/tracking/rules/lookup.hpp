#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/key.hpp>
#include <mltrack/store/active_run.hpp>
#include <mltrack/store/records.hpp>
#include <mltrack/tracking/context.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// What many rules begin with: the experiment or run that a request is about. Whether a run takes changes is the
/// store's to check, together with the change.

namespace mltrack::tracking {

inline error invalid(std::string message)
{
    return {errc::invalid_parameter_value, std::move(message)};
}

/// A key that stands in a list of tags or params twice.
template <class Items>
std::optional<std::string> repeated_key(const Items& items)
{
    std::set<std::string_view> keys;
    for (const auto& each : items)
        if (!keys.insert(each.key->value).second)
            return each.key->value;
    return std::nullopt;
}

/// An experiment id as SQL stores know it. MLflow reads it as Python's `int` does: "00", " 0" and "1_0" are numbers
/// too. Errors: `invalid_parameter_value` when it is no number, `internal_error` beyond 64 bits, as MLflow.
inline result<schema::id::experiment> canonical(const schema::id::experiment& id)
{
    auto digits = codec::detail::without_digit_separators(codec::detail::trimmed(id.value));
    const bool sign = digits.starts_with('-') || digits.starts_with('+');
    if (digits.size() == (sign ? 1u : 0u) ||
        !std::all_of(digits.begin() + (sign ? 1 : 0), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return invalid("experiment_id: '" + id.value + "' is not an experiment id: it must be a whole number");
    const auto number = codec::parse_integer(digits);
    if (!number)
        return error{errc::internal_error, "experiment_id: '" + id.value + "' does not fit into 64 bits"};
    return schema::id::experiment(std::to_string(*number));
}

/// All of them as SQL stores know them. As in MLflow one that is no number is told before one that does not fit.
inline result<std::vector<schema::id::experiment>> canonical(const std::vector<schema::id::experiment>& ids)
{
    std::vector<schema::id::experiment> all;
    std::optional<error> too_large;
    for (const auto& each : ids) {
        auto id = canonical(each);
        if (id.has_value())
            all.push_back(*std::move(id));
        else if (id.error().code != errc::internal_error)
            return std::move(id).error();
        else if (!too_large)
            too_large = std::move(id).error();
    }
    if (too_large)
        return *std::move(too_large);
    return all;
}

/// Refuses a run id of another form than MLflow's; only some endpoints ask for it.
inline result<void> check_run_id(const schema::id::run& id)
{
    if (const auto what = schema::run_id_rule(id.value))
        return invalid("run_id: '" + std::string(schema::first_code_points(id.value, 256)) + "' " + *what);
    return {};
}

/// The experiment, whatever its stage. Errors: `resource_does_not_exist`.
inline result<schema::experiment> find_experiment(context& at, const schema::id::experiment& id)
{
    MLTRACK_TRY(const auto key, canonical(id));
    MLTRACK_TRY(auto found, at.store->find_experiment(key));
    if (!found)
        return error{errc::resource_does_not_exist, "experiment_id: no experiment has the id '" + id.value + "'"};
    return *std::move(found);
}

/// The experiment, not deleted. Errors: `invalid_parameter_value` when it is.
inline result<schema::experiment> find_active_experiment(context& at, const schema::id::experiment& id)
{
    MLTRACK_TRY(auto found, find_experiment(at, id));
    if (found.lifecycle_stage != schema::lifecycle_stage::active)
        return invalid("experiment_id: the experiment '" + id.value + "' is deleted; restore it first");
    return found;
}

/// The run, whatever its stage. Errors: `resource_does_not_exist`.
inline result<schema::run_info> find_run_info(context& at, const schema::id::run& id)
{
    MLTRACK_TRY(auto found, at.store->find_run_info(id));
    if (!found)
        return store::unknown_run(id);
    return *std::move(found);
}

} // namespace mltrack::tracking
