#include <mltrack/schema/impl/error.ipp>
#include <mltrack/schema/impl/key.ipp>
