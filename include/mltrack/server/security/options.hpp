#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack {

/// Which pages may show the server's own in a frame: what `X-Frame-Options` says.
enum class frame_options {
    same_origin, ///< `SAMEORIGIN`: pages of the same server.
    deny,        ///< `DENY`: none.
    none,        ///< The header is not sent: all.
};

/// What keeps web pages of other people from using a server through the browser of someone who can reach it.
struct security_options
{
    /// The hosts that a request may name in its `Host` header; others are answered 403. Empty: this machine's and
    /// private networks' addresses (localhost, 127.0.0.1, [::1], 0.0.0.0, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16,
    /// fc00::/7), with any port. An entry is
    /// - a name or an address, with the port unless it is the default one: `runs.example`, `127.0.0.1:5000`,
    ///   `[::1]:5000`;
    /// - a name with `*` for any characters, of the port too: `*.example:*`, `*` for every host;
    /// - a network: `10.0.0.0/8`, `10.*`, `fd00::/8`, `fd00:*`, with any port, or `10.*:5000`. No name is in a network.
    ///
    /// Letters count without regard to case. `/health` and `/version` answer whatever the host.
    std::vector<std::string> allowed_hosts = {};

    /// The origins, beside this machine's, whose pages may write and read answers: `https://ui.example`, with the port
    /// unless it is the default one. `*` alone lets every page do so, without credentials. An entry with `*` among
    /// other characters (`https://*.example`) lifts the block of writes only, as MLflow's does: browsers still keep the
    /// answers from the page. Letters count without regard to case.
    std::vector<std::string> cors_allowed_origins = {};

    /// Who may show the server's pages in a frame.
    frame_options x_frame_options = frame_options::same_origin;

    /// Off, nothing of this is checked and no security header is sent.
    bool enabled = true;
};

/// `SAMEORIGIN`, `DENY` or `NONE`, in any case. Errors: `invalid_parameter_value`.
MLTRACK_DECL result<frame_options> parse_frame_options(std::string_view text);

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/security/impl/options.ipp>
#endif
