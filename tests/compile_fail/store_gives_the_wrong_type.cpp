// error: a tracking store needs: result<std::optional<schema::run>> find_run(const id::run&)
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

struct careless : mltrack::store::memory
{
#ifndef MENDED
    mltrack::schema::run find_run(const mltrack::schema::id::run&) { return {}; }
#endif
};

mltrack::tracking::service<careless> service{std::make_shared<careless>()};
