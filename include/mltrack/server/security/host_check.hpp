#pragma once

#include <mltrack/config.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::serving {

/// Says which hosts a request may name, so that no foreign name that leads to this server is taken for it (DNS
/// rebinding). Immutable: any thread may ask.
class host_check
{
public:
    /// `allowed` as `security_options::allowed_hosts`.
    /// Errors: throws `mltrack::exception` (`invalid_parameter_value`) that names an entry which is none.
    explicit host_check(const std::vector<std::string>& allowed);

    /// Whether a request with this `Host` header may be answered.
    bool allows(std::string_view host) const;

private:
    using address = std::array<unsigned char, 16>; ///< IPv6; an IPv4 address as ::ffff:a.b.c.d.

    /// The addresses that begin with the same bits.
    struct network
    {
        address first{};
        unsigned bits = 0;

        bool holds(const address& other) const;
    };

    /// An entry: a network with a pattern for the port, or a pattern for the whole text.
    struct entry
    {
        std::optional<serving::host_check::network> network;
        std::string pattern;
    };

    /// A host and its port, taken apart.
    struct parts;

    static std::optional<parts> take_apart(std::string_view text);
    static std::optional<network> network_of(std::string_view text);
    static std::optional<network> network_of_octets(std::string_view host);
    static std::optional<network> network_of_groups(std::string_view text);
    static std::optional<entry> parse(std::string_view lower);

    std::vector<entry> entries_;
    bool any_ = false;
};

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/security/impl/host_check.ipp>
#endif
