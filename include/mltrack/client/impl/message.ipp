#pragma once

#include <mltrack/client/impl/error_body.hpp>
#include <mltrack/client/impl/readable.hpp>
#include <mltrack/client/message.hpp>
#include <mltrack/client/retry.hpp>
#include <mltrack/codec/query_string.hpp>
#include <mltrack/codec/secrets.hpp>

#include <algorithm>

namespace mltrack::calling {
namespace detail {

/// The endpoint's path with the arguments that it names in place; these are taken out of the arguments.
inline std::string fill_path(const route& to, std::vector<codec::argument>& arguments)
{
    std::string filled(to.prefix);
    for (auto path = to.path;;) {
        const auto open = path.find('{');
        filled += path.substr(0, open);
        if (open == path.npos)
            return filled;
        const auto close = path.find('}', open);
        auto name = path.substr(open + 1, close - open - 1);
        const bool rest = name.ends_with("...");
        name = rest ? name.substr(0, name.size() - 3) : name;
        const auto found =
            std::find_if(arguments.begin(), arguments.end(), [&](const auto& each) { return each.first == name; });
        if (found != arguments.end()) {
            filled += codec::percent_encode(found->second, rest ? "/" : "");
            arguments.erase(found);
        }
        path.remove_prefix(close + 1);
    }
}

inline error error_of(const std::string& server, const route& from, const transport::response& answer)
{
    if (auto body = codec::json::decode<error_body>(answer.body); body && !body->error_code.empty())
        return {error_code_of(body->error_code, answer.status), std::move(body->message)};
    const auto what = server + " answered " + std::to_string(answer.status) + " to " +
                      std::string(schema::name_of(from.method)) + ' ' + std::string(from.path);
    if (answer.status / 100 == 3)
        return {errc::endpoint_not_found, what + " and points to '" +
                                              codec::without_secrets(answer.headers["Location"]) +
                                              "' — is the tracking URI right?"};
    if (answer.status == 407)
        return {errc::unauthenticated, what +
                                           ": the proxy asks for a user and password — write them into HTTP_PROXY, as "
                                           "http://user:password@host:port"};
    if (answer.status == 401)
        return {errc::unauthenticated,
                what + readable(answer) +
                    " — are MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN, right?"};
    // MLflow's client reads these two so as well; all servers of its kind answer unknown paths with HTML.
    if (answer.status == 404)
        return {errc::endpoint_not_found, what + readable(answer) + " — is this an MLflow server, and new enough?"};
    if (answer.status != 500 && is_passing(answer.status) && answer.status != 429)
        return {errc::temporarily_unavailable, what + readable(answer)};
    return {error_code_of("", answer.status), what + readable(answer)};
}

} // namespace detail

MLTRACK_DECL transport::outgoing make_request(const route& to, const codec::structure& type, const void* request)
{
    using schema::verb;
    transport::outgoing made;
    made.head.method = schema::name_of(to.method);
    const bool has_body =
        !to.is_upload && (to.method == verb::post || to.method == verb::put || to.method == verb::patch);
    const bool has_arguments = !has_body || to.path.find('{') != to.path.npos;
    auto arguments = has_arguments ? codec::arguments_of(type, request) : std::vector<codec::argument>();
    made.head.target = detail::fill_path(to, arguments);
    if (has_body) {
        made.head.headers.push_back({"Content-Type", "application/json"});
        codec::encode_object(type, made.body, request);
        return made;
    }
    if (to.is_upload)
        made.head.headers.push_back({"Content-Type", "application/octet-stream"});
    if (!arguments.empty())
        made.head.target += '?' + codec::format_query(arguments);
    return made;
}

MLTRACK_DECL result<void> check_answer(const std::string& server, const route& from,
                                       const result<transport::response>& answer)
{
    if (answer.has_error())
        return answer.error();
    if (answer->status / 100 != 2)
        return detail::error_of(server, from, *answer);
    return {};
}

MLTRACK_DECL result<void> read_answer(const std::string& server, const route& from, result<transport::response> answer,
                                      const codec::structure& type, void* response)
{
    MLTRACK_CHECK(check_answer(server, from, answer));
    if (const auto read = codec::json::decode_text(type, answer->body, response); read.has_error())
        return error{errc::internal_error, server + " answered " + std::string(from.path) +
                                               " with something else than its JSON: " + read.error().message +
                                               " — is this an MLflow server?"};
    return {};
}

} // namespace mltrack::calling
