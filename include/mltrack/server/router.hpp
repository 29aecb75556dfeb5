#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/route.hpp>

#include <array>
#include <functional>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::serving {

/// What the router says of a method and a path.
struct match
{
    enum class verdict {
        found,        ///< `route` answers it, with `arguments`.
        not_found,    ///< Nothing has this path.
        wrong_method, ///< The path has other methods: `allow`.
        options,      ///< The path's methods are asked for: `allow`.
        redirect,     ///< The same at `location`.
    };

    verdict outcome = verdict::not_found;
    const serving::route* route = nullptr;
    std::vector<codec::argument> arguments; ///< The decoded parts of the path that stand for members.
    std::string allow;                      ///< For the `Allow` header, unless a route was found.
    std::string location;                   ///< A path, still percent-encoded.
};

/// Finds what answers a request, by its method and path. Immutable: any thread may ask.
class router
{
public:
    /// Serves each route below its prefixes, all of it below `prefix`. Lifetimes: the routes outlive the router.
    /// Errors: throws `mltrack::exception` (`invalid_parameter_value`) for a prefix without `/` at its front or with
    /// one at its end.
    router(std::initializer_list<std::span<const route>> routes, std::string prefix = {});

    /// The answer for a path without query, still percent-encoded. It is split at `/` first and decoded then. HEAD
    /// counts as GET. A doubled slash leads to the path with one.
    match find(std::string_view method, std::string_view path) const;

private:
    /// The routes that have a path in common, by `schema::verb`.
    struct resource
    {
        std::vector<std::string_view> segments;
        std::array<const route*, 5> by_method{};
    };

    /// Paths below one prefix.
    struct table
    {
        std::map<std::string_view, resource> by_path;

        void add(const route& route);
        const resource* find(std::string_view path, std::vector<codec::argument>& arguments) const;
    };

    const resource* find_resource(std::string_view path, std::vector<codec::argument>& arguments) const;
    static std::string methods_of(const resource& resource);

    std::map<std::string_view, table, std::greater<>> tables_; ///< By prefix; one that begins another stands behind it.
    std::string prefix_;
};

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/router.ipp>
#endif
