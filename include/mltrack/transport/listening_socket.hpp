#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace mltrack::transport {

/// A TCP socket to listen on: bound before there is a server, or handed over by another process, as systemd does.
class listening_socket
{
public:
    /// Binds to an address of this machine (IPv4, IPv6 or a host name); port 0 takes a free one. The listener that gets
    /// the socket listens: until then nobody is let in, and two sockets of one port may be bound.
    /// Errors: `temporarily_unavailable` when the port is taken or not allowed, `invalid_parameter_value` when the
    /// address is none of this machine's; both name what to do.
    MLTRACK_DECL static result<listening_socket> open(const std::string& address, std::uint16_t port);

    /// Takes over a descriptor that is bound, and may listen.
    explicit listening_socket(int descriptor) noexcept : descriptor_(descriptor) {}

    listening_socket(listening_socket&& other) noexcept : descriptor_(other.release()) {}
    listening_socket& operator=(listening_socket&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    MLTRACK_DECL ~listening_socket();

    /// The IPv4 or IPv6 address that it is bound to; empty when it has none.
    MLTRACK_DECL std::string address() const;

    /// -1 when it was given away.
    int descriptor() const noexcept { return descriptor_; }

    /// Gives the descriptor away; -1 when that was done before.
    int release() noexcept { return std::exchange(descriptor_, -1); }

private:
    int descriptor_;
};

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/impl/listening_socket.ipp>
#endif
