// error: a tracking store needs: result<void> append(const id::run&, const run_batch&)
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

/// Hides an operation of a store that has them all.
struct forgetful : mltrack::store::memory
{
#ifndef MENDED
    void append();
#endif
};

mltrack::tracking::service<forgetful> service{std::make_shared<forgetful>()};
