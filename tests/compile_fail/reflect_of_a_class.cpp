// error: a description is a flat aggregate: no bases, no constructors
#include <mltrack/reflect/reflect.hpp>

namespace my {

struct point
{
    int x = 0;
#ifndef MENDED
    explicit point(int value) : x(value) {}
#endif
};

} // namespace my

MLTRACK_REFLECT(my::point, x);
