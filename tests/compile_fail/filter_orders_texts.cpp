// error: < <= > >= compare numbers; texts have == != in between like
#include <mltrack/query/typed/where.hpp>

auto good_runs()
{
    using namespace mltrack::columns;
#ifdef MENDED
    return mltrack::where(params["opt"].between("a", "b") && params["rate"] < 0.1);
#else
    return mltrack::where(params["opt"] < "b");
#endif
}
