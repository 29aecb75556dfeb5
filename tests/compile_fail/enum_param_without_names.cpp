// error: an enumeration without names: write MLTRACK_REFLECT_ENUM(type, enumerators...)
#include "enum_without_names.hpp"
#include <mltrack/fluent/value/flatten.hpp>

auto params()
{
    return mltrack::fluent::named_texts(configuration());
}
