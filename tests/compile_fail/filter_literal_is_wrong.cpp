// error: the_filter_is_wrong_at_character<16
// error: expected a number without quotes
#include <mltrack/query/typed/literal.hpp>

auto good_runs()
{
    using namespace mltrack::literals;
#ifdef MENDED
    return "metrics.loss < 0.5"_filter;
#else
    return "metrics.loss < 'low'"_filter;
#endif
}
