// error: an API that is searched needs: result<E::response> try_call<E>(const E::request&)
#include <mltrack/frame/search_runs.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

#ifdef MENDED
using searched = mltrack::tracking::service<mltrack::store::memory>;
#else
using searched = mltrack::store::memory;
#endif

auto count_runs(searched& api)
{
    return std::ranges::distance(mltrack::search_runs(api, {}));
}
