#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/schema/field/utf8.hpp>
#include <mltrack/tracking/model_history.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace mltrack::tracking {
namespace detail {

/// Appends `\uXXXX`.
inline void append_escape(std::string& out, unsigned code_unit)
{
    constexpr std::string_view hex = "0123456789abcdef";
    out += "\\u";
    for (const int shift : {12, 8, 4, 0})
        out += hex[code_unit >> shift & 15];
}

/// Appends a text as Python's `json.dumps` writes it, with nothing in it but ASCII.
inline void append_python_json(std::string& out, std::string_view text)
{
    const auto utf8 = boost::json::serialize(boost::json::value(text));
    for (std::size_t index = 0; index != utf8.size();) {
        const auto c = schema::next_code_point(utf8, index);
        if (c < 0x7F) {
            out += static_cast<char>(c);
        } else if (c < 0x10000) {
            append_escape(out, c);
        } else {
            append_escape(out, 0xD800 + ((c - 0x10000) >> 10));
            append_escape(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
        }
    }
}

/// Appends a value as Python's `json.dumps` writes it.
inline void append_python_json(std::string& out, const boost::json::value& value)
{
    const char* separator = "";
    if (const auto* object = value.if_object()) {
        out += '{';
        for (const auto& [key, member] : *object) {
            out += std::exchange(separator, ", ");
            append_python_json(out, std::string_view(key));
            out += ": ";
            append_python_json(out, member);
        }
        out += '}';
    } else if (const auto* array = value.if_array()) {
        out += '[';
        for (const auto& element : *array) {
            out += std::exchange(separator, ", ");
            append_python_json(out, element);
        }
        out += ']';
    } else if (const auto* text = value.if_string()) {
        append_python_json(out, std::string_view(*text));
    } else if (const auto* number = value.if_double()) {
        codec::append_double(out, *number);
    } else {
        out += boost::json::serialize(value);
    }
}

/// What the history keeps of a model.
inline result<boost::json::object> history_entry(std::string_view model)
{
    boost::system::error_code failure;
    const auto parsed = boost::json::parse(model, failure);
    const auto* whole = failure ? nullptr : parsed.if_object();
    if (whole == nullptr)
        return error{errc::invalid_parameter_value, "model_json: expected a JSON object that describes a model"};
    for (const auto* member : {"artifact_path", "flavors", "utc_time_created", "run_id"})
        if (!whole->contains(member))
            return error{errc::invalid_parameter_value,
                         "model_json: the member '" + std::string(member) + "' is missing"};
    boost::json::object entry;
    for (const auto* member : {"run_id", "artifact_path", "utc_time_created"})
        entry[member] = whole->at(member);
    entry["model_uuid"] = whole->contains("model_uuid") ? whole->at("model_uuid") : boost::json::value();
    auto& flavors = entry["flavors"] = whole->at("flavors");
    if (auto* by_name = flavors.if_object())
        for (auto& flavor : *by_name)
            if (auto* settings = flavor.value().if_object())
                settings->erase("config");
    return entry;
}

} // namespace detail

MLTRACK_DECL result<std::string> extend_model_history(std::optional<std::string_view> history, std::string_view model)
{
    MLTRACK_TRY(auto entry, detail::history_entry(model));
    boost::system::error_code failure;
    auto models = history ? boost::json::parse(*history, failure) : boost::json::value(boost::json::array());
    if (failure || !models.is_array())
        return error{errc::invalid_parameter_value, "the tag 'mlflow.log-model.history' of the run holds no JSON array "
                                                    "of models: delete the tag, then log the model again"};
    models.get_array().push_back(std::move(entry));
    std::string text;
    detail::append_python_json(text, models);
    return text;
}

} // namespace mltrack::tracking
