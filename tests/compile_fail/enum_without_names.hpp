#pragma once

#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/reflect/reflect.hpp>

/// A struct with an enumeration that MLTRACK_REFLECT_ENUM does not describe.
enum class optimizer { sgd, adam };
struct configuration
{
    double rate = 0.1;
    optimizer algorithm = optimizer::sgd;
};
#ifdef MENDED
MLTRACK_REFLECT_ENUM(optimizer, sgd, adam);
#endif
MLTRACK_REFLECT(configuration, rate, algorithm);
