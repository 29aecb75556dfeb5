#pragma once

#include <type_traits>
#include <utility>

namespace mltrack::schema {

/// A member that a request must have. An empty text or id counts as missing, as in MLflow.
template <class T>
struct required
{
    using value_type = T;

    T value{};

    required() = default;

    template <class From>
        requires(std::is_convertible_v<From, T> && !std::is_same_v<std::remove_cvref_t<From>, required>)
    required(From&& from) : value(std::forward<From>(from))
    {
    }

    operator const T&() const noexcept { return value; }
    const T& operator*() const noexcept { return value; }
    T& operator*() noexcept { return value; }
    const T* operator->() const noexcept { return &value; }
    T* operator->() noexcept { return &value; }

    friend bool operator==(const required&, const required&) = default;
};

} // namespace mltrack::schema
