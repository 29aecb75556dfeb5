#include <mltrack/transport/impl/descriptor_limit.ipp>
#include <mltrack/transport/impl/event_loop.ipp>
#include <mltrack/transport/impl/http_session.ipp>
#include <mltrack/transport/impl/http_wire.ipp>
#include <mltrack/transport/impl/in_process_exchange.ipp>
#include <mltrack/transport/impl/response_head.ipp>
#include <mltrack/transport/impl/tcp_exchange.ipp>
#include <mltrack/transport/impl/tcp_listener.ipp>
