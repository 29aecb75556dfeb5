#pragma once

#include <cstdint>

namespace mltrack::schema {

/// A whole number from `Least` to `Greatest`, `Default` when it is not given.
template <std::int64_t Least, std::int64_t Greatest, std::int64_t Default>
struct bounded
{
    static constexpr std::int64_t least = Least;
    static constexpr std::int64_t greatest = Greatest;

    std::int64_t value = Default;

    bounded() = default;
    constexpr bounded(std::int64_t number) : value(number) {}

    constexpr operator std::int64_t() const noexcept { return value; }
};

} // namespace mltrack::schema
