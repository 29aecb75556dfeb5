#pragma once

#include <string>

namespace mltrack::transport {

/// How a client and a server of an `https:` URL make sure of each other. TLS is 1.2 at least.
struct tls_options
{
    /// Whether the server's certificate is looked at. Off: whoever answers is believed, and may read all that is sent,
    /// passwords too. MLFLOW_TRACKING_INSECURE_TLS.
    bool verify_server = true;

    /// A PEM file with the certificates of the authorities that are trusted, or a folder of them as `openssl rehash`
    /// makes it; empty: those that this machine trusts. MLFLOW_TRACKING_SERVER_CERT_PATH.
    std::string authorities = {};

    /// The variable that messages name where authorities are missing or wrong.
    std::string authorities_variable = "MLFLOW_TRACKING_SERVER_CERT_PATH";

    /// A PEM file with the certificate that the client shows, those of its authorities, and its key without a pass
    /// phrase; empty: none. MLFLOW_TRACKING_CLIENT_CERT_PATH.
    std::string client_certificate = {};
};

} // namespace mltrack::transport
