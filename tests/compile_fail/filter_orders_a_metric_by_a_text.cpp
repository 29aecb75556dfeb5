// error: metrics and times are compared with numbers
#include <mltrack/query/typed/where.hpp>

auto good_runs()
{
    using namespace mltrack::columns;
#ifdef MENDED
    return mltrack::where(metrics["loss"] < 0.5 && start_time >= 0);
#else
    return mltrack::where(metrics["loss"] < "low");
#endif
}
