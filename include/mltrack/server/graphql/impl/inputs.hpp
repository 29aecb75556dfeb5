#pragma once

#include <mltrack/codec/json/writer.hpp>
#include <mltrack/server/graphql/document.hpp>
#include <mltrack/server/graphql/root_field.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace mltrack::serving::graphql {

/// Adds a sentence on what is wrong, once; there are twenty at most.
inline void note(std::vector<std::string>& errors, std::string sentence)
{
    constexpr std::size_t most = 20;
    if (errors.size() < most && std::find(errors.begin(), errors.end(), sentence) == errors.end())
        errors.push_back(std::move(sentence));
}

/// The values that an operation's variables have, and the requests that are made with them.
class inputs
{
public:
    inputs(const operation& operation, const std::vector<argument>& given, std::vector<std::string>& errors)
        : errors_(errors)
    {
        for (const auto& each : operation.variables)
            values_[each.name] = each.initial ? &*each.initial : nullptr;
        for (const auto& each : given)
            if (const auto found = values_.find(each.name); found != values_.end())
                found->second = &each.value;
        for (const auto& each : operation.variables)
            if (each.required() && (values_[each.name] == nullptr || values_[each.name]->is == value::kind::null))
                note(errors, "Variable '$" + each.name + "' of required type '" + each.type + "' was not provided.");
    }

    /// A value with variables replaced; null for a variable without value.
    const value* resolve(const value& written)
    {
        return written.is == value::kind::variable ? value_of(written.text) : &written;
    }

    /// The request of a root field as JSON, by the names of its struct.
    std::string request_of(const root_field& field, const selection& asked)
    {
        for (const auto& each : asked.arguments)
            if (!field.argument.empty() && each.name != field.argument)
                note(errors_, "Unknown argument '" + each.name + "' on field '" + asked.name + "'.");
        const std::vector<argument>* members = &asked.arguments;
        if (!field.argument.empty()) {
            const auto* input = find_argument(asked.arguments, field.argument);
            const auto* found = input == nullptr ? nullptr : resolve(input->value);
            static const std::vector<argument> none;
            members = found == nullptr ? &none : &found->members;
            if (found != nullptr && found->is != value::kind::object && found->is != value::kind::null)
                note(errors_, "Argument 'input' of field '" + asked.name + "' must be an object.");
        }
        return request_with(field, *members);
    }

private:
    const value* value_of(const std::string& name)
    {
        if (const auto found = values_.find(name); found != values_.end())
            return found->second;
        note(errors_, "Variable '$" + name + "' is not defined.");
        return nullptr;
    }

    static const codec::field* find(const root_field& field, const std::string& camel_name)
    {
        const auto name = snake_case(camel_name);
        const auto& fields = field.request->fields;
        const auto found = std::find_if(fields.begin(), fields.end(), [&](const codec::field& each) {
            return each.name == name || each.type->other_name == name;
        });
        return found == fields.end() || camel_name.find('_') != camel_name.npos ? nullptr : &*found;
    }

    static std::string unknown(const root_field& field, const std::string& name)
    {
        if (field.argument.empty())
            return "Unknown argument '" + name + "' on field '" + std::string(field.name) + "'.";
        return "The input of '" + std::string(field.name) + "' has no field '" + name + "'.";
    }

    std::string request_with(const root_field& field, const std::vector<argument>& members)
    {
        std::string text = "{";
        for (const auto& each : members) {
            const auto* found = find(field, each.name);
            const auto* given = resolve(each.value);
            if (found == nullptr)
                note(errors_, unknown(field, each.name));
            if (found == nullptr || given == nullptr)
                continue;
            if (text.size() != 1)
                text += ',';
            codec::json::append_string(text, snake_case(each.name));
            text += ':';
            const bool is_lone =
                found->type->repeated && given->is != value::kind::list && given->is != value::kind::null;
            // One value stands for a list of one.
            text += is_lone ? "[" : "";
            write(text, *given);
            text += is_lone ? "]" : "";
        }
        return text += '}';
    }

    void write(std::string& out, const value& written)
    {
        const auto* found = resolve(written);
        if (found == nullptr)
            out += "null";
        else if (found->is == value::kind::list)
            write_list(out, found->elements);
        else if (found->is == value::kind::object)
            write_object(out, found->members);
        else if (found->is == value::kind::string || found->is == value::kind::enumeration)
            codec::json::append_string(out, found->text);
        else
            out += found->text;
    }

    void write_list(std::string& out, const std::vector<value>& elements)
    {
        char separator = '[';
        for (const auto& each : elements) {
            out += separator;
            separator = ',';
            write(out, each);
        }
        out += separator == '[' ? "[]" : "]";
    }

    void write_object(std::string& out, const std::vector<argument>& members)
    {
        char separator = '{';
        for (const auto& each : members) {
            out += separator;
            separator = ',';
            codec::json::append_string(out, snake_case(each.name));
            out += ':';
            write(out, each.value);
        }
        out += separator == '{' ? "{}" : "}";
    }

    std::map<std::string_view, const value*> values_; ///< Of all declared variables; null: without value.
    std::vector<std::string>& errors_;
};

} // namespace mltrack::serving::graphql
