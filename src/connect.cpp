#include <mltrack/impl/connect.ipp>
