// error: MLTRACK_REFLECT(my::point: x) does not list every member of the struct once
#include <mltrack/reflect/reflect.hpp>

namespace my {

struct point
{
    int x = 0;
    int y = 0;
};

} // namespace my

#ifdef MENDED
MLTRACK_REFLECT(my::point, x, y);
#else
MLTRACK_REFLECT(my::point, x);
#endif
