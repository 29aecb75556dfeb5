#pragma once

#include <sqlite3.h>

#include <memory>

namespace mltrack::test {

struct close_database
{
    void operator()(sqlite3* each) const { sqlite3_close_v2(each); }
};

/// A connection to an SQLite file, as SQLite has it.
using plain_database = std::unique_ptr<sqlite3, close_database>;

} // namespace mltrack::test
