#pragma once

#include <tests/ways/authority.hpp>
#include <tests/ways/relay.hpp>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <atomic>

namespace mltrack::test {

/// Whom a `tls_relay` lets in.
struct tls_relay_options
{
    std::string client_authority = {}; ///< Only clients with a certificate of this one, as PEM, get in; empty: all.
    int newest = TLS1_3_VERSION;       ///< Of the versions of TLS.
};

/// Takes off the TLS in front of a server that has none.
class tls_relay final : public relay
{
public:
    tls_relay(std::uint16_t server, const authority::identity& identity, const tls_relay_options& options = {})
        : server_(server)
    {
        context_.use_certificate_chain(asio::buffer(identity.certificate));
        context_.use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
        ::SSL_CTX_set_max_proto_version(context_.native_handle(), options.newest);
        if (!options.client_authority.empty()) {
            context_.add_certificate_authority(asio::buffer(options.client_authority));
            context_.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
        }
        begin();
    }
    ~tls_relay() override { end(); }

    /// How many clients said in the handshake which host they mean.
    int names_heard() const { return names_heard_; }

private:
    asio::awaitable<void> serve(protocol::socket socket) override
    {
        asio::ssl::stream<protocol::socket> outside(std::move(socket), context_);
        co_await outside.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
        names_heard_ += ::SSL_get_servername(outside.native_handle(), TLSEXT_NAMETYPE_host_name) != nullptr;
        auto inside = co_await connect(server_);
        co_await carry(outside, inside);
    }

    std::uint16_t server_;
    std::atomic<int> names_heard_ = 0;
    asio::ssl::context context_{asio::ssl::context::tls_server};
};

} // namespace mltrack::test
