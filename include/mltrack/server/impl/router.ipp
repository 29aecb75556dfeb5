#pragma once

#include <mltrack/codec/query_string.hpp>
#include <mltrack/schema/field/split.hpp>
#include <mltrack/server/router.hpp>

#include <utility>

namespace mltrack::serving {

inline std::vector<std::string_view> split_path(std::string_view path)
{
    std::vector<std::string_view> segments;
    schema::for_each_part(path, "/", [&](std::string_view part) { segments.push_back(part); });
    return segments;
}

/// Whether the segments of a path fit those of a description; collects what stands for members.
inline bool fits(const std::vector<std::string_view>& described, const std::vector<std::string_view>& given,
                 std::vector<codec::argument>& arguments)
{
    for (std::size_t index = 0; index != described.size(); ++index) {
        std::string_view wanted = described[index];
        const bool is_rest = wanted.ends_with("...}");
        // A rest that begins with a slash is one: whoever takes it refuses absolute paths.
        if (index == given.size() ||
            (wanted.starts_with('{') && given[index].empty() && !(is_rest && index + 1 != given.size())))
            return false;
        if (is_rest) {
            std::string rest = codec::percent_decode(given[index]);
            for (auto more = index + 1; more != given.size(); ++more)
                rest += '/' + codec::percent_decode(given[more]);
            arguments.emplace_back(wanted.substr(1, wanted.size() - 5), std::move(rest));
            return true;
        }
        if (wanted.starts_with('{'))
            arguments.emplace_back(wanted.substr(1, wanted.size() - 2), codec::percent_decode(given[index]));
        else if (codec::percent_decode(given[index]) != wanted)
            return false;
    }
    return described.size() == given.size();
}

inline std::string merge_slashes(std::string_view path)
{
    std::string merged;
    for (const char each : path)
        if (each != '/' || !merged.ends_with('/'))
            merged += each;
    return merged;
}

MLTRACK_DECL router::router(std::initializer_list<std::span<const route>> routes, std::string prefix)
    : prefix_(std::move(prefix))
{
    if (!prefix_.empty() && (!prefix_.starts_with('/') || prefix_.ends_with('/')))
        throw exception(
            error{errc::invalid_parameter_value,
                  "The static prefix '" + prefix_ + "' must start with '/' and not end with it, as '/ml'."});
    for (const auto& each : routes)
        for (const auto& route : each)
            for (const auto below : route.below)
                tables_[below].add(route);
}

MLTRACK_DECL void router::table::add(const route& route)
{
    auto& resource = by_path[route.path];
    resource.segments = split_path(route.path);
    resource.by_method[static_cast<std::size_t>(route.method)] = &route;
}

MLTRACK_DECL const router::resource* router::table::find(std::string_view path,
                                                         std::vector<codec::argument>& arguments) const
{
    if (const auto exact = by_path.find(path); exact != by_path.end() && path.find('{') == path.npos)
        return &exact->second;
    const auto segments = split_path(path);
    for (const auto& [text, resource] : by_path) {
        arguments.clear();
        if (fits(resource.segments, segments, arguments))
            return &resource;
    }
    return nullptr;
}

MLTRACK_DECL const router::resource* router::find_resource(std::string_view path,
                                                           std::vector<codec::argument>& arguments) const
{
    if (!path.starts_with(prefix_))
        return nullptr;
    path.remove_prefix(prefix_.size());
    for (const auto& [below, table] : tables_)
        if (path.starts_with(below))
            if (const auto* found = table.find(path.substr(below.size()), arguments))
                return found;
    return nullptr;
}

/// The methods of a path, for the `Allow` header.
MLTRACK_DECL std::string router::methods_of(const resource& resource)
{
    std::string names;
    for (std::size_t index = 0; index != resource.by_method.size(); ++index)
        if (resource.by_method[index] != nullptr) {
            const auto name = name_of(static_cast<schema::verb>(index));
            names.append(name).append(name == "GET" ? ", HEAD, " : ", ");
        }
    return names + "OPTIONS";
}

MLTRACK_DECL match router::find(std::string_view method, std::string_view path) const
{
    match found;
    const auto* resource = find_resource(path, found.arguments);
    if (resource == nullptr) {
        found.location = !path.empty() && path == prefix_ ? prefix_ + '/' : merge_slashes(path);
        if (found.location != path && find_resource(found.location, found.arguments) != nullptr)
            found.outcome = match::verdict::redirect;
        return found;
    }

    const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
    for (std::size_t index = 0; index != resource->by_method.size(); ++index)
        if (name_of(static_cast<schema::verb>(index)) == wanted)
            found.route = resource->by_method[index];
    if (found.route != nullptr) {
        found.outcome = match::verdict::found;
    } else {
        found.outcome = method == "OPTIONS" ? match::verdict::options : match::verdict::wrong_method;
        found.allow = methods_of(*resource);
    }
    return found;
}

} // namespace mltrack::serving
