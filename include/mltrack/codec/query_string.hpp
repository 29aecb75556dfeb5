#pragma once

#include <mltrack/codec/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mltrack::codec {

/// A decoded name and value of a query string or a path.
using argument = std::pair<std::string, std::string>;

/// Undoes percent-encoding; with `plus_is_blank` as HTML forms encode. Nothing when a `%` is not followed by two
/// hexadecimal digits.
MLTRACK_DECL std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank = false);

/// Percent-encodes all but letters, digits and `-._~`, and the characters of `also_plain`.
MLTRACK_DECL std::string percent_encode(std::string_view text, std::string_view also_plain = {});

/// The arguments of a query string (without its `?`), in their order; a malformed escape stays as it is,
/// U+FFFD stands for bytes that are not UTF-8.
MLTRACK_DECL std::vector<argument> parse_query(std::string_view query);

MLTRACK_DECL void decode_arguments(const structure& type, const std::vector<argument>& arguments, void* object,
                                   problems& problems);
MLTRACK_DECL std::string encode_arguments(const structure& type, const void* object);

/// A described object as a query string, without `?`: lists repeat their name, what is empty is left out.
template <reflect::described T>
std::string encode_query(const T& object)
{
    return encode_arguments(structure_of<T>, &object);
}

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/query_string.ipp>
#endif
