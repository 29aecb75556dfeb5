#pragma once

#include <mltrack/transport/exchange/base_url.hpp>
#include <mltrack/transport/exchange/tls_options.hpp>

#include <boost/asio/ssl/verify_context.hpp>

#include <memory>
#include <openssl/x509v3.h>
#include <string>

namespace mltrack::transport::detail {

/// What is wrong with a certificate that a server shows.
struct certificate_problem
{
    int code = X509_V_OK; ///< One of OpenSSL's X509_V_ERR_…
    std::string subject;  ///< Whose certificate it is.
    std::string issuer;   ///< Who has signed it.
    std::string names;    ///< The hosts that it is for.
    std::string begin;    ///< From when on it holds.
    std::string end;      ///< Until when.
};

/// What something of OpenSSL's prints.
template <class Print>
std::string printed(Print&& print)
{
    const std::unique_ptr<BIO, decltype(&::BIO_free)> memory(::BIO_new(::BIO_s_mem()), &::BIO_free);
    print(memory.get());
    char* text = nullptr;
    const auto length = ::BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

inline std::string text_of(const X509_NAME* name)
{
    return printed([&](BIO* into) { ::X509_NAME_print_ex(into, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB); });
}

inline std::string text_of(const ASN1_TIME* time)
{
    return printed([&](BIO* into) { ::ASN1_TIME_print(into, time); });
}

/// The hosts that a certificate is for.
inline std::string names_of(const X509* certificate)
{
    auto* const all =
        static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    std::string names;
    for (int index = 0; index < sk_GENERAL_NAME_num(all); ++index) {
        auto* const name = sk_GENERAL_NAME_value(all, index);
        names += (names.empty() ? "" : ", ") + printed([&](BIO* into) { ::GENERAL_NAME_print(into, name); });
    }
    ::GENERAL_NAMES_free(all);
    return names;
}

/// What OpenSSL just found.
inline certificate_problem problem_of(boost::asio::ssl::verify_context& context)
{
    auto* const store = context.native_handle();
    certificate_problem found;
    found.code = ::X509_STORE_CTX_get_error(store);
    if (const auto* const certificate = ::X509_STORE_CTX_get_current_cert(store)) {
        found.subject = text_of(::X509_get_subject_name(certificate));
        found.issuer = text_of(::X509_get_issuer_name(certificate));
        found.names = names_of(certificate);
        found.begin = text_of(::X509_get0_notBefore(certificate));
        found.end = text_of(::X509_get0_notAfter(certificate));
    }
    return found;
}

/// What to do about it.
inline std::string remedy_of(const certificate_problem& problem, const base_url& server, const tls_options& options)
{
    switch (problem.code) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return "it is not for '" + server.host + "', but for " + (problem.names.empty() ? "no host" : problem.names) +
               " — write a name that it is for into the tracking URI, or have one made for this name";
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return "it expired on " + problem.end + " — have it renewed on the server; is this machine's clock right?";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "it begins to hold on " + problem.begin + " only — is this machine's clock right?";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return "it was signed by '" + problem.issuer + "', which is none of the authorities " +
               (options.authorities.empty() ? "that this machine trusts" : "in '" + options.authorities + "'") +
               " — set " + options.authorities_variable + " to a PEM file with that authority's certificate";
    default:
        return std::string(::X509_verify_cert_error_string(problem.code));
    }
}

/// Why a server is not believed.
inline error distrust(const certificate_problem& problem, const base_url& server, const tls_options& options)
{
    return {errc::unauthenticated, "Cannot trust " + server.text + ": its certificate '" + problem.subject +
                                       "' does not do: " + remedy_of(problem, server, options)};
}

} // namespace mltrack::transport::detail
