#pragma once

#include <mltrack/schema/field/unix_ms.hpp>

#include <type_traits>
#include <utility>

namespace mltrack::schema {

/// A member that a request must have. An empty text or id counts as missing, as in MLflow; a number or time, of which
/// none is empty, when it was never assigned to. Write it by assignment or through `*` and `->`, not as `.value`.
template <class T>
struct required
{
    using value_type = T;

    /// Whether it remembers that it was given.
    static constexpr bool remembers = std::is_arithmetic_v<T> || std::is_base_of_v<unix_ms, T>;

    T value{};

    required() = default;

    template <class From>
        requires(std::is_convertible_v<From, T> && !std::is_same_v<std::remove_cvref_t<From>, required>)
    required(From&& from) : value(std::forward<From>(from))
    {
        note_given();
    }

    /// Whether it was given, as far as that is not seen from the value.
    bool is_given() const noexcept
    {
        if constexpr (remembers)
            return given_;
        else
            return true;
    }

    operator const T&() const noexcept { return value; }
    const T& operator*() const noexcept { return value; }
    T& operator*() noexcept { return *operator->(); }
    const T* operator->() const noexcept { return &value; }
    T* operator->() noexcept
    {
        note_given();
        return &value;
    }

    friend bool operator==(const required& left, const required& right) { return left.value == right.value; }

private:
    struct nothing
    {
    };

    void note_given() noexcept
    {
        if constexpr (remembers)
            given_ = true;
    }

    [[no_unique_address]] std::conditional_t<remembers, bool, nothing> given_{};
};

} // namespace mltrack::schema
