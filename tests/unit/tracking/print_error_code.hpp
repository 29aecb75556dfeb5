#pragma once

#include <mltrack/schema/error.hpp>

#include <ostream>

namespace mltrack {

/// For messages of tests.
inline std::ostream& operator<<(std::ostream& out, errc code)
{
    return out << describe(code).name;
}

} // namespace mltrack
