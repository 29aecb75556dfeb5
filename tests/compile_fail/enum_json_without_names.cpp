// error: an enumeration without names: write MLTRACK_REFLECT_ENUM(type, enumerators...)
#include "enum_without_names.hpp"
#include <mltrack/fluent/value/json_value.hpp>

mltrack::json_value dictionary()
{
    return configuration();
}
