// error: an enumeration without names: write MLTRACK_REFLECT_ENUM(type, enumerators...)
#include "enum_without_names.hpp"
#include <mltrack/fluent/artifacts/table.hpp>

void log_rows(const std::vector<configuration>& rows)
{
    mltrack::log_table(rows, "configurations.json");
}
