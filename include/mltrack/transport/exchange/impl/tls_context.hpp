#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/transport/exchange/tls_options.hpp>

#include <boost/asio/ssl/context.hpp>

#include <filesystem>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string>

namespace mltrack::transport::detail {

/// What of OpenSSL's errors people read.
inline std::string reason_of(const boost::system::error_code& failure)
{
    const char* const reason = ERR_reason_error_string(static_cast<unsigned long>(failure.value()));
    return failure.category() == boost::asio::error::get_ssl_category() && reason != nullptr ? reason
                                                                                             : failure.message();
}

/// Refuses a certificate that was set.
inline exception wrong_certificate(const std::string& variable, const std::string& file, const std::string& why)
{
    return exception({errc::invalid_parameter_value, variable + ": cannot use '" + file + "': " + why});
}

inline void trust_authorities(boost::asio::ssl::context& context, const tls_options& options)
{
    const auto& place = options.authorities;
    boost::system::error_code failure;
    if (place.empty()) {
        context.set_default_verify_paths(failure);
        return;
    }
    const auto& variable = options.authorities_variable;
    std::error_code unknown;
    const auto kind = std::filesystem::status(place, unknown).type();
    if (kind == std::filesystem::file_type::directory)
        context.add_verify_path(place, failure);
    else if (kind == std::filesystem::file_type::not_found)
        throw wrong_certificate(variable, place, "there is no such file");
    else
        context.load_verify_file(place, failure);
    if (failure)
        throw wrong_certificate(variable, place,
                                "it is no PEM file with the certificates of authorities (" + reason_of(failure) + ")");
}

inline void show_certificate(boost::asio::ssl::context& context, const std::string& file)
{
    if (file.empty())
        return;
    constexpr auto* variable = "MLFLOW_TRACKING_CLIENT_CERT_PATH";
    if (std::error_code unknown; !std::filesystem::exists(file, unknown))
        throw wrong_certificate(variable, file, "there is no such file");
    bool wants_phrase = false;
    boost::system::error_code failure;
    // Without this OpenSSL would ask on the terminal.
    context.set_password_callback(
        [&](std::size_t, boost::asio::ssl::context::password_purpose) {
            wants_phrase = true;
            return std::string();
        },
        failure);
    context.use_certificate_chain_file(file, failure);
    if (failure)
        throw wrong_certificate(variable, file, "it holds no certificate as PEM (" + reason_of(failure) + ")");
    context.use_private_key_file(file, boost::asio::ssl::context::pem, failure);
    if (wants_phrase)
        throw wrong_certificate(variable, file,
                                "its key has a pass phrase; take that off: openssl pkey -in FILE -out FILE");
    if (failure)
        throw wrong_certificate(variable, file,
                                "it holds no key that fits its certificate, which it must as PEM too (" +
                                    reason_of(failure) + ")");
    context.set_password_callback([](std::size_t, boost::asio::ssl::context::password_purpose) { return ""; }, failure);
}

/// What the connections to a server have in common. Throws `mltrack::exception` (`invalid_parameter_value`) for
/// certificates that cannot be used.
inline boost::asio::ssl::context make_context(const tls_options& options)
{
    if (!options.verify_server && !options.authorities.empty())
        throw exception({errc::invalid_parameter_value,
                         "MLFLOW_TRACKING_INSECURE_TLS and " + options.authorities_variable +
                             ": give one of the two; the first has the server's certificate not looked at"});
    using context = boost::asio::ssl::context;
    context made(context::tls_client);
    ::SSL_CTX_set_min_proto_version(made.native_handle(), TLS1_2_VERSION);
    ::SSL_CTX_set_mode(made.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    made.set_verify_mode(options.verify_server ? boost::asio::ssl::verify_peer : boost::asio::ssl::verify_none);
    if (options.verify_server)
        trust_authorities(made, options);
    show_certificate(made, options.client_certificate);
    return made;
}

} // namespace mltrack::transport::detail
