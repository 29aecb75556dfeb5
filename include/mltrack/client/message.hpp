#pragma once

#include <mltrack/codec/json.hpp>
#include <mltrack/schema/endpoint.hpp>
#include <mltrack/transport/exchange.hpp>

#include <string_view>

/// @file
/// Requests and answers of endpoints as HTTP messages. The templates pass on tables; the work is compiled once.

namespace mltrack::calling {

/// What of an endpoint's description makes its messages.
struct route
{
    schema::verb method;
    std::string_view prefix;
    std::string_view path;
    bool is_upload; ///< The body is streamed bytes; all members stand in path and query.
};

template <schema::endpoint E>
inline constexpr route route_of = {E::method, schema::prefixes_of<E>().front(), E::path, schema::upload_endpoint<E>};

/// The request of an endpoint: members that its path names stand there, all others in the query or the JSON body.
MLTRACK_DECL transport::outgoing make_request(const route& to, const codec::structure& type, const void* request);

/// Reads an answer 2xx into `response`. Errors: the server's own with its code and message; where it has none, a code
/// by the status (404: `endpoint_not_found`) with a message that names server, endpoint and status; `internal_error`
/// for a body that is not the endpoint's JSON.
MLTRACK_DECL result<void> read_answer(const std::string& server, const route& from, result<transport::response> answer,
                                      const codec::structure& type, void* response);

/// Whether the server took the request; its error otherwise, as `read_answer` says.
MLTRACK_DECL result<void> check_answer(const std::string& server, const route& from,
                                       const result<transport::response>& answer);

/// `make_request` of an endpoint.
template <schema::endpoint E>
transport::outgoing request_of(const typename E::request& request)
{
    return make_request(route_of<E>, codec::structure_of<typename E::request>, &request);
}

/// `read_answer` of an endpoint.
template <schema::json_endpoint E>
result<typename E::response> response_of(const std::string& server, result<transport::response> answer)
{
    typename E::response response{};
    MLTRACK_CHECK(
        read_answer(server, route_of<E>, std::move(answer), codec::structure_of<typename E::response>, &response));
    return response;
}

} // namespace mltrack::calling

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/client/impl/message.ipp>
#endif
