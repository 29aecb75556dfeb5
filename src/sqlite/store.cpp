#include <mltrack/store/impl/sqlite.ipp>
#include <mltrack/store/impl/sqlite_connection.ipp>
#include <mltrack/store/impl/sqlite_driver.ipp>
