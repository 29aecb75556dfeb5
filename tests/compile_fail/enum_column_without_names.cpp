// error: an enumeration without names: write MLTRACK_REFLECT_ENUM(type, enumerators...)
#include "enum_without_names.hpp"
#include <mltrack/frame/to_structs.hpp>

std::vector<configuration> configurations(const mltrack::runs_frame& frame)
{
    return mltrack::to<configuration>(frame);
}
