#pragma once

#include <mltrack/transport/exchange/impl/certificate_problem.hpp>
#include <mltrack/transport/exchange/impl/tls_context.hpp>
#include <mltrack/transport/exchange/impl/tunnel.hpp>
#include <mltrack/transport/impl/client_stream.hpp>

#include <boost/asio/ssl/stream.hpp>

#include <optional>

namespace mltrack::transport::detail {

/// What all connections over TLS of a client share.
struct tls_setup
{
    explicit tls_setup(tls_options given) : options(std::move(given)), context(make_context(options)) {}

    tls_options options;
    asio::ssl::context context;
};

/// A connection over TLS. Reads and writes are the program's own bytes; time-outs and the address are the socket's.
class tls_stream
{
public:
    using executor_type = executor;

    /// The setup outlives it.
    tls_stream(asio::io_context& io, tls_setup& setup) : setup_(&setup), stream_(tcp_stream(io), setup.context) {}

    executor_type get_executor() noexcept { return stream_.next_layer().get_executor(); }
    tcp_stream& below() noexcept { return stream_.next_layer(); }
    auto& socket() noexcept { return below().socket(); }
    const tls_options& options() const noexcept { return setup_->options; }

    template <class Addresses, class Token>
    auto async_connect(const Addresses& addresses, Token&& token)
    {
        return below().async_connect(addresses, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return stream_.async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return stream_.async_write_some(buffers, std::forward<Token>(token));
    }

    void expires_after(std::chrono::nanoseconds time) { below().expires_after(time); }
    void expires_at(std::chrono::steady_clock::time_point time) { below().expires_at(time); }

    /// Makes sure of the server and agrees with it on keys.
    task<result<void>> shake_hands(const route& to);

private:
    /// Says in the handshake whom it is meant for.
    void name(const base_url& server);
    /// Says whom the server has to be by its certificate.
    void expect(const base_url& server);
    error handshake_failure(const route& to, const error_code& failure) const;

    tls_setup* setup_;
    asio::ssl::stream<tcp_stream> stream_;
    std::optional<certificate_problem> problem_;
};

inline bool is_address(const std::string& host)
{
    error_code no_address;
    asio::ip::make_address(host, no_address);
    return !no_address;
}

inline void tls_stream::name(const base_url& server)
{
    // RFC 6066, 3: the handshake names hosts, not addresses.
    if (!is_address(server.host))
        ::SSL_set_tlsext_host_name(stream_.native_handle(), server.host.c_str());
}

inline void tls_stream::expect(const base_url& server)
{
    auto* const wanted = ::SSL_get0_param(stream_.native_handle());
    if (!is_address(server.host)) {
        ::X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        ::X509_VERIFY_PARAM_set1_host(wanted, server.host.c_str(), server.host.size());
    } else {
        ::X509_VERIFY_PARAM_set1_ip_asc(wanted, server.host.c_str());
    }
    stream_.set_verify_callback([this](bool is_right, asio::ssl::verify_context& context) {
        if (!is_right && !problem_)
            problem_ = problem_of(context);
        return is_right;
    });
}

inline task<result<void>> tls_stream::shake_hands(const route& to)
{
    name(to.server);
    if (options().verify_server)
        expect(to.server);
    const auto [failure] = co_await stream_.async_handshake(asio::ssl::stream_base::client, with_code);
    if (failure == asio::error::operation_aborted)
        throw boost::system::system_error(failure);
    if (failure)
        co_return handshake_failure(to, failure);
    co_return result<void>();
}

/// What an alert of the server's says of the client's certificate; nothing for all else.
inline std::optional<error> certificate_alert(const route& to, const tls_options& options, const error_code& failure)
{
    if (failure.category() != asio::error::get_ssl_category())
        return std::nullopt;
    const auto& file = options.client_certificate;
    switch (ERR_GET_REASON(static_cast<unsigned long>(failure.value()))) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        return error{errc::unauthenticated,
                     to.server.text + " asks for a client certificate" +
                         (file.empty() ? "" : ", and takes none of those in '" + file + "'") +
                         " — set MLFLOW_TRACKING_CLIENT_CERT_PATH to a PEM file with one and its key"};
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        if (file.empty())
            return std::nullopt;
        return error{errc::unauthenticated, to.server.text + " does not take the client certificate in '" + file +
                                                "' (" + reason_of(failure) +
                                                ") — set MLFLOW_TRACKING_CLIENT_CERT_PATH to one that it takes"};
    default:
        return std::nullopt;
    }
}

/// Whether the other end speaks, but no TLS.
inline bool is_no_tls(const error_code& failure)
{
    const auto reason = ERR_GET_REASON(static_cast<unsigned long>(failure.value()));
    return failure.category() == asio::error::get_ssl_category() &&
           (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
            reason == SSL_R_HTTPS_PROXY_REQUEST || reason == SSL_R_PACKET_LENGTH_TOO_LONG);
}

inline error tls_stream::handshake_failure(const route& to, const error_code& failure) const
{
    const auto& server = to.server.text;
    if (problem_)
        return distrust(*problem_, to.server, options());
    if (auto known = certificate_alert(to, options(), failure))
        return std::move(*known);
    if (is_no_tls(failure))
        return {errc::invalid_parameter_value, "What listens at " + server + " speaks no TLS — is it http:// instead?"};
    if (failure == beast::error::timeout)
        return {errc::temporarily_unavailable, "Cannot reach " + to.name() + ": no TLS session in time"};
    if (failure.category() == asio::error::get_ssl_category())
        return {errc::permission_denied, "Cannot agree on TLS with " + server + ": " + reason_of(failure) +
                                             " — it takes TLS 1.2 or newer, and perhaps a client certificate "
                                             "(MLFLOW_TRACKING_CLIENT_CERT_PATH)"};
    return {errc::temporarily_unavailable,
            "Lost the connection to " + to.name() + " while TLS began: " + failure.message()};
}

/// As for all streams.
inline task<result<void>> reach_server(tls_stream& stream, const route& to)
{
    try {
        if (to.via) {
            const auto led = co_await open_tunnel(stream.below(), to);
            if (led.has_error())
                co_return led.error();
        }
    } catch (const boost::system::system_error& failure) {
        if (failure.code() == asio::error::operation_aborted)
            throw;
        co_return error{errc::temporarily_unavailable,
                        "Cannot reach " + to.name() + ": the proxy did not lead there: " + failure.code().message() +
                            " — " + to.doubt()};
    }
    co_return co_await stream.shake_hands(to);
}

/// With TLS 1.3 the server tells after the handshake what it thinks of the client's certificate.
inline std::optional<error> fault_of(const tls_stream& stream, const route& to, const error_code& failure)
{
    return certificate_alert(to, stream.options(), failure);
}

inline void send_at_once(tls_stream& stream)
{
    send_at_once(stream.below());
}

} // namespace mltrack::transport::detail
