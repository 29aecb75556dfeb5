#pragma once

#include <mltrack/codec/secrets.hpp>
#include <mltrack/schema/field/lower_case.hpp>
#include <mltrack/transport/exchange/proxy.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstdint>
#include <vector>

namespace mltrack::transport {
namespace detail {

/// An IPv4 address as a number.
inline std::optional<std::uint32_t> ipv4_of(const std::string& text)
{
    in_addr address{};
    if (::inet_aton(text.c_str(), &address) == 0)
        return std::nullopt;
    return ntohl(address.s_addr);
}

/// The entries of a list with commas in between, without blanks and empty ones.
inline std::vector<std::string> entries_of(std::string_view list)
{
    std::vector<std::string> entries(1);
    for (const char each : list)
        if (each == ',')
            entries.emplace_back();
        else if (each != ' ')
            entries.back() += each;
    std::erase(entries, std::string());
    return entries;
}

/// Whether an address is in a network like `10.0.0.0/8`.
inline bool is_within(std::uint32_t address, const std::string& network)
{
    const auto slash = network.find('/');
    if (slash == network.npos)
        return false;
    unsigned bits = 0;
    const auto* const end = network.data() + network.size();
    const auto [rest, failure] = std::from_chars(network.data() + slash + 1, end, bits);
    const auto base = ipv4_of(network.substr(0, slash));
    if (failure != std::errc() || rest != end || bits < 1 || bits > 32 || !base)
        return false;
    const auto mask = ~std::uint32_t{0} << (32 - bits);
    return (address & mask) == (*base & mask);
}

/// Whether a host is what an entry names, or below it.
inline bool is_below(const std::string& host, std::string entry)
{
    entry = schema::lower_case(entry.substr(std::min(entry.find_first_not_of('.'), entry.size())));
    return host == entry || host.ends_with('.' + entry);
}

inline bool is_asked_right_away(const base_url& server, std::string_view no_proxy)
{
    if (no_proxy == "*")
        return true;
    const auto host = schema::lower_case(server.host);
    const auto address = ipv4_of(host);
    const auto entries = entries_of(no_proxy);
    return std::any_of(entries.begin(), entries.end(), [&](const std::string& entry) {
        if (address && is_within(*address, entry))
            return true;
        return is_below(host, entry) || (!address && is_below(host + ':' + server.port, entry));
    });
}

} // namespace detail

MLTRACK_DECL result<std::optional<proxy>> proxy_to(const base_url& server, const proxy_settings& settings)
{
    const auto& own = server.is_secure ? settings.https : settings.http;
    const auto& text = own.empty() ? settings.all : own;
    const std::string variable = own.empty() ? "ALL_PROXY" : server.is_secure ? "HTTPS_PROXY" : "HTTP_PROXY";
    if (text.empty() || detail::is_asked_right_away(server, settings.no_proxy))
        return std::optional<proxy>();
    const auto whole = text.find("://") == text.npos ? "http://" + text : text;
    auto url = base_url::parse(whole);
    const auto scheme = schema::lower_case(whole.substr(0, whole.find(':')));
    if (scheme != "http")
        return error{errc::not_implemented, variable + ": '" + codec::without_secrets(whole) +
                                                "' is no proxy that this client can use; give one as http://host:port, "
                                                "or take " +
                                                server.host + " into NO_PROXY"};
    if (url.has_error())
        return error{errc::invalid_parameter_value,
                     variable + ": '" + codec::without_secrets(whole) +
                         "' is no URL of a proxy; write http://[user:password@]host:port"};
    return std::optional(proxy{std::move(*url), variable});
}

} // namespace mltrack::transport
