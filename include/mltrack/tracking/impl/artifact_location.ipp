#pragma once

#include <mltrack/codec/query_string.hpp>
#include <mltrack/codec/split_list.hpp>
#include <mltrack/schema/field/lower_case.hpp>
#include <mltrack/schema/field/split.hpp>
#include <mltrack/schema/field/text.hpp>
#include <mltrack/tracking/artifact_location.hpp>

#include <algorithm>
#include <filesystem>

namespace mltrack::tracking {
namespace detail {

/// The parts of a URI that the rules look at; a plain path has no scheme.
struct location_parts
{
    std::string scheme; ///< In lower case.
    std::string host;   ///< With its port; empty unless `//` follows the scheme.
    std::string path;
    std::string query;
};

inline bool contains(const auto& texts, std::string_view text)
{
    return std::find(std::begin(texts), std::end(texts), text) != std::end(texts);
}

inline location_parts split_location(std::string_view location)
{
    location_parts parts;
    if (const auto question = location.find('?'); question != location.npos) {
        parts.query = location.substr(question + 1);
        location = location.substr(0, question);
    }
    const auto colon = location.find(':');
    if (colon != location.npos && colon >= 2 && location.substr(0, colon).find('/') == location.npos) {
        parts.scheme = schema::lower_case(location.substr(0, colon));
        location.remove_prefix(colon + 1);
        if (location.starts_with("//")) {
            const auto end = std::min(location.find('/', 2), location.size());
            parts.host = schema::lower_case(location.substr(2, end - 2));
            location.remove_prefix(end);
        }
    }
    parts.path = location;
    return parts;
}

inline bool names_a_host(std::string_view scheme)
{
    constexpr std::string_view schemes[] = {"http",   "https", "ftp", "sftp",  "hdfs",
                                            "viewfs", "r2",    "b2",  "abfss", "mlflow-artifacts"};
    return contains(schemes, scheme);
}

/// Whether Python's urlparse splits `;…` off the last part of the path.
inline bool has_params(const location_parts& parts)
{
    constexpr std::string_view schemes[] = {"",     "ftp",   "hdl",   "prospero", "http", "https", "imap", "shttp",
                                            "rtsp", "rtsps", "rtspu", "sip",      "sips", "mms",   "sftp", "tel"};
    const auto last = std::string_view(parts.path).substr(parts.path.rfind('/') + 1);
    const auto semicolon = last.find(';');
    return semicolon != last.npos && semicolon + 1 != last.size() && contains(schemes, parts.scheme);
}

inline bool has_parent_part(std::string_view path)
{
    bool found = false;
    schema::for_each_part(path, "/", [&](std::string_view part) { found = found || part == ".."; });
    return found;
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

MLTRACK_DECL result<std::string> check_artifact_location(std::string_view location, const service_options& options)
{
    constexpr std::size_t longest = 2048;
    const auto parts = detail::split_location(location);
    if (location.empty())
        return detail::refused_location(location, "is empty: leave it out to have the server choose one");
    if (location.find('#') != location.npos)
        return detail::refused_location(location, "must not have a fragment ('#…')");
    if (detail::has_params(parts))
        return detail::refused_location(location, "must not have parameters (';…')");
    if (codec::percent_decode(parts.query).find("..") != std::string::npos)
        return detail::refused_location(location, "must not have '..' in its query");
    if (parts.scheme == "runs")
        return detail::refused_location(location, "refers to a run: name the place itself");
    if (detail::names_a_host(parts.scheme) && !(parts.scheme == "mlflow-artifacts" && parts.host.empty())) {
        const auto root = detail::split_location(options.artifact_root);
        const bool ours = root.scheme == parts.scheme && root.host == parts.host;
        if (!ours && !detail::contains(options.allowed_host_schemes, parts.scheme))
            return detail::refused_location(
                location, "leads to a host that is not the server's artifact root: start the server with that root, or "
                          "allow the scheme (service_options::allowed_host_schemes, "
                          "MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES)");
    }
    std::string resolved(location);
    if (parts.scheme.empty() && !location.starts_with('/')) {
        if (detail::has_parent_part(location))
            return detail::refused_location(location,
                                            "must not have a part '..': name the folder by its absolute path");
        resolved = std::filesystem::absolute(resolved).lexically_normal().string();
    }
    if (location.size() > longest || resolved.size() > longest)
        return detail::refused_location(location, "is longer than 2048 bytes");
    return resolved;
}

MLTRACK_DECL std::vector<std::string> scheme_list(std::string_view with_commas)
{
    return codec::split_list(schema::lower_case(with_commas));
}

} // namespace mltrack::tracking
