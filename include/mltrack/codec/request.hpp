#pragma once

#include <mltrack/codec/json.hpp>
#include <mltrack/codec/query_string.hpp>
#include <mltrack/schema/endpoint.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace mltrack::codec {

/// Members and elements that the JSON body of a request may have: many small ones take a hundred times the memory of
/// the text, and a compressed text a thousandth of its length.
inline constexpr std::size_t most_body_values = 200'000;

/// The parts of an HTTP request that its message is read from.
struct request_parts
{
    std::string_view body = {};
    std::string_view query = {};               ///< Without `?`, percent-encoded.
    std::vector<argument> path_arguments = {}; ///< The parts of the path that stand for members, decoded.
    bool read_query = false;                   ///< The method is one whose message stands in the query string.
};

MLTRACK_DECL result<void> decode_parts(const structure& type, const request_parts& parts, void* request);

/// Reads the request message of an endpoint: from the query string where the method says so, else from the JSON body
/// (an empty one is `{}`); a GET with neither query nor path arguments reads a body if there is one. What stands in the
/// path is read too and counts before the rest. Errors: `invalid_parameter_value`, as `json::decode`, and for a body
/// with more than `most_body_values`.
template <schema::endpoint E>
result<typename E::request> decode_request(const request_parts& parts)
{
    typename E::request request{};
    MLTRACK_CHECK(decode_parts(structure_of<typename E::request>, parts, &request));
    return request;
}

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/request.ipp>
#endif
