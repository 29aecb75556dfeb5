#include <mltrack/impl/connect_sqlite.ipp>
