#pragma once

#include <mltrack/transport/tcp_listener.hpp>

namespace mltrack::transport {

/// HTTP over TCP: `server<Store, Artifacts, tcp>` listens on a port.
struct tcp
{
    using listener = tcp_listener;
};

} // namespace mltrack::transport
