#pragma once

#include <mltrack/codec/structure.hpp>
#include <mltrack/codec/value.hpp>
#include <mltrack/schema/endpoint.hpp>

#include <span>
#include <string>

namespace mltrack::codec {

/// What the API description says of one endpoint.
struct endpoint_document
{
    schema::verb method;
    std::string_view prefix; ///< The first of those below which it stands.
    std::string_view path;
    std::string_view name;
    std::string_view summary;
    const structure* request;
    const structure* response; ///< None when the answer is streamed bytes.
    bool upload;               ///< The request's body is streamed bytes.
};

/// The document of an endpoint, under its own method or another that it has too.
template <schema::endpoint E>
constexpr endpoint_document document_of(std::string_view name, schema::verb method = E::method)
{
    const structure* response = nullptr;
    if constexpr (!schema::download_endpoint<E>)
        response = &structure_of<typename E::response>;
    return {method,     schema::prefixes_of<E>().front(),   E::path,  name,
            E::summary, &structure_of<typename E::request>, response, schema::upload_endpoint<E>};
}

/// The OpenAPI 3.1 description of these endpoints, as JSON. Their prefixes stand below `server_url`; empty: at the root
/// of where the description is found.
MLTRACK_DECL std::string openapi_document(std::span<const endpoint_document> endpoints, std::string_view server_url);

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/openapi.ipp>
#endif
