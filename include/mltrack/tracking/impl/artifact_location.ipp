#pragma once

#include <mltrack/codec/query_string.hpp>
#include <mltrack/schema/field/text.hpp>
#include <mltrack/tracking/artifact_location.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace mltrack::tracking {
namespace detail {

/// The parts of a URI that the rules look at; a plain path has no scheme.
struct location_parts
{
    std::string scheme; ///< In lower case.
    std::string host;   ///< With its port; empty unless `//` follows the scheme.
    std::string query;
};

inline std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return out;
}

inline location_parts split_location(std::string_view location)
{
    location_parts parts;
    if (const auto question = location.find('?'); question != location.npos) {
        parts.query = location.substr(question + 1);
        location = location.substr(0, question);
    }
    const auto colon = location.find(':');
    if (colon == location.npos || colon < 2 || location.substr(0, colon).find('/') != location.npos)
        return parts;
    parts.scheme = lower(location.substr(0, colon));
    if (auto rest = location.substr(colon + 1); rest.starts_with("//"))
        parts.host = lower(rest.substr(2, rest.find('/', 2) - 2));
    return parts;
}

inline bool names_a_host(std::string_view scheme)
{
    constexpr std::string_view schemes[] = {"http",   "https", "ftp", "sftp",  "hdfs",
                                            "viewfs", "r2",    "b2",  "abfss", "mlflow-artifacts"};
    return std::find(std::begin(schemes), std::end(schemes), scheme) != std::end(schemes);
}

inline bool allowed_by_environment(std::string_view scheme)
{
    const char* list = std::getenv("MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES");
    if (list == nullptr)
        return false;
    for (std::string_view rest = list; !rest.empty();) {
        auto each = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), each.size() + 1));
        each.remove_prefix(std::min(each.size(), each.find_first_not_of(' ')));
        each = each.substr(0, each.find_last_not_of(' ') + 1);
        if (each == scheme)
            return true;
    }
    return false;
}

inline error refused_location(std::string_view location, std::string_view why)
{
    return {errc::invalid_parameter_value,
            "artifact_location: '" + std::string(schema::first_code_points(location, 200)) + "' " + std::string(why)};
}

} // namespace detail

MLTRACK_DECL std::string append_to_location(std::string_view location, std::string_view name)
{
    const auto end = std::min(location.find_first_of("?#"), location.size());
    std::string out(location.substr(0, end));
    if (!out.ends_with('/'))
        out += '/';
    out += name;
    return out += location.substr(end);
}

MLTRACK_DECL result<std::string> check_artifact_location(std::string_view location, std::string_view artifact_root)
{
    constexpr std::size_t longest = 2048;
    const auto parts = detail::split_location(location);
    if (location.find('#') != location.npos)
        return detail::refused_location(location, "must not have a fragment ('#…')");
    if (codec::percent_decode(parts.query).find("..") != std::string::npos)
        return detail::refused_location(location, "must not have '..' in its query");
    if (parts.scheme == "runs")
        return detail::refused_location(location, "refers to a run: name the place itself");
    if (detail::names_a_host(parts.scheme) && !(parts.scheme == "mlflow-artifacts" && parts.host.empty())) {
        const auto root = detail::split_location(artifact_root);
        const bool ours = root.scheme == parts.scheme && root.host == parts.host;
        if (!ours && !detail::allowed_by_environment(parts.scheme))
            return detail::refused_location(location, "leads to a host that is not the server's artifact root: start "
                                                      "the server with that root, or list the scheme in "
                                                      "MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES");
    }
    std::string resolved(location);
    if (parts.scheme.empty())
        resolved = std::filesystem::absolute(resolved).lexically_normal().string();
    if (location.size() > longest || resolved.size() > longest)
        return detail::refused_location(location, "is longer than 2048 bytes");
    return resolved;
}

} // namespace mltrack::tracking
