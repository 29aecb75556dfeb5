#include <mltrack/transport/exchange/impl/tls_exchange.ipp>
