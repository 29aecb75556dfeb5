#pragma once

#include <mltrack/codec/json/writer.hpp>
#include <mltrack/server/graphql/execution.hpp>
#include <mltrack/server/graphql/limits.hpp>
#include <mltrack/server/graphql/parser.hpp>
#include <mltrack/server/graphql/plan.hpp>

#include <algorithm>

namespace mltrack::serving::graphql {

/// Carries a plan out: writes the data as JSON and collects what went wrong.
class execution
{
public:
    explicit execution(tracking::context& at) : at_(at) {}

    std::string run(const plan& plan)
    {
        write_fields(plan.fields, nullptr);
        return std::move(out_);
    }

    const std::vector<std::string>& errors() const { return errors_; }

private:
    void write_fields(const std::vector<planned_field>& fields, const void* object)
    {
        char separator = '{';
        for (const auto& each : fields) {
            out_ += separator;
            separator = ',';
            codec::json::append_string(out_, each.key);
            out_ += ':';
            write_field(each, object);
        }
        out_ += separator == '{' ? "{}" : "}";
    }

    void write_field(const planned_field& field, const void* object)
    {
        if (!field.type_name.empty())
            codec::json::append_string(out_, field.type_name);
        else if (field.root != nullptr)
            write_resolved(field, *field.root->type, field.root->answer(at_, field.request));
        else if (field.member->resolve != nullptr)
            write_resolved(field, *field.member->type, field.member->resolve(at_, object));
        else
            write_value(field, *field.member->type, field.member->address(object));
    }

    void write_resolved(const planned_field& field, const type& type, const result<owned_object>& outcome)
    {
        if (outcome.has_error())
            errors_.push_back(outcome.error().message);
        write_value(field, type, outcome.has_error() ? nullptr : outcome->get());
    }

    void write_value(const planned_field& field, const type& type, const void* value)
    {
        if (value == nullptr)
            out_ += "null";
        else if (type.is == type::kind::scalar)
            type.write(out_, value);
        else if (type.is == type::kind::object)
            write_fields(field.fields, value);
        else
            write_list(field, type, value);
    }

    void write_list(const planned_field& field, const type& type, const void* list)
    {
        out_ += '[';
        for (std::size_t index = 0; index != type.size(list); ++index) {
            out_ += index == 0 ? "" : ",";
            write_value(field, *type.element, type.at(list, index));
        }
        out_ += ']';
    }

    tracking::context& at_;
    std::string out_;
    std::vector<std::string> errors_;
};

inline std::string answer_of(std::string_view data, const std::vector<std::string>& errors)
{
    std::string out = "{\"data\":";
    out.append(data).append(",\"errors\":");
    char separator = '[';
    for (const auto& each : errors) {
        out += separator;
        separator = ',';
        codec::json::append_string(out, each);
    }
    return out += separator == '[' ? "null}\n" : "]}\n";
}

/// The operation that a request means; null, with the reason, when that is not clear.
inline const operation* chosen_operation(const document& document, const std::string& name, std::string& why)
{
    const auto& all = document.operations;
    if (name.empty() && all.size() > 1)
        why = "Must provide operation name if query contains multiple operations.";
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const operation& each) { return name.empty() || each.name == name; });
    if (found == all.end())
        why = name.empty() ? "Must provide an operation." : "Unknown operation named '" + name + "'.";
    else if (found->kind == operation_kind::subscription)
        why = "Schema is not configured to execute subscription operation.";
    return why.empty() ? &*found : nullptr;
}

MLTRACK_DECL result<std::string> execute(tracking::context& at, const request& request)
{
    MLTRACK_TRY(const auto document, parse(request.query));
    std::string why = exceeded(document);
    const auto* chosen = why.empty() ? chosen_operation(document, request.operation_name, why) : nullptr;
    if (chosen == nullptr)
        return answer_of("null", {why});
    const auto planned = make_plan(document, *chosen, request.variables);
    if (!planned.errors.empty())
        return answer_of("null", planned.errors);
    execution running(at);
    const auto data = running.run(planned);
    return answer_of(data, running.errors());
}

} // namespace mltrack::serving::graphql
