#pragma once

#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdexcept>
#include <string>

namespace mltrack::test {

/// What a certificate says.
struct certificate_request
{
    std::string name;       ///< Its common name.
    std::string hosts = {}; ///< As OpenSSL writes them: `DNS:runs.example, IP:127.0.0.1`; empty: none.
    long from_day = -1;     ///< Since when it holds, counted from today.
    long to_day = 1;
};

/// Signs certificates, for tests.
class authority
{
public:
    /// A certificate with its key.
    struct identity
    {
        std::string certificate; ///< PEM.
        std::string key;         ///< PEM.
    };

    explicit authority(const std::string& name) : key_(::EVP_EC_gen("P-256"), ::EVP_PKEY_free)
    {
        own_ = make({.name = name}, key_.get(), nullptr);
    }

    /// Its own certificate, as PEM.
    std::string certificate() const { return pem_of(own_.get()); }

    identity issue(const certificate_request& request) const
    {
        const key_pointer key(::EVP_EC_gen("P-256"), ::EVP_PKEY_free);
        const auto made = make(request, key.get(), own_.get());
        return {pem_of(made.get()), pem_of(key.get())};
    }

private:
    using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;
    using certificate_pointer = std::unique_ptr<X509, decltype(&::X509_free)>;

    static void extend(X509* certificate, int what, const std::string& value)
    {
        const std::unique_ptr<X509_EXTENSION, decltype(&::X509_EXTENSION_free)> made(
            ::X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str()), ::X509_EXTENSION_free);
        if (!made || ::X509_add_ext(certificate, made.get(), -1) != 1)
            throw std::invalid_argument("no extension of a certificate: " + value);
    }

    /// Signed by itself without an issuer.
    certificate_pointer make(const certificate_request& request, EVP_PKEY* key, X509* issuer) const
    {
        certificate_pointer made(::X509_new(), ::X509_free);
        ::X509_set_version(made.get(), X509_VERSION_3);
        static long serial = 1;
        ::ASN1_INTEGER_set(::X509_get_serialNumber(made.get()), ++serial);
        constexpr long day = 24 * 60 * 60;
        ::X509_gmtime_adj(::X509_getm_notBefore(made.get()), request.from_day * day);
        ::X509_gmtime_adj(::X509_getm_notAfter(made.get()), request.to_day * day);
        ::X509_set_pubkey(made.get(), key);
        ::X509_NAME_add_entry_by_txt(::X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(request.name.c_str()), -1, -1, 0);
        ::X509_set_issuer_name(made.get(), ::X509_get_subject_name(issuer == nullptr ? made.get() : issuer));
        if (issuer == nullptr)
            extend(made.get(), NID_basic_constraints, "critical,CA:TRUE");
        if (!request.hosts.empty())
            extend(made.get(), NID_subject_alt_name, request.hosts);
        ::X509_sign(made.get(), key_.get(), ::EVP_sha256());
        return made;
    }

    template <class Write>
    static std::string pem(Write&& write)
    {
        const std::unique_ptr<BIO, decltype(&::BIO_free)> memory(::BIO_new(::BIO_s_mem()), ::BIO_free);
        write(memory.get());
        char* text = nullptr;
        const auto length = BIO_get_mem_data(memory.get(), &text);
        return {text, static_cast<std::size_t>(length)};
    }
    static std::string pem_of(X509* made)
    {
        return pem([&](BIO* into) { ::PEM_write_bio_X509(into, made); });
    }
    static std::string pem_of(EVP_PKEY* key)
    {
        return pem([&](BIO* into) { ::PEM_write_bio_PrivateKey(into, key, nullptr, nullptr, 0, nullptr, nullptr); });
    }

    key_pointer key_;
    certificate_pointer own_{nullptr, ::X509_free};
};

} // namespace mltrack::test
