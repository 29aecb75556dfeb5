#include <mltrack/src.hpp>
#include <mltrack/src_sqlite.hpp>
