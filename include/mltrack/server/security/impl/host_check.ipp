#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/lower_case.hpp>
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
    const auto bytes = first.begin() + bits / 8;
    if (!std::equal(first.begin(), bytes, other.begin()))
        return false;
    const auto mask = static_cast<unsigned>(0xFF00 >> bits % 8) & 0xFF;
    return mask == 0 || ((*bytes ^ other[bits / 8]) & mask) == 0;
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

/// The network of `10.0.0.0/8` or `fd00::/8`; none for another text.
MLTRACK_DECL std::optional<host_check::network> host_check::network_of(std::string_view text)
{
    const auto slash = text.find('/');
    if (slash == text.npos)
        return std::nullopt;
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

/// The network of `10.*` or `192.168.*.*`; none for another text.
MLTRACK_DECL std::optional<host_check::network> host_check::network_of_octets(std::string_view host)
{
    auto octets = host;
    while (octets.ends_with(".*"))
        octets.remove_suffix(2);
    const auto given = 1 + std::ranges::count(octets, '.');
    if (octets == host || 1 + std::ranges::count(host, '.') > 4)
        return std::nullopt;
    std::string first(octets);
    for (auto missing = given; missing != 4; ++missing)
        first += ".0";
    return network_of(first + '/' + std::to_string(8 * given));
}

/// The network of `fd00:*` or `2001:db8:*`; none for another text. One group alone is a name with any port, as `cafe:*`
/// is, unless it begins a unique local address.
MLTRACK_DECL std::optional<host_check::network> host_check::network_of_groups(std::string_view text)
{
    if (!text.ends_with(":*"))
        return std::nullopt;
    const std::string groups(text.substr(0, text.size() - 2));
    const auto given = 1 + std::ranges::count(groups, ':');
    const auto found = network_of(groups + "::/" + std::to_string(16 * given));
    const bool is_network = found && (given > 1 || (found->first[0] & 0xFE) == 0xFC);
    return is_network ? found : std::nullopt;
}

MLTRACK_DECL std::optional<host_check::entry> host_check::parse(std::string_view lower)
{
    for (const auto& network : {network_of(lower), network_of_groups(lower)})
        if (network)
            return entry{network, "*"};
    const auto colon = lower.rfind(':');
    const bool has_port = colon != lower.npos && lower.find_first_not_of("0123456789*", colon + 1) == lower.npos;
    const auto host = lower.substr(0, has_port ? colon : lower.npos);
    const std::string port(has_port ? lower.substr(colon + 1) : std::string_view());
    if (const auto network = network_of_octets(host))
        return entry{network, has_port ? port : "*"};
    if (host.find(':') != host.npos && !host.starts_with('['))
        return std::nullopt;
    const entry whole{std::nullopt, std::string(lower)};
    if (host.find('*') == host.npos) {
        const auto found = take_apart(host);
        if (found && found->address)
            return entry{network{*found->address, 128}, port};
        return found ? std::optional(whole) : std::nullopt;
    }
    // An address in part is no pattern: a foreign name may begin with the same digits.
    const bool of_digits = host.find_first_not_of("0123456789.*") == host.npos && host != "*";
    const bool of_known = host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._:[]*") == host.npos;
    return of_known && !of_digits ? std::optional(whole) : std::nullopt;
}

MLTRACK_DECL host_check::host_check(const std::vector<std::string>& allowed)
{
    for (const auto& each : allowed.empty() ? default_hosts() : allowed) {
        any_ = any_ || each == "*";
        if (auto entry = parse(schema::lower_case(each)))
            entries_.push_back(std::move(*entry));
        else
            throw exception(
                error{errc::invalid_parameter_value,
                      "The allowed host '" + each +
                          "' is no host: give a name or an address as runs.example, 127.0.0.1:5000 or [::1]:5000, with "
                          "* for any characters of a name or of the port, or a network as 10.0.0.0/8 or 10.*:5000; "
                          "without http://."});
    }
}

MLTRACK_DECL bool host_check::allows(std::string_view host) const
{
    if (any_)
        return true;
    const auto lower = schema::lower_case(host);
    const auto found = take_apart(lower);
    return found && std::ranges::any_of(entries_, [&](const entry& entry) {
               if (!entry.network)
                   return fits_pattern(lower, entry.pattern);
               return found->address && entry.network->holds(*found->address) &&
                      fits_pattern(found->port, entry.pattern);
           });
}

} // namespace mltrack::serving
