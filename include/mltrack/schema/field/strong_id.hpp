#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace mltrack::schema {

/// The id of one kind of thing: text that is not mixed up with the ids of other kinds.
template <class Kind>
struct strong_id
{
    std::string value;

    strong_id() = default;
    strong_id(std::string text) : value(std::move(text)) {}
    strong_id(const char* text) : value(text) {}

    bool empty() const noexcept { return value.empty(); }

    friend auto operator<=>(const strong_id&, const strong_id&) = default;
};

/// The ids of MLflow Tracking.
namespace id {

using experiment = strong_id<struct experiment_kind>; ///< Decimal digits in SQL stores, any text in file stores.
using run = strong_id<struct run_kind>;               ///< 32 hexadecimal digits when MLflow or mltrack made it.
using model = strong_id<struct model_kind>;           ///< `m-` and 32 hexadecimal digits.

} // namespace id
} // namespace mltrack::schema

template <class Kind>
struct std::hash<mltrack::schema::strong_id<Kind>>
{
    std::size_t operator()(const mltrack::schema::strong_id<Kind>& id) const noexcept
    {
        return std::hash<std::string>{}(id.value);
    }
};
