#pragma once

/// @file
/// What a program that includes mltrack/src.hpp includes besides, in the same or another one of its translation units,
/// when it uses `store::sqlite`.

#include <mltrack/config.hpp>

#ifdef MLTRACK_HEADER_ONLY
#error Define MLTRACK_SEPARATE_COMPILATION for the whole program to compile mltrack through mltrack/src_sqlite.hpp; without it the library is header-only and needs no src_sqlite.hpp.
#endif

#include <mltrack/impl/connect_sqlite.ipp>
#include <mltrack/store/impl/sqlite.ipp>
#include <mltrack/store/sqlite/check/impl/check.ipp>
#include <mltrack/store/sqlite/impl/backup.ipp>
#include <mltrack/store/sqlite/impl/connection.ipp>
#include <mltrack/store/sqlite/impl/driver.ipp>
#include <mltrack/store/sqlite/layout/impl/conversion.ipp>
#include <mltrack/store/sqlite/layout/impl/shrink.ipp>
