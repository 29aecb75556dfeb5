#pragma once

#include <mltrack/schema/error.hpp>

#include <exception>
#include <type_traits>

namespace mltrack::serving {

/// Calls what gives a result; whatever it throws becomes an `internal_error`.
template <class Function>
std::invoke_result_t<Function&> guarded(Function&& function)
{
    try {
        return function();
    } catch (const std::exception& fault) {
        return error{errc::internal_error, fault.what()};
    } catch (...) {
        return error{errc::internal_error, "Something was thrown that is no std::exception."};
    }
}

} // namespace mltrack::serving
