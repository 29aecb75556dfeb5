#pragma once

#include <mltrack/client/options.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>
#include <tests/ways/stand_in_proxy.hpp>
#include <tests/ways/tls_relay.hpp>

#include <cstdint>
#include <string>

/// @file
/// The ways from a client to a server that listens on a port of the loopback. Each is made from that port and has a
/// `url` and the `options` that a client needs for it.

namespace mltrack::test {

/// Straight to the port.
struct over_tcp
{
    explicit over_tcp(std::uint16_t server) : url("http://127.0.0.1:" + std::to_string(server)) {}

    std::string url;
    client_options options = {};
};

/// Over TLS.
struct over_tls
{
    explicit over_tls(std::uint16_t server)
        : relay(server, known.issue({.name = "server", .hosts = "DNS:localhost, IP:127.0.0.1"})),
          url("https://127.0.0.1:" + std::to_string(relay.port()))
    {
        put(folder / "authority.pem", known.certificate());
        options.tls.authorities = (folder / "authority.pem").string();
    }

    temporary_folder folder;
    authority known{"a test"};
    tls_relay relay;
    std::string url;
    client_options options = {};
};

/// By way of a proxy that reads and passes on requests.
struct over_proxy : over_tcp
{
    explicit over_proxy(std::uint16_t server) : over_tcp(server)
    {
        options.proxies.http = "127.0.0.1:" + std::to_string(proxy.port());
    }

    stand_in_proxy proxy;
};

/// Over TLS through the tunnel of a proxy.
struct over_tunnel : over_tls
{
    explicit over_tunnel(std::uint16_t server) : over_tls(server)
    {
        options.proxies.https = "http://127.0.0.1:" + std::to_string(proxy.port());
    }

    stand_in_proxy proxy;
};

} // namespace mltrack::test
