#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/schema/prefix.hpp>
#include <mltrack/schema/verb.hpp>

#include <concepts>
#include <string_view>

namespace mltrack::schema {

/// An answer, or request, that says nothing: `{}`.
struct empty
{
    friend bool operator==(const empty&, const empty&) = default;
};

/// In place of a response, or as `body`: bytes that are streamed, not JSON.
struct octets
{
};

/// The description of an endpoint:
/// - `method`: its HTTP method; `also`, if there, a second one;
/// - `path`: below its prefixes; `{member}` stands for one segment, a final `{member...}` for the rest;
/// - `below`, if there: its prefixes, such as `prefix::root`; else they are `prefix::api`;
/// - `summary`: a sentence for the API description;
/// - `request`: a described struct, read from the JSON body, the query string and the path;
/// - `response`: a described struct, or `octets`;
/// - `body = octets`, if there: the request's body is streamed bytes;
/// - `is_write = true`, if there: the rule changes the store and touches nothing else that may block;
/// - `changes_artifacts = true`, if there: artifacts are made or removed, other than by the body of an upload.
template <class E>
concept endpoint = requires {
    { E::method } -> std::convertible_to<verb>;
    { E::path } -> std::convertible_to<std::string_view>;
    { E::summary } -> std::convertible_to<std::string_view>;
    requires reflect::described<typename E::request>;
    requires reflect::described<typename E::response> || std::same_as<typename E::response, octets>;
};

/// The prefixes below which an endpoint stands.
template <endpoint E>
constexpr prefixes prefixes_of()
{
    if constexpr (requires { E::below; })
        return E::below;
    else
        return prefix::api;
}

/// An endpoint whose request body is streamed.
template <class E>
concept upload_endpoint = endpoint<E> && requires { typename E::body; };

/// An endpoint whose response is streamed.
template <class E>
concept download_endpoint = endpoint<E> && std::same_as<typename E::response, octets>;

/// An endpoint that changes the store.
template <class E>
concept write_endpoint = endpoint<E> && requires { requires E::is_write; };

/// An endpoint that changes anything: the store or artifacts.
template <class E>
concept changing_endpoint =
    write_endpoint<E> || upload_endpoint<E> || (endpoint<E> && requires { requires E::changes_artifacts; });

/// An endpoint that takes and gives JSON.
template <class E>
concept json_endpoint = endpoint<E> && !upload_endpoint<E> && !download_endpoint<E>;

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::empty);
