#pragma once

#include <mltrack/query/diagnosis.hpp>
#include <mltrack/query/to_text.hpp>
#include <mltrack/schema/endpoint/filter.hpp>
#include <mltrack/store/keys/key_store.hpp>
#include <mltrack/tracking/context.hpp>
#include <mltrack/tracking/rules/lookup.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mltrack::tracking {

constexpr std::string_view name_of(query::suggestion::kind kind)
{
    using enum query::suggestion::kind;
    return kind == keyword ? "keyword" : kind == comparator ? "comparator" : kind == column ? "column" : "value";
}

inline std::optional<schema::filter_problem> problem_of(std::string_view filter)
{
    auto wrong = query::diagnose(filter);
    if (!wrong)
        return std::nullopt;
    return schema::filter_problem{static_cast<std::int64_t>(wrong->offset), static_cast<std::int64_t>(wrong->length),
                                  std::move(wrong->message), std::move(wrong->expected)};
}

/// The byte before which to write. Errors: `invalid_parameter_value` when the text has no such place.
inline result<std::size_t> cursor_of(const schema::parse_filter::request& request)
{
    const auto size = static_cast<std::int64_t>(request.text.size());
    const auto cursor = request.cursor.value_or(size);
    if (cursor < 0 || cursor > size)
        return invalid("cursor: " + std::to_string(cursor) + " is no place in a text of " + std::to_string(size) +
                       " bytes: give a number from 0, its start, to " + std::to_string(size) + ", its end");
    return static_cast<std::size_t>(cursor);
}

/// Each of the experiments once. Errors: `resource_does_not_exist`.
inline result<std::vector<schema::id::experiment>> known_experiments(context& at,
                                                                     const std::vector<schema::id::experiment>& ids)
{
    MLTRACK_TRY(auto experiments, canonical(ids));
    std::ranges::sort(experiments);
    experiments.erase(std::ranges::unique(experiments).begin(), experiments.end());
    for (const auto& each : experiments)
        MLTRACK_CHECK(find_experiment(at, each));
    return experiments;
}

/// The keys or values that the runs have and that may stand at a place; none where it is neither.
inline result<std::vector<std::string>> known_texts(context& at, const query::completion& place,
                                                    const schema::parse_filter::request& request)
{
    MLTRACK_TRY(const auto experiments, known_experiments(at, request.experiment_ids));
    const auto limit = request.max_results.value;
    if (experiments.empty() || place.type == query::completed::word || place.is_number)
        return std::vector<std::string>();
    if (place.type == query::completed::key)
        return at.store->search_keys({experiments, place.entity, place.prefix, limit});
    return at.store->search_values({experiments, {.entity = place.entity, .key = place.key}, place.prefix, limit});
}

inline result<schema::parse_filter::response> rule(context& at, const schema::parse_filter::request& request)
{
    MLTRACK_TRY(const auto cursor, cursor_of(request));
    const auto place = query::complete(request.text, cursor);
    schema::parse_filter::response response{.error = problem_of(request.text),
                                            .offset = static_cast<std::int64_t>(place.offset),
                                            .length = static_cast<std::int64_t>(place.length)};
    response.ok = !response.error;
    for (const auto& each : place.suggestions)
        response.completions.push_back({each.text, std::string(name_of(each.type))});
    MLTRACK_TRY(const auto known, known_texts(at, place, request));
    for (const auto& each : known) {
        const bool is_key = place.type == query::completed::key;
        auto text = is_key ? query::quote_key(each) : query::quote_string(each);
        const auto is_it = [&](const auto& other) { return other.text == text.value(); };
        // One that no quotes fit cannot be written.
        if (text.has_value() && std::ranges::none_of(response.completions, is_it))
            response.completions.push_back({std::move(text).value(), is_key ? "key" : "value"});
    }
    return response;
}

} // namespace mltrack::tracking
