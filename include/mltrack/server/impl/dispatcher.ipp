#pragma once

#include <mltrack/codec/content_encoding.hpp>
#include <mltrack/codec/number.hpp>
#include <mltrack/schema/endpoint/server_info.hpp>
#include <mltrack/server/dispatcher.hpp>
#include <mltrack/server/download.hpp>
#include <mltrack/server/error_reply.hpp>
#include <mltrack/server/graphql/execution.hpp>
#include <mltrack/server/impl/call.hpp>
#include <mltrack/server/ui/empty_answers.hpp>
#include <mltrack/server/ui/ui_routes.hpp>

#include <optional>
#include <utility>

namespace mltrack::serving {

using transport::request_head;

/// What MLflow asks of the headers of a JSON request with a body; for other methods nothing.
inline std::optional<error> header_fault(const request_head& head)
{
    if (const auto encoding = head.headers["Content-Encoding"]; !codec::reads_encoding(encoding))
        return error{errc::unsupported_media_type, "Bodies with Content-Encoding '" + std::string(encoding) +
                                                       "' are not read: send the JSON as it is, or one of gzip, "
                                                       "deflate and zstd."};
    if (head.method != "POST" && head.method != "PUT")
        return std::nullopt;
    const auto type = head.headers["Content-Type"];
    if (type.empty())
        return error{errc::invalid_parameter_value,
                     "Bad Request. Content-Type header is missing: it must be 'application/json'."};
    if (type.substr(0, type.find(';')) != "application/json")
        return error{errc::invalid_parameter_value,
                     "Bad Request. Content-Type header must be 'application/json', not '" + std::string(type) + "'."};
    return std::nullopt;
}

/// A form that a browser posts wraps what it holds, so it is no file; MLflow reads nothing from one.
inline std::optional<error> upload_fault(const request_head& head)
{
    const auto type = head.headers["Content-Type"];
    const auto form = type.substr(0, type.find(';'));
    if (head.method == "POST" && (transport::same_header(form, "application/x-www-form-urlencoded") ||
                                  transport::same_header(form, "multipart/form-data")))
        return error{errc::invalid_parameter_value, "Bad Request. The body is a form, by its Content-Type '" +
                                                        std::string(type) +
                                                        "': send the bytes of the file as they are."};
    return std::nullopt;
}

/// Whether the caller gains by hearing that bodies may be compressed: it sent a long one that was not, or one whose
/// encoding is not read.
inline bool gains_by_encoding(const request_head& head, int status)
{
    constexpr std::int64_t long_body = 4096;
    if (status == 415)
        return true;
    if (head.in_process || head.method != "POST" || !head.headers["Content-Encoding"].empty())
        return false;
    return codec::parse_integer(head.headers["Content-Length"]).value_or(0) >= long_body;
}

/// Whether a server that has artifacts alone has the endpoint: the proxy, and what tells clients what a server has.
inline bool is_of_artifacts(const route& route)
{
    return route.path.starts_with("mlflow-artifacts/") || route.path == schema::get_server_info::path;
}

/// The web UI of the options, if they name one.
inline std::optional<static_files> ui_of(const server_options& options)
{
    return options.ui_dir.empty() ? std::nullopt : std::optional<static_files>(options.ui_dir);
}

/// The routes if there is a web UI, else none.
inline std::span<const route> with_ui(const site& site, std::span<const route> routes)
{
    return site.ui ? routes : std::span<const route>();
}

inline download_conditions conditions_of(const request_head& head)
{
    return {std::string(head.method == "GET" ? head.headers["Range"] : std::string_view()),
            std::string(head.headers["If-Range"]), std::string(head.headers["If-None-Match"])};
}

MLTRACK_DECL dispatcher::dispatcher(tracking::context& context, const transport::load& load,
                                    const server_options& options)
    : context_(context),
      site_{telemetry_, load, options.static_prefix, api_description(options.static_prefix), ui_of(options)},
      // What comes later counts before the rest: an endpoint before an empty answer, the UI before the start page.
      router_(
          {with_ui(site_, empty_answers()), all_routes(), graphql::routes(), all_pages(), with_ui(site_, ui_routes())},
          options.static_prefix),
      guard_(options.security), max_request_bytes_(options.max_request_bytes), artifacts_only_(options.artifacts_only),
      read_only_(options.read_only), log_(options.access_log)
{
    if (context.store->has_transactions()) {
        writes_ = std::make_unique<store::group_commit>(context.store, options.writes);
        site_.writes = writes_.get();
    }
}

MLTRACK_DECL transport::plan dispatcher::begin(request_head head)
{
    auto call = std::make_shared<dispatcher::call>(std::move(head));
    auto found = router_.find(call->head.method, call->path);
    call->arguments = std::move(found.arguments);
    if (found.route != nullptr) {
        call->endpoint = found.route->name;
        call->verb = call->head.method == "HEAD" ? "HEAD" : name_of(found.route->method);
    }
    const bool any_host = call->path == site_.prefix + "/health" || call->path == site_.prefix + "/version";
    if (auto answer = guard_.intercept(call->head, any_host)) {
        const std::string why = answer->status == 200 ? "" : answer->body;
        return tell(*call, std::move(*answer), why);
    }
    if (auto answer = answer_at_once(found, *call))
        return std::move(*answer);
    return plan_for(*found.route, std::move(call));
}

/// The answer to what no route takes.
MLTRACK_DECL std::optional<transport::reply> dispatcher::answer_at_once(const match& found, const call& call)
{
    transport::reply reply;
    switch (found.outcome) {
    case match::verdict::not_found:
        return fail(call, {errc::endpoint_not_found, "No endpoint has the path '" + call.head.target + "'."});
    case match::verdict::wrong_method:
        reply = error_reply({errc::method_not_allowed, "'" + call.head.target + "' is answered to " + found.allow +
                                                           ", not to " + call.head.method + "."});
        reply.headers.push_back({"Allow", found.allow});
        return finish(call, std::move(reply), "wrong method");
    case match::verdict::options:
        reply.status = guard_.enabled() ? 204 : 200; // As MLflow's.
        reply.headers.push_back({"Allow", found.allow});
        return finish(call, std::move(reply));
    case match::verdict::redirect:
        reply.status = 308;
        reply.headers.push_back(
            {"Location", call.query.empty() ? found.location : found.location + '?' + std::string(call.query)});
        return finish(call, std::move(reply));
    case match::verdict::found:
        break;
    }
    return std::nullopt;
}

MLTRACK_DECL transport::plan dispatcher::plan_for(const route& route, shared_call call)
{
    if (const auto* page = std::get_if<page_answer>(&route.answer))
        return finish(*call, (*page)(site_));
    if (const auto* file = std::get_if<file_answer>(&route.answer))
        return plan_file(*file, std::move(call));
    if (artifacts_only_ && !is_of_artifacts(route))
        return fail(*call, {errc::temporarily_unavailable, "'" + call->head.target +
                                                               "' is not served: this server has artifacts alone "
                                                               "(--artifacts-only, or artifacts_only of its "
                                                               "options)."});
    if (read_only_ && route.changes)
        return fail(*call, {errc::permission_denied, "'" + call->head.method + ' ' + std::string(call->path) +
                                                         "' would change what this server keeps, and it only reads "
                                                         "(--read-only, or read_only of its options). Send it to a "
                                                         "server that writes."});
    if (const auto* download = std::get_if<download_answer>(&route.answer))
        return plan_download(*download, std::move(call));
    if (const auto* upload = std::get_if<upload_answer>(&route.answer))
        return plan_upload(*upload, std::move(call));
    if (const auto fault = header_fault(call->head))
        return fail(*call, *fault);
    if (const auto* write = std::get_if<write_answer>(&route.answer))
        return plan_write(*write, std::move(call));
    return plan_json(std::get<json_answer>(route.answer), std::move(call));
}

/// Answers on the pool with the JSON that `answer(parts)` gives.
template <class Answer>
transport::plan dispatcher::plan_text(shared_call call, Answer answer)
{
    return transport::take_body{max_request_bytes_,
                                [this, answer, call](std::string body) {
                                    return reply_to(*call, guarded([&]() -> result<std::string> {
                                        MLTRACK_TRY(const auto plain, plain_body(*call, std::move(body)));
                                        return answer(call->parts(plain));
                                    }));
                                },
                                refusal_of(call)};
}

MLTRACK_DECL transport::plan dispatcher::plan_json(json_answer answer, shared_call call)
{
    return plan_text(std::move(call),
                     [this, answer](const codec::request_parts& parts) { return answer(context_, parts); });
}

MLTRACK_DECL result<std::string> dispatcher::plain_body(const call& call, std::string body) const
{
    return codec::decode_content(call.head.headers["Content-Encoding"], std::move(body), max_request_bytes_);
}

MLTRACK_DECL transport::reply dispatcher::reply_to(const call& call, result<std::string> json)
{
    return json ? finish(call, json_reply(std::move(*json))) : fail(call, json.error());
}

MLTRACK_DECL transport::plan dispatcher::plan_download(download_answer answer, shared_call call)
{
    return transport::take_body{max_request_bytes_,
                                [this, answer, call](std::string body) {
                                    auto reply = guarded([&]() -> result<transport::reply> {
                                        MLTRACK_TRY(auto file, answer(context_, call->parts(body)));
                                        return download_reply(std::move(file), conditions_of(call->head));
                                    });
                                    return reply ? finish(*call, std::move(*reply)) : fail(*call, reply.error());
                                },
                                refusal_of(call)};
}

MLTRACK_DECL transport::plan dispatcher::plan_file(file_answer answer, shared_call call)
{
    return transport::take_body{max_request_bytes_,
                                [this, answer, call](std::string body) {
                                    auto reply = guarded(
                                        [&] { return answer(site_, call->parts(body), conditions_of(call->head)); });
                                    return reply ? finish(*call, std::move(*reply)) : fail(*call, reply.error());
                                },
                                refusal_of(call)};
}

MLTRACK_DECL transport::plan dispatcher::plan_upload(upload_answer answer, shared_call call)
{
    if (const auto fault = upload_fault(call->head))
        return fail(*call, *fault);
    return transport::take_upload{[this, answer, call] {
                                      auto parts = call->parts({});
                                      parts.read_query = true; // The body is the file's.
                                      return guarded([&] { return answer(context_, parts); });
                                  },
                                  [this, call](const result<void>& outcome) {
                                      return outcome ? finish(*call, json_reply({})) : fail(*call, outcome.error());
                                  },
                                  refusal_of(call)};
}

MLTRACK_DECL transport::reply dispatcher::fail(const call& call, const error& error)
{
    return finish(call, error_reply(error), error.message);
}

/// What every answer but the guard's own goes through: the security headers, how requests may be
/// encoded, the counts, the log.
MLTRACK_DECL transport::reply dispatcher::finish(const call& call, transport::reply reply, std::string_view error)
{
    guard_.add_headers(reply.headers, call.head.headers["Origin"]);
    if (gains_by_encoding(call.head, reply.status))
        reply.headers.push_back({"Accept-Encoding", std::string(codec::accepted_encodings)});
    return tell(call, std::move(reply), error);
}

/// What every answer goes through: the counts, the log.
MLTRACK_DECL transport::reply dispatcher::tell(const call& call, transport::reply reply, std::string_view error)
{
    const auto duration = std::chrono::steady_clock::now() - call.begun;
    telemetry_.count(call.endpoint, call.verb, reply.status, duration);
    if (log_.tells(reply.status))
        log_.write({call.head.peer, call.head.method, call.head.target, call.endpoint, reply.status,
                    std::chrono::duration_cast<std::chrono::microseconds>(duration), error,
                    reply.content ? reply.content_length : reply.body.size(), std::chrono::system_clock::now()});
    return reply;
}

MLTRACK_DECL transport::reply dispatcher::refuse(int status, std::string why)
{
    return refuse_call(call({}), status, why);
}

MLTRACK_DECL transport::reply dispatcher::refuse_call(const call& call, int status, const std::string& why)
{
    auto reply = error_reply({error_code_of({}, status), why});
    reply.status = status;
    return finish(call, std::move(reply), why);
}

MLTRACK_DECL transport::refusal dispatcher::refusal_of(shared_call call)
{
    return
        [this, call = std::move(call)](int status, const std::string& why) { return refuse_call(*call, status, why); };
}

} // namespace mltrack::serving
