#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace mltrack::codec {

/// A URI as messages may show it: without user and password, and without the query, where signed URLs have their
/// signature. Of a text that is no URI, what could be a password goes too: `scheme://…` is left of one with an `@`
/// after its first `?`, where the host could be on either side.
inline std::string without_secrets(std::string_view uri)
{
    const auto query = std::min(uri.find('?'), uri.size());
    std::string shown(uri.substr(0, query));
    const auto scheme = shown.find("://");
    if (scheme == shown.npos)
        return shown;
    const auto host = scheme + 3;
    if (uri.find('@', query) != uri.npos)
        return shown.substr(0, host) + "…";
    // A password may hold a slash that should have been encoded; without a host in front of it there is none.
    if (const auto at = shown.rfind('@'); at != shown.npos && at > host && shown[host] != '/')
        shown.erase(host, at + 1 - host);
    return shown;
}

} // namespace mltrack::codec
