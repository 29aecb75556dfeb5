#pragma once

#include <mltrack/codec/value.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mltrack::codec {

/// A decoded name and value of a query string or a path.
using argument = std::pair<std::string, std::string>;

/// Undoes percent-encoding; with `plus_is_blank` as HTML forms encode. A `%` that is not followed by two hexadecimal
/// digits stays as it is.
MLTRACK_DECL std::string percent_decode(std::string_view text, bool plus_is_blank = false);

/// Percent-encodes all but letters, digits and `-._~`, and the characters of `also_plain`.
MLTRACK_DECL std::string percent_encode(std::string_view text, std::string_view also_plain = {});

/// The arguments of a query string (without its `?`), in their order.
MLTRACK_DECL std::vector<argument> parse_query(std::string_view query);

/// Reads arguments into the members of their names; others are skipped. Notes what is of a wrong type or no UTF-8; does
/// not ask for the required members.
MLTRACK_DECL void decode_arguments(const structure& type, const std::vector<argument>& arguments, void* object,
                                   presence& met, problems& found);
/// The members of an object as arguments: lists repeat their name, what is empty is left out.
MLTRACK_DECL std::vector<argument> arguments_of(const structure& type, const void* object);

/// Arguments as a query string, percent-encoded, without `?`.
MLTRACK_DECL std::string format_query(const std::vector<argument>& arguments);

/// A described object as a query string.
template <reflect::described T>
std::string encode_query(const T& object)
{
    return format_query(arguments_of(structure_of<T>, &object));
}

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/query_string.ipp>
#endif
