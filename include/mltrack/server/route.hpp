#pragma once

#include <mltrack/codec/request.hpp>
#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/prefix.hpp>
#include <mltrack/schema/verb.hpp>
#include <mltrack/transport/handler.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace mltrack::tracking {
struct context;
struct download;
} // namespace mltrack::tracking

namespace mltrack::serving {

struct download_conditions;
struct site;

/// Answers a JSON endpoint: reads the request, applies the rule, gives the response as JSON. May block.
using json_answer = result<std::string> (*)(tracking::context&, const codec::request_parts&);

/// A request that changes the store, read and ready.
class write_request
{
public:
    virtual ~write_request() = default;

    /// Checks the request, applies the rule, gives the response as JSON.
    virtual result<std::string> apply(tracking::context& at) = 0;
};

/// Reads a request that changes the store. Does not block.
using write_answer = result<std::unique_ptr<write_request>> (*)(const codec::request_parts&);

/// Opens what a download endpoint streams. May block.
using download_answer = result<tracking::download> (*)(tracking::context&, const codec::request_parts&);

/// Opens what takes the body of an upload endpoint. May block.
using upload_answer = result<std::unique_ptr<artifact::writer>> (*)(tracking::context&, const codec::request_parts&);

/// Answers with a file of the web UI. May block.
using file_answer = result<transport::reply> (*)(const site&, const codec::request_parts&, const download_conditions&);

/// Answers a page of the server's own. Does not block.
using page_answer = transport::reply (*)(const site&);

/// An endpoint without its types: what the router finds and the dispatcher calls.
struct route
{
    schema::verb method;
    schema::prefixes below;
    std::string_view path; ///< Without `/` at the front; `{member}` and a final `{member...}` stand for members.
    std::string_view name;
    std::variant<json_answer, write_answer, download_answer, upload_answer, file_answer, page_answer> answer;
    bool changes = false; ///< Whether it changes the store or artifacts.
};

/// The routes of all endpoints. The templates end here.
MLTRACK_DECL std::span<const route> all_routes();

/// The OpenAPI 3.1 description of all endpoints, as JSON. Their prefixes stand below `server_url`, which may be empty.
MLTRACK_DECL std::string api_description(std::string_view server_url);

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/routes.ipp>
#endif
