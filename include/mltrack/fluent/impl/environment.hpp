#pragma once

#include <mltrack/client/variables.hpp>

#include <cstdio>
#include <string_view>

namespace mltrack::fluent {

using calling::boolean_variable;
using calling::variable;

/// Tells the user of something that goes wrong where nothing can be thrown.
inline void complain(std::string_view what)
{
    std::fprintf(stderr, "mltrack: %.*s\n", static_cast<int>(what.size()), what.data());
}

/// As above, with the reason. Takes no memory, so that it can tell of a lack of it.
inline void complain(std::string_view what, std::string_view why)
{
    std::fprintf(stderr, "mltrack: %.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
                 static_cast<int>(why.size()), why.data());
}

} // namespace mltrack::fluent
