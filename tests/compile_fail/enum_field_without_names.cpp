// error: an enumeration without names: write MLTRACK_REFLECT_ENUM(type, enumerators...)
#include "enum_without_names.hpp"
#include <mltrack/codec/json.hpp>

std::string encoded()
{
    return mltrack::codec::json::encode(configuration());
}
