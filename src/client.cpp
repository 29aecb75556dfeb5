#include <mltrack/client/impl/artifact_access.ipp>
#include <mltrack/client/impl/engine.ipp>
#include <mltrack/client/impl/message.ipp>
#include <mltrack/client/impl/retry.ipp>
#include <mltrack/transport/impl/event_loop.ipp>
#include <mltrack/transport/impl/in_process_exchange.ipp>
#include <mltrack/transport/impl/tcp_exchange.ipp>
