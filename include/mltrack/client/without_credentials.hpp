#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace mltrack::calling {

/// A URI without the user's name and password, to be kept where others read it; it still leads to the same place.
/// `codec::without_secrets` is for messages.
inline std::string without_credentials(std::string_view uri)
{
    const auto scheme = uri.find("://");
    if (scheme == uri.npos)
        return std::string(uri);
    const auto authority = scheme + 3;
    const auto end = std::min(uri.find_first_of("/?#", authority), uri.size());
    const auto at = uri.substr(0, end).rfind('@');
    return at == uri.npos || at < authority ? std::string(uri)
                                            : std::string(uri.substr(0, authority)) + std::string(uri.substr(at + 1));
}

} // namespace mltrack::calling
