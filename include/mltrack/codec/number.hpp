#pragma once

#include <mltrack/config.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mltrack::codec {

/// Reads a whole number as MLflow's clients may write it: `5`, `5.0`, `1e3`. Nothing when the text is no number, has a
/// fraction, or does not fit.
MLTRACK_DECL std::optional<std::int64_t> parse_integer(std::string_view text);

/// Reads a number as Python's `float` does: blanks around it, a sign, `1_000`, `nan`, `inf` and `infinity` in any case;
/// too large ones are infinite. Correctly rounded.
MLTRACK_DECL std::optional<double> parse_double(std::string_view text);

/// Appends the decimal digits of a whole number.
MLTRACK_DECL void append_integer(std::string& out, std::int64_t value);

/// Appends the shortest text that reads back as the same bits, always with a fraction or exponent; `NaN`, `Infinity`
/// and `-Infinity` as these words.
MLTRACK_DECL void append_double(std::string& out, double value);

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/number.ipp>
#endif
