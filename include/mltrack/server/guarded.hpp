#pragma once

#include <mltrack/schema/error.hpp>

#include <type_traits>

namespace mltrack::serving {

/// Calls what gives a result; whatever it throws becomes an `internal_error`.
template <class Function>
std::invoke_result_t<Function&> guarded(Function&& function)
{
    try {
        return function();
    } catch (...) {
        return caught_error();
    }
}

} // namespace mltrack::serving
