#pragma once

#include <mltrack/artifact/impl/relative_path.ipp>
#include <mltrack/artifact/local.hpp>
#include <mltrack/artifact/registry.hpp>
#include <mltrack/codec/query_string.hpp>
#include <mltrack/codec/secrets.hpp>
#include <mltrack/schema/field/lower_case.hpp>

namespace mltrack::artifact {
namespace detail {

inline result<any_repository> open_local(std::string_view uri)
{
    MLTRACK_TRY(const auto path, local_path_of(uri));
    try {
        return any_repository(local(path));
    } catch (const exception& failure) {
        return failure.error();
    }
}

} // namespace detail

MLTRACK_DECL registry::registry()
{
    add("file", detail::open_local);
    add("", detail::open_local);
}

MLTRACK_DECL result<any_repository> registry::open(std::string_view uri) const
{
    const auto found = factories_.find(scheme_of(uri));
    if (found != factories_.end())
        return found->second(uri);
    std::string known;
    for (const auto& [scheme, make] : factories_)
        known += scheme.empty() ? "plain paths" : ", " + scheme + ":";
    return error{errc::invalid_parameter_value, "No artifact repository for '" +
                                                    detail::quotable(codec::without_secrets(uri)) +
                                                    "': this program can open " + known};
}

MLTRACK_DECL std::string scheme_of(std::string_view uri)
{
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto end = uri.find_first_of(":/?#");
    if (end == uri.npos || uri[end] != ':' || !is_letter(uri.front()))
        return {};
    std::string scheme;
    for (const char each : uri.substr(0, end)) {
        if (!is_letter(each) && !(each >= '0' && each <= '9') && each != '+' && each != '-' && each != '.')
            return {};
        scheme += schema::lower_case(each);
    }
    return scheme;
}

MLTRACK_DECL result<std::string> local_path_of(std::string_view uri)
{
    const auto refuse = [&](const char* reason) {
        return error{errc::invalid_parameter_value, "Invalid artifact root '" + detail::quotable(uri) + "': " + reason};
    };
    std::string path(uri);
    if (scheme_of(uri) == "file") {
        auto rest = uri.substr(uri.find(':') + 1);
        if (rest.starts_with("//")) {
            rest.remove_prefix(2);
            const auto host = rest.substr(0, rest.find('/'));
            if (!host.empty() && host != "localhost")
                return refuse("a file: URI may name no other host; write file:///path");
            rest.remove_prefix(host.size());
        }
        path = codec::percent_decode(rest);
    }
    if (path.empty() || path.find('\0') != path.npos)
        return refuse("it names no path");
    return path;
}

} // namespace mltrack::artifact
