#pragma once

#include <mltrack/codec/json/reader.hpp>
#include <mltrack/codec/query_string.hpp>
#include <mltrack/server/graphql/execution.hpp>

namespace mltrack::serving::graphql {

/// A JSON value, which is next, as a value of a document.
inline value value_of(codec::json::reader& in)
{
    using codec::json::kind;
    value read;
    std::string_view key;
    switch (in.next()) {
    case kind::object:
        read.is = value::kind::object;
        in.begin_object();
        while (in.next_member(key)) {
            std::string name(key);
            read.members.push_back({std::move(name), value_of(in)});
        }
        break;
    case kind::array:
        read.is = value::kind::list;
        in.begin_array();
        while (in.next_element())
            read.elements.push_back(value_of(in));
        break;
    case kind::string:
        read.is = value::kind::string;
        read.text = in.string();
        break;
    case kind::number:
        read.is = value::kind::number;
        read.text = in.number();
        break;
    case kind::boolean:
        read.is = value::kind::boolean;
        read.text = in.boolean() ? "true" : "false";
        break;
    case kind::null:
        in.null();
        read.text = "null";
        break;
    case kind::end:
    case kind::malformed:
        in.skip();
        break;
    }
    return read;
}

inline error malformed(std::string why)
{
    return {errc::invalid_parameter_value, "The GraphQL request " + std::move(why)};
}

/// Reads a JSON text into a value.
inline result<value> parse_json(std::string_view text, const std::string& what)
{
    codec::json::reader in(text, codec::most_body_values);
    auto read = value_of(in);
    in.finish();
    if (in.failed())
        return malformed(what + " cannot be read as JSON: " + in.failure() + ".");
    return read;
}

inline result<std::string> text_of(const value& object, std::string_view name)
{
    const auto* found = find_argument(object.members, name);
    if (found == nullptr || found->value.is == value::kind::null)
        return std::string();
    if (found->value.is != value::kind::string)
        return malformed("has a '" + std::string(name) + "' that is no string.");
    return found->value.text;
}

/// The arguments of a query string as the object that a body would be.
inline result<value> object_of(std::string_view query)
{
    value object{value::kind::object, {}, {}, {}};
    for (auto& [name, text] : codec::parse_query(query)) {
        if (name == "variables") {
            MLTRACK_TRY(auto variables, parse_json(text, "has variables, whose text"));
            object.members.push_back({name, std::move(variables)});
        } else {
            object.members.push_back({name, value{value::kind::string, text, {}, {}}});
        }
    }
    return object;
}

MLTRACK_DECL result<request> read_request(const codec::request_parts& parts)
{
    const bool by_query = parts.read_query && !parts.query.empty();
    MLTRACK_TRY(const auto object, by_query ? object_of(parts.query) : parse_json(parts.body, "is wrong: its body"));
    if (object.is != value::kind::object)
        return malformed("must be a JSON object with the member 'query'.");
    request read;
    MLTRACK_TRY(read.query, text_of(object, "query"));
    MLTRACK_TRY(read.operation_name, text_of(object, "operationName"));
    if (read.query.empty())
        return malformed("has no 'query': give it a document, as {\"query\": \"{__typename}\"}.");
    if (const auto* variables = find_argument(object.members, "variables")) {
        if (variables->value.is != value::kind::object && variables->value.is != value::kind::null)
            return malformed("has 'variables' that are no object.");
        read.variables = variables->value.members;
    }
    return read;
}

inline result<std::string> answer(tracking::context& at, const codec::request_parts& parts)
{
    MLTRACK_TRY(const auto read, read_request(parts));
    return execute(at, read);
}

MLTRACK_DECL std::span<const route> routes()
{
    using schema::verb;
    static const route all[] = {{verb::get, schema::prefix::root, "graphql", "graphql", &answer},
                                {verb::post, schema::prefix::root, "graphql", "graphql", &answer}};
    return all;
}

} // namespace mltrack::serving::graphql
