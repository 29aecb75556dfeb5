// error: an enumeration without names: write MLTRACK_REFLECT_ENUM(type, enumerators...)
#include <mltrack/fluent/value/flatten.hpp>

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

auto params()
{
    return mltrack::fluent::named_texts(configuration());
}
