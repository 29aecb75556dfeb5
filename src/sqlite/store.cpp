#include <mltrack/store/impl/sqlite.ipp>
#include <mltrack/store/sqlite/impl/backup.ipp>
#include <mltrack/store/sqlite/impl/connection.ipp>
#include <mltrack/store/sqlite/impl/driver.ipp>
