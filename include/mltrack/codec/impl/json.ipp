#pragma once

#include <mltrack/codec/json.hpp>

namespace mltrack::codec::json {

MLTRACK_DECL result<void> decode_text(const structure& type, std::string_view text, void* object)
{
    decoder in{reader(text), {}};
    std::string inner;
    if (in.in.next() == kind::string) {
        inner = in.in.string();
        in.in.finish();
        if (!in.in.failed())
            in.in = reader(inner);
    }
    if (const auto first = in.in.next(); first != kind::object && first != kind::malformed)
        return error{errc::invalid_parameter_value,
                     "the body must be a JSON object, but is " + std::string(name_of(first))};
    decode_object(type, in, object);
    in.in.finish();
    if (in.in.failed())
        return error{errc::invalid_parameter_value, "the body is not JSON: " + in.in.failure()};
    if (!in.problems.empty())
        return in.problems.to_error();
    return {};
}

} // namespace mltrack::codec::json
