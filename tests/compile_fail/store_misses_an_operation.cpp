// error: a tracking store needs: result<void> append(const id::run&, const run_batch&)
#include <mltrack/store/any_store.hpp>
#include <mltrack/store/memory.hpp>

/// Hides an operation of a store that has them all.
struct forgetful : mltrack::store::memory
{
#ifndef MENDED
    void append();
#endif
};

mltrack::store::any_store store{std::make_shared<forgetful>()};
