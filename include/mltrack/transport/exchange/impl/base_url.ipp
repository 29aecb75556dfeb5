#pragma once

#include <mltrack/codec/base64.hpp>
#include <mltrack/codec/secrets.hpp>
#include <mltrack/transport/exchange/base_url.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace mltrack::transport {
namespace detail {

inline bool is_port(std::string_view text)
{
    std::uint16_t number = 0;
    const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && rest == text.data() + text.size() && number != 0;
}

/// Whether a decoded host can stand in a header and before a port: it is an address or has no character that a host
/// name cannot have.
inline bool is_host(const boost::urls::url_view& url)
{
    if (url.host_type() != boost::urls::host_type::name)
        return true;
    const std::string host = url.host_address();
    constexpr std::string_view delimiters = "/?#@:[]\\";
    return std::all_of(host.begin(), host.end(), [&](char each) {
        return static_cast<unsigned char>(each) > 0x20 && each != 0x7F && delimiters.find(each) == delimiters.npos;
    });
}

/// The value of a header that names a user with a password.
inline std::string basic_credentials(std::string_view user, std::string_view password)
{
    return "Basic " + codec::encode_base64(std::string(user) + ':' + std::string(password));
}

} // namespace detail

MLTRACK_DECL std::string base_url::host_and_port() const
{
    const bool is_ipv6 = host.find(':') != host.npos;
    return (is_ipv6 ? '[' + host + ']' : host) + ':' + port;
}

MLTRACK_DECL std::string base_url::authority() const
{
    auto text = host_and_port();
    if (port == (is_secure ? "443" : "80"))
        text.resize(text.size() - port.size() - 1);
    return text;
}

MLTRACK_DECL result<base_url> base_url::parse(std::string_view text)
{
    const auto refuse = [&](const char* reason) {
        return error{errc::invalid_parameter_value,
                     "Invalid tracking URI '" + codec::without_secrets(text) + "': " + reason};
    };
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed)
        return refuse("it is no URL; write http://host:port");
    const auto& url = *parsed;
    const bool is_secure = url.scheme_id() == boost::urls::scheme::https;
    if ((!is_secure && url.scheme_id() != boost::urls::scheme::http) || url.host().empty())
        return refuse("this client speaks HTTP; write http://host:port");
    if (!detail::is_host(url))
        return refuse("its host holds a character that no host name has");
    if (url.has_userinfo() && !url.has_password())
        return refuse("it names a user without a password; write http://user:password@host");
    if (!url.encoded_path().empty() && !url.encoded_path().starts_with('/'))
        return refuse("something stands behind its host; write a '@' in a password as %40");
    if (url.has_query() || url.has_fragment())
        return refuse("it may hold a path, but no query or fragment");
    if (url.has_port() && !detail::is_port(url.port()))
        return refuse("its port is no number from 1 to 65535");
    base_url made{.text = codec::without_secrets(text),
                  .is_secure = is_secure,
                  .host = url.host_address(),
                  .port = url.has_port() ? std::string(url.port())
                          : is_secure    ? "443"
                                         : "80",
                  .prefix = std::string(url.encoded_path()),
                  .authorization = url.has_userinfo() ? detail::basic_credentials(url.user(), url.password()) : ""};
    while (made.text.ends_with('/'))
        made.text.pop_back();
    while (made.prefix.ends_with('/'))
        made.prefix.pop_back();
    return made;
}

} // namespace mltrack::transport
