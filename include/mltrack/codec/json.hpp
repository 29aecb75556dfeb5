#pragma once

#include <mltrack/codec/value.hpp>

namespace mltrack::codec {

/// Notes every constraint of its field types that a described object breaks: missing required values, bounds, lengths,
/// characters. Errors: `invalid_parameter_value`, all of them in one message.
template <reflect::described T>
result<void> check(const T& object)
{
    problems found;
    check_object(structure_of<T>, &object, found);
    if (!found.empty())
        return found.to_error();
    return {};
}

namespace json {

/// Reads the members of the object that a text is, as `decode` does; does not ask for the required ones.
/// Errors: `invalid_parameter_value` for a text that is no JSON object or holds more than `most_values` members and
/// elements; what is wrong with members is noted.
MLTRACK_DECL result<void> decode_members(const structure& type, std::string_view text, void* object, presence& met,
                                         problems& found, std::size_t most_values = reader::unlimited);

MLTRACK_DECL result<void> decode_text(const structure& type, std::string_view text, void* object);

/// Reads a described object from a JSON text in one pass. Names in snake_case or lowerCamelCase, unknown members are
/// skipped, null is absent, of a repeated member the last counts; a text that is one JSON string is read once more,
/// since some clients encode twice. Source: MLflow's use of protobuf's json_format. Errors: `invalid_parameter_value`
/// that says at which byte the text is no JSON, or names all members of a wrong type and the required ones that are
/// missing. Constraints are `check`'s.
template <reflect::described T>
result<T> decode(std::string_view text)
{
    T object{};
    MLTRACK_CHECK(decode_text(structure_of<T>, text, &object));
    return object;
}

/// Appends a described object as compact JSON; empty lists and optionals are left out, as MLflow does.
template <reflect::described T>
void encode_to(std::string& out, const T& object)
{
    encode_object(structure_of<T>, out, &object);
}

/// The object as compact JSON.
template <reflect::described T>
std::string encode(const T& object)
{
    std::string out;
    encode_to(out, object);
    return out;
}

} // namespace json
} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/json.ipp>
#endif
