#pragma once

#include <mltrack/transport/impl/asio_types.hpp>
#include <mltrack/transport/listening_socket.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/basic_resolver.hpp>

#include <algorithm>
#include <sys/socket.h>
#include <unistd.h>

namespace mltrack::transport {
namespace detail {

/// The address that a name stands for; of a host name the first IPv4 address, where it has one.
inline result<asio::ip::address> address_of(asio::io_context& io, const std::string& name)
{
    error_code failed;
    const auto address = asio::ip::make_address(name, failed);
    if (!failed)
        return address;
    asio::ip::basic_resolver<tcp_protocol, executor> resolver(io);
    const auto found = resolver.resolve(name, "", asio::ip::resolver_base::passive, failed);
    if (failed || found.empty())
        return error{errc::invalid_parameter_value,
                     "'" + name + "' is no address to listen on: " + failed.message() +
                         ". Give an IPv4 or IPv6 address of this machine, 127.0.0.1 for example."};
    const auto is_v4 = [](const auto& entry) { return entry.endpoint().address().is_v4(); };
    const auto first = std::find_if(found.begin(), found.end(), is_v4);
    return (first == found.end() ? found.begin() : first)->endpoint().address();
}

inline error cannot_listen(const std::string& address, std::uint16_t port, error_code why)
{
    const auto what = "Cannot listen on " + address + " port " + std::to_string(port) + ": " + why.message() + ". ";
    if (why == asio::error::make_error_code(static_cast<asio::error::basic_errors>(EADDRNOTAVAIL)))
        return {errc::invalid_parameter_value,
                what + "It is no address of this machine: give one that is, or 0.0.0.0 for all of them."};
    if (why == asio::error::access_denied)
        return {errc::temporarily_unavailable,
                what +
                    "Ports below 1024 are kept for the system: choose another one, with a proxy in front if need be."};
    return {errc::temporarily_unavailable, what + "Choose another port (0 takes a free one) or stop what uses it."};
}

} // namespace detail

MLTRACK_DECL result<listening_socket> listening_socket::open(const std::string& address, std::uint16_t port)
{
    boost::asio::io_context io{1};
    MLTRACK_TRY(const auto resolved, detail::address_of(io, address));
    const detail::tcp_protocol::endpoint endpoint{resolved, port};
    boost::asio::basic_socket_acceptor<detail::tcp_protocol, detail::executor> acceptor{io};
    try {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(boost::asio::socket_base::reuse_address(true));
        acceptor.bind(endpoint);
        return listening_socket(acceptor.release());
    } catch (const boost::system::system_error& failure) {
        return detail::cannot_listen(address, port, failure.code());
    }
}

MLTRACK_DECL std::string listening_socket::address() const
{
    detail::tcp_protocol::endpoint bound;
    auto size = static_cast<::socklen_t>(bound.capacity());
    const bool is_known = ::getsockname(descriptor_, bound.data(), &size) == 0;
    const bool is_internet = bound.data()->sa_family == AF_INET || bound.data()->sa_family == AF_INET6;
    return is_known && is_internet ? bound.address().to_string() : std::string();
}

MLTRACK_DECL listening_socket::~listening_socket()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

} // namespace mltrack::transport
