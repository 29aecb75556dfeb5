#pragma once

#include <string>

namespace mltrack {

/// OAuth's client credentials (RFC 6749, 4.4), for which a server gives tokens that hold for a while.
struct oauth_credentials
{
    std::string client_id = {};                ///< Empty: there are none.
    std::string client_secret = {};            ///< Never shown.
    std::string token_path = "/oidc/v1/token"; ///< Where the server gives tokens, below its base URL.
    std::string scope = "all-apis";            ///< What the token shall be good for.
};

} // namespace mltrack
