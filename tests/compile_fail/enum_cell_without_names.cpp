// error: an enumeration without names: write MLTRACK_REFLECT_ENUM(type, enumerators...)
#include <mltrack/fluent/artifacts/table.hpp>

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

void log_rows(const std::vector<configuration>& rows)
{
    mltrack::log_table(rows, "configurations.json");
}
