// error: a member of the struct cannot be logged
#include <mltrack/fluent/value/flatten.hpp>

struct opaque
{
};
struct configuration
{
    double rate = 0.1;
#ifdef MENDED
    int layers = 3;
#else
    opaque layers{};
#endif
};
MLTRACK_REFLECT(configuration, rate, layers);

auto params()
{
    return mltrack::fluent::named_texts(configuration());
}
