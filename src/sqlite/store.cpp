#include <mltrack/store/impl/sqlite.ipp>
#include <mltrack/store/sqlite/check/impl/check.ipp>
#include <mltrack/store/sqlite/impl/backup.ipp>
#include <mltrack/store/sqlite/impl/connection.ipp>
#include <mltrack/store/sqlite/impl/driver.ipp>
#include <mltrack/store/sqlite/layout/impl/conversion.ipp>
#include <mltrack/store/sqlite/layout/impl/shrink.ipp>
