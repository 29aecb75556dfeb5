#pragma once

#include <mltrack/codec/json.hpp>

#include <utility>

namespace mltrack::codec::json {

MLTRACK_DECL result<void> decode_members(const structure& type, std::string_view text, void* object, presence& met,
                                         problems& found, std::size_t most_values)
{
    decoder in{reader(text, most_values), std::move(found)};
    std::string inner;
    if (in.in.next() == kind::string) {
        inner = in.in.string();
        in.in.finish();
        if (!in.in.failed())
            in.in = reader(inner, most_values);
    }
    if (const auto first = in.in.next(); first != kind::object && first != kind::malformed)
        return error{errc::invalid_parameter_value,
                     "the body must be a JSON object, but is " + std::string(name_of(first))};
    codec::decode_members(type, in, object, met);
    in.in.finish();
    if (in.in.failed())
        return error{errc::invalid_parameter_value, "the body cannot be read as JSON: " + in.in.failure()};
    found = std::move(in.problems);
    return {};
}

MLTRACK_DECL result<void> decode_text(const structure& type, std::string_view text, void* object)
{
    presence met;
    problems found;
    MLTRACK_CHECK(decode_members(type, text, object, met, found));
    check_presence(type, met, found);
    return found.empty() ? result<void>() : found.to_error();
}

} // namespace mltrack::codec::json
