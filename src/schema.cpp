#include <mltrack/schema/impl/key.ipp>
