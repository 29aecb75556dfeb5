#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/server/security/host_check.hpp>
#include <mltrack/server/security/text.hpp>

#include <boost/url/authority_view.hpp>
#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>
#include <boost/url/parse.hpp>

#include <algorithm>
#include <charconv>

namespace mltrack::serving {

struct host_check::parts
{
    std::optional<host_check::address> address; ///< Unless the host is a name.
    std::string port;                           ///< Without the colon; empty when there is none.
};

/// What is allowed unless the options say something else: this machine and private networks.
inline const std::vector<std::string>& default_hosts()
{
    static const std::vector<std::string> hosts = {
        "localhost",  "localhost:*", "127.0.0.1/32",  "[::1]",          "[::1]:*",
        "0.0.0.0/32", "10.0.0.0/8",  "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
    };
    return hosts;
}

MLTRACK_DECL bool host_check::network::holds(const address& other) const
{
    for (unsigned bit = 0; bit != bits; ++bit)
        if ((first[bit / 8] ^ other[bit / 8]) & (0x80 >> bit % 8))
            return false;
    return true;
}

MLTRACK_DECL std::optional<host_check::parts> host_check::take_apart(std::string_view text)
{
    const auto parsed = boost::urls::parse_authority(text);
    if (!parsed || parsed->has_userinfo() || parsed->encoded_host().empty())
        return std::nullopt;
    parts result{{}, std::string(parsed->port())};
    if (parsed->host_type() == boost::urls::host_type::ipvfuture)
        return std::nullopt;
    if (parsed->host_type() == boost::urls::host_type::ipv6)
        result.address = parsed->host_ipv6_address().to_bytes();
    if (parsed->host_type() == boost::urls::host_type::ipv4) {
        result.address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
        std::ranges::copy(parsed->host_ipv4_address().to_bytes(), result.address->begin() + 12);
    }
    return result;
}

/// The network of `10.0.0.0/8`, `fd00::/8` or `10.*`; none for another text.
MLTRACK_DECL std::optional<host_check::network> host_check::network_of(std::string_view text)
{
    const auto slash = text.find('/');
    if (slash == text.npos) {
        // `10.*`: the octets that are there, and as many zeros as are missing.
        const auto octets = static_cast<unsigned>(std::ranges::count(text, '.'));
        if (!text.ends_with(".*") || octets > 3)
            return std::nullopt;
        std::string first(text.substr(0, text.size() - 2));
        for (auto missing = octets; missing != 4; ++missing)
            first += ".0";
        return network_of(first + '/' + std::to_string(8 * octets));
    }
    const bool is_ipv6 = text.substr(0, slash).find(':') != text.npos;
    const std::string host(text.substr(0, slash));
    const auto found = take_apart(is_ipv6 ? '[' + host + ']' : host);
    unsigned bits = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data() + slash + 1, end, bits);
    if (!found || !found->address || !found->port.empty() || failure != std::errc() || rest != end ||
        bits > (is_ipv6 ? 128u : 32u))
        return std::nullopt;
    return network{*found->address, is_ipv6 ? bits : bits + 96};
}

MLTRACK_DECL host_check::entry host_check::parse(std::string_view text)
{
    const auto lower = lower_case(text);
    if (const auto network = network_of(lower))
        return {network, "*"};
    const auto colon = lower.ends_with(":*") ? lower.size() - 2 : lower.npos;
    const auto host = std::string_view(lower).substr(0, colon);
    if (host.find('*') == host.npos) {
        const auto found = take_apart(host);
        if (found && found->address)
            return {network{*found->address, 128}, colon == lower.npos ? found->port : "*"};
        if (found)
            return {std::nullopt, lower};
    }
    constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789-._:[]*";
    if (host.empty() || host.find('*') == host.npos || lower.find_first_not_of(characters) != lower.npos)
        throw exception(
            error{errc::invalid_parameter_value,
                  "The allowed host '" + std::string(text) +
                      "' is no host: give a name or an address as runs.example, 127.0.0.1:5000 or [::1]:5000, with * "
                      "for any characters, or a network as 10.0.0.0/8; without http://."});
    return {std::nullopt, lower};
}

MLTRACK_DECL host_check::host_check(const std::vector<std::string>& allowed)
{
    for (const auto& each : allowed.empty() ? default_hosts() : allowed)
        each == "*" ? void(any_ = true) : entries_.push_back(parse(each));
}

MLTRACK_DECL bool host_check::allows(std::string_view host) const
{
    if (any_)
        return true;
    const auto lower = lower_case(host);
    const auto found = take_apart(lower);
    return found && std::ranges::any_of(entries_, [&](const entry& entry) {
               if (!entry.network)
                   return fits_pattern(lower, entry.pattern);
               return found->address && entry.network->holds(*found->address) &&
                      fits_pattern(found->port, entry.pattern);
           });
}

} // namespace mltrack::serving
