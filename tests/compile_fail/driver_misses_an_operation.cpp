// error: store::sql needs a driver: store/sql/driver.hpp says what it must have
#include <mltrack/store/sqlite.hpp>

/// Hides an operation of a driver that has them all.
struct forgetful : mltrack::store::sqlite_driver
{
    using sqlite_driver::sqlite_driver;
#ifndef MENDED
    void uri();
#endif
};

using store = mltrack::store::sql<forgetful>;
static_assert(sizeof(store) != 0);
