#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mltrack {

/// An image in memory, row by row from the top without gaps: height × width × channels, as numpy has it.
struct pixels
{
    std::span<const std::uint8_t> bytes{}; ///< `height · width · channels` of them; they outlive the call.
    std::size_t width = 0;
    std::size_t height = 0;
    std::size_t channels = 3; ///< 1: grey, 2: grey and opacity, 3: red, green, blue, 4: these and opacity.
};

/// Brightness from 0 to 1 as bytes. When any value is beyond, all are stretched so that the least becomes 0 and the
/// greatest 255, as MLflow does; what is no number becomes 0.
MLTRACK_DECL std::vector<std::uint8_t> bytes_of(std::span<const float> brightness);

namespace fluent {

/// The image as a PNG file. Errors: `invalid_parameter_value` for pixels that are none or do not fill the image, with
/// more than 4 channels, or of more than a million a side.
MLTRACK_DECL result<std::string> encode_png(const pixels& image);

/// The image, smaller if need be, so that no side has more than `most` pixels; the bytes are kept in `space`.
MLTRACK_DECL pixels shrunk(const pixels& image, std::size_t most, std::vector<std::uint8_t>& space);

} // namespace fluent
} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/image/impl/pixels.ipp>
#endif
