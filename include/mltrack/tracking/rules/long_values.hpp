#pragma once

#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/field/text.hpp>
#include <mltrack/tracking/rules/lookup.hpp>

#include <string>
#include <string_view>

namespace mltrack::tracking {

inline constexpr std::size_t longest_param_value = 6'000; ///< Code points.
inline constexpr std::size_t longest_tag_value = 8'000;   ///< Code points.

/// A value as it is kept: cut to `longest` code points, or refused where the options say so.
inline result<std::string> kept_value(const context& at, std::string_view key, const std::string& value,
                                      std::size_t longest)
{
    // A code point has at least one byte.
    if (value.size() <= longest || schema::code_points(value) <= longest)
        return value;
    if (!at.options.truncate_long_values)
        return invalid("the value of '" + std::string(key) + "' has " + std::to_string(schema::code_points(value)) +
                       " characters; at most " + std::to_string(longest) + " are allowed");
    return std::string(schema::first_code_points(value, longest));
}

inline result<schema::param> kept(const context& at, const schema::param& param)
{
    MLTRACK_TRY(auto value, kept_value(at, param.key->value, param.value, longest_param_value));
    return schema::param{.key = param.key, .value = std::move(value)};
}

inline result<schema::run_tag> kept(const context& at, const schema::run_tag& tag)
{
    MLTRACK_TRY(auto value, kept_value(at, tag.key->value, tag.value, longest_tag_value));
    return schema::run_tag{.key = tag.key, .value = std::move(value)};
}

/// All of them as they are kept.
template <class Item>
result<std::vector<Item>> kept(const context& at, const std::vector<Item>& items)
{
    std::vector<Item> out;
    out.reserve(items.size());
    for (const Item& each : items) {
        MLTRACK_TRY(auto item, kept(at, each));
        out.push_back(std::move(item));
    }
    return out;
}

} // namespace mltrack::tracking
