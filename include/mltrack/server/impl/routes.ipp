#pragma once

#include <mltrack/codec/openapi.hpp>
#include <mltrack/schema/endpoints.hpp>
#include <mltrack/server/route.hpp>
#include <mltrack/tracking/answer.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace mltrack::serving {

template <schema::endpoint E>
result<tracking::answer_of<E>> answer_decoded(tracking::context& at, const codec::request_parts& parts)
{
    MLTRACK_TRY(const auto request, codec::decode_request<E>(parts));
    return tracking::answer<E>(at, request);
}

template <schema::json_endpoint E>
result<std::string> answer_as_json(tracking::context& at, const codec::request_parts& parts)
{
    MLTRACK_TRY(const auto response, answer_decoded<E>(at, parts));
    return codec::json::encode(response);
}

/// A request of an endpoint that changes the store.
template <schema::write_endpoint E>
class write_of final : public write_request
{
public:
    explicit write_of(typename E::request request) : request_(std::move(request)) {}

    result<std::string> apply(tracking::context& at) override
    {
        MLTRACK_TRY(const auto response, tracking::answer<E>(at, request_));
        return codec::json::encode(response);
    }

private:
    typename E::request request_;
};

template <schema::write_endpoint E>
result<std::unique_ptr<write_request>> read_write(const codec::request_parts& parts)
{
    MLTRACK_TRY(auto request, codec::decode_request<E>(parts));
    return std::make_unique<write_of<E>>(std::move(request));
}

/// The route of an endpoint, under its own method or another that it has too.
template <schema::endpoint E>
route route_of(std::string_view name, schema::verb method)
{
    route made{method, schema::prefixes_of<E>(), E::path, name, {}, schema::changing_endpoint<E>};
    if constexpr (schema::write_endpoint<E>)
        made.answer = &read_write<E>;
    else if constexpr (schema::json_endpoint<E>)
        made.answer = &answer_as_json<E>;
    else
        made.answer = &answer_decoded<E>;
    return made;
}

/// Calls `visit<E>(name, method)` for each endpoint and each of its methods.
template <class Visitor>
void for_each_endpoint(Visitor&& visit)
{
    const auto both_methods = [&]<class E>(std::string_view name) {
        visit.template operator()<E>(name, E::method);
        if constexpr (requires { E::also; })
            visit.template operator()<E>(name, E::also);
    };
#define MLTRACK_VISIT(name) both_methods.template operator()<schema::name>(#name);
    MLTRACK_ENDPOINTS(MLTRACK_VISIT)
#undef MLTRACK_VISIT
}

MLTRACK_DECL std::span<const route> all_routes()
{
    static const auto routes = [] {
        std::vector<route> all;
        for_each_endpoint(
            [&]<class E>(std::string_view name, schema::verb method) { all.push_back(route_of<E>(name, method)); });
        return all;
    }();
    return routes;
}

MLTRACK_DECL std::string api_description(std::string_view server_url)
{
    std::vector<codec::endpoint_document> documents;
    for_each_endpoint([&]<class E>(std::string_view name, schema::verb method) {
        documents.push_back(codec::document_of<E>(name, method));
    });
    return codec::openapi_document(documents, server_url);
}

} // namespace mltrack::serving
