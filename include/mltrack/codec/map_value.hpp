#pragma once

#include <mltrack/codec/scalar_value.hpp>

#include <map>
#include <string>
#include <vector>

/// @file
/// The members that are texts by name, such as headers.

namespace mltrack::codec {

using text_map = std::map<std::string, std::string>;

namespace detail {

MLTRACK_DECL void decode_map(decoder& in, text_map& out);
MLTRACK_DECL void encode_map(std::string& out, const text_map& member);
MLTRACK_DECL void document_map(documenter& out);

} // namespace detail

template <>
struct basic_value<text_map> : value_defaults
{
    static void decode(decoder& in, text_map& out) { detail::decode_map(in, out); }
    static void encode(std::string& out, const text_map& member) { detail::encode_map(out, member); }
    static bool absent(const text_map& member) { return member.empty(); }
    static void parse(std::string_view, problems& problems, text_map&)
    {
        problems.add("cannot stand in a query string");
    }
    static void print(const text_map&, std::vector<std::string>&) {}
    static bool missing(const text_map& member) { return member.empty(); }
    static void document(documenter& out) { detail::document_map(out); }
};

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/map_value.ipp>
#endif
