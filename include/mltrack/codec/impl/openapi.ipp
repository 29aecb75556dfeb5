#pragma once

#include <mltrack/codec/openapi.hpp>
#include <mltrack/config.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace mltrack::codec {
namespace detail {

/// Writes the parts of an OpenAPI document.
class openapi_writer
{
public:
    explicit openapi_writer(std::string& out) : documenter_{json::writer(out), {}}, out_(documenter_.out) {}

    void write(std::span<const endpoint_document> endpoints, std::string_view server_url)
    {
        out_.object([&] {
            out_.member("openapi", "3.1.0");
            write_info();
            if (!server_url.empty()) {
                out_.key("servers");
                out_.array([&] { out_.object([&] { out_.member("url", server_url); }); });
            }
            write_paths(endpoints);
            write_components();
        });
    }

private:
    void write_info()
    {
        out_.key("info");
        out_.object([&] {
            out_.member("title", "MLflow Tracking, served by mltrack");
            out_.member("version", version);
            out_.member("description", std::string("The REST interface of MLflow Tracking ") + mlflow_version + ".");
        });
    }

    /// `{member...}` of a description is `{member}` in OpenAPI.
    static std::string path_of(const endpoint_document& endpoint)
    {
        std::string text = std::string(endpoint.prefix).append(endpoint.path);
        if (const auto dots = text.find("...}"); dots != text.npos)
            text.erase(dots, 3);
        return text;
    }

    static bool stands_in(std::string_view path, const field& member)
    {
        return path.find('{' + std::string(member.name) + '}') != path.npos;
    }

    void write_paths(std::span<const endpoint_document> endpoints)
    {
        std::map<std::string, std::vector<const endpoint_document*>> by_path;
        for (const auto& each : endpoints)
            by_path[path_of(each)].push_back(&each);
        out_.key("paths");
        out_.object([&] {
            for (const auto& [path, methods] : by_path) {
                out_.key(path);
                out_.object([&] {
                    for (const auto* each : methods)
                        write_endpoint(*each, path);
                });
            }
        });
    }

    void write_endpoint(const endpoint_document& endpoint, const std::string& path)
    {
        std::string method(name_of(endpoint.method));
        std::transform(method.begin(), method.end(), method.begin(), [](char c) { return static_cast<char>(c + 32); });
        std::string name(endpoint.name);
        if (!names_.insert(name).second)
            name += "_by_" + method;
        const bool has_body = endpoint.method != schema::verb::get && endpoint.method != schema::verb::delete_;
        const bool from_query = !has_body || endpoint.upload;
        out_.key(method);
        out_.object([&] {
            out_.member("operationId", name);
            out_.member("summary", endpoint.summary);
            write_parameters(*endpoint.request, path, from_query);
            if (has_body)
                write_request_body(endpoint, path);
            write_responses(endpoint);
        });
    }

    void write_parameters(const structure& request, const std::string& path, bool from_query)
    {
        out_.key("parameters");
        out_.array([&] {
            for (const field& member : request.fields) {
                const bool in_path = stands_in(path, member);
                if (in_path || from_query)
                    write_parameter(member, in_path);
            }
        });
    }

    void write_parameter(const field& member, bool in_path)
    {
        out_.object([&] {
            out_.member("name", member.name);
            out_.member("in", in_path ? "path" : "query");
            out_.key("required");
            out_.boolean(in_path || member.type->required);
            out_.key("schema");
            member.type->document(documenter_);
        });
    }

    void write_request_body(const endpoint_document& endpoint, const std::string& path)
    {
        out_.key("requestBody");
        out_.object([&] {
            out_.key("required");
            out_.boolean(!endpoint.upload); // A file may be empty.
            if (endpoint.upload || path.find('{') == path.npos)
                write_content(endpoint.upload ? nullptr : endpoint.request);
            else
                write_media("application/json", [&] { write_members(*endpoint.request, path); });
        });
    }

    void write_responses(const endpoint_document& endpoint)
    {
        out_.key("responses");
        out_.object([&] {
            out_.key("200");
            out_.object([&] {
                out_.member("description", "Done.");
                if (!endpoint.upload) // It is answered without a body.
                    write_content(endpoint.response);
            });
            out_.key("default");
            out_.object([&] {
                out_.member("description", "An error; clients branch on its error_code.");
                write_media("application/json", [&] { out_.member("$ref", "#/components/schemas/error"); });
            });
        });
    }

    /// A message as JSON, or bytes when there is none.
    void write_content(const structure* message)
    {
        if (message == nullptr)
            return write_media("application/octet-stream", [&] {
                out_.member("type", "string");
                out_.member("format", "binary");
            });
        documenter_.mentioned.push_back(message);
        write_media("application/json", [&] { out_.member("$ref", "#/components/schemas/" + message->name()); });
    }

    template <class WriteSchema>
    void write_media(std::string_view type, WriteSchema write_schema)
    {
        out_.key("content");
        out_.object([&] {
            out_.key(type);
            out_.object([&] {
                out_.key("schema");
                out_.object(write_schema);
            });
        });
    }

    void write_components()
    {
        out_.key("components");
        out_.object([&] {
            out_.key("schemas");
            out_.object([&] {
                write_error();
                // Writing one structure mentions those it holds.
                std::set<std::string> written;
                for (std::size_t next = 0; next != documenter_.mentioned.size(); ++next) {
                    const structure& type = *documenter_.mentioned[next];
                    if (written.insert(type.name()).second)
                        write_structure(type);
                }
            });
        });
    }

    void write_structure(const structure& type)
    {
        out_.key(type.name());
        out_.object([&] { write_members(type, {}); });
    }

    /// The schema of an object, but for the members that stand in the path.
    void write_members(const structure& type, std::string_view path)
    {
        std::vector<std::string_view> required;
        out_.member("type", "object");
        out_.key("properties");
        out_.object([&] {
            for (const field& member : type.fields) {
                if (stands_in(path, member))
                    continue;
                out_.key(member.name);
                member.type->document(documenter_);
                if (member.type->required)
                    required.push_back(member.name);
            }
        });
        write_required(required);
    }

    void write_required(const std::vector<std::string_view>& names)
    {
        if (names.empty())
            return;
        out_.key("required");
        out_.array([&] {
            for (const auto name : names)
                out_.string(name);
        });
    }

    void write_error()
    {
        out_.key("error");
        out_.object([&] {
            out_.member("type", "object");
            out_.key("properties");
            out_.object([&] {
                for (const std::string_view name : {"error_code", "message", "sqlstate", "error_class"}) {
                    out_.key(name);
                    document_type(documenter_, "string");
                }
            });
            write_required({"error_code", "message"});
        });
    }

    documenter documenter_;
    json::writer& out_;
    std::set<std::string> names_; ///< Operation ids so far; each stands once in a document.
};

} // namespace detail

MLTRACK_DECL std::string openapi_document(std::span<const endpoint_document> endpoints, std::string_view server_url)
{
    std::string out;
    detail::openapi_writer(out).write(endpoints, server_url);
    return out;
}

} // namespace mltrack::codec
