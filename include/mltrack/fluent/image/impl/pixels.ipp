#pragma once

#include <mltrack/fluent/image/pixels.hpp>

#include <algorithm>
#include <cmath>
#include <png.h>

namespace mltrack {
namespace fluent {

inline result<void> check(const pixels& image)
{
    constexpr std::size_t most = 1'000'000;
    const auto said = std::to_string(image.width) + " × " + std::to_string(image.height) + " with " +
                      std::to_string(image.channels) + " channels";
    if (image.width == 0 || image.height == 0 || image.width > most || image.height > most)
        return error{errc::invalid_parameter_value,
                     "The image is " + said + ": give it from 1 to 1,000,000 pixels a side"};
    if (image.channels == 0 || image.channels > 4)
        return error{errc::invalid_parameter_value, "The image is " + said + ": give it 1 to 4"};
    if (image.bytes.size() != image.width * image.height * image.channels)
        return error{errc::invalid_parameter_value, "The image is " + said + ", but has " +
                                                        std::to_string(image.bytes.size()) +
                                                        " bytes: give a byte for each channel of each pixel"};
    return {};
}

inline png_uint_32 format_of(std::size_t channels)
{
    constexpr png_uint_32 formats[] = {PNG_FORMAT_GRAY, PNG_FORMAT_GA, PNG_FORMAT_RGB, PNG_FORMAT_RGBA};
    return formats[channels - 1];
}

inline error png_failure(const png_image& image)
{
    return {errc::internal_error, std::string("The image could not be written as PNG: ") + image.message};
}

MLTRACK_DECL result<std::string> encode_png(const pixels& image)
{
    MLTRACK_CHECK(check(image));
    png_image header = {};
    header.version = PNG_IMAGE_VERSION;
    header.width = static_cast<png_uint_32>(image.width);
    header.height = static_cast<png_uint_32>(image.height);
    header.format = format_of(image.channels);

    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
    std::string out(size, '\0');
    if (png_image_write_to_memory(&header, out.data(), &size, 0, image.bytes.data(), 0, nullptr) == 0)
        return png_failure(header);
    out.resize(size);
    return out;
}

/// The mean of the pixels that become one.
inline std::uint8_t mean(const pixels& image, std::size_t channel, std::size_t left, std::size_t right, std::size_t top,
                         std::size_t bottom)
{
    std::uint64_t sum = 0;
    for (auto y = top; y != bottom; ++y)
        for (auto x = left; x != right; ++x)
            sum += image.bytes[(y * image.width + x) * image.channels + channel];
    const auto count = (right - left) * (bottom - top);
    return static_cast<std::uint8_t>((sum + count / 2) / count);
}

MLTRACK_DECL pixels shrunk(const pixels& image, std::size_t most, std::vector<std::uint8_t>& space)
{
    const auto longest = std::max(image.width, image.height);
    if (longest <= most)
        return image;
    pixels out = image;
    out.width = std::max<std::size_t>(1, image.width * most / longest);
    out.height = std::max<std::size_t>(1, image.height * most / longest);
    space.clear();
    for (std::size_t y = 0; y != out.height; ++y)
        for (std::size_t x = 0; x != out.width; ++x)
            for (std::size_t channel = 0; channel != image.channels; ++channel)
                space.push_back(mean(image, channel, x * image.width / out.width, (x + 1) * image.width / out.width,
                                     y * image.height / out.height, (y + 1) * image.height / out.height));
    out.bytes = space;
    return out;
}

} // namespace fluent

MLTRACK_DECL std::vector<std::uint8_t> bytes_of(std::span<const float> brightness)
{
    float least = 0, greatest = 1;
    bool beyond = false;
    const auto is_number = [](float value) { return std::isfinite(value); };
    if (std::any_of(brightness.begin(), brightness.end(),
                    [&](float value) { return is_number(value) && (value < 0 || value > 1); })) {
        beyond = true;
        least = std::numeric_limits<float>::max();
        greatest = std::numeric_limits<float>::lowest();
        for (const float value : brightness)
            if (is_number(value)) {
                least = std::min(least, value);
                greatest = std::max(greatest, value);
            }
    }
    const double range = static_cast<double>(greatest) - least;
    std::vector<std::uint8_t> out;
    out.reserve(brightness.size());
    for (const float value : brightness) {
        const double share = beyond ? (range > 0 ? (static_cast<double>(value) - least) / range : 0) : value;
        out.push_back(is_number(value) ? static_cast<std::uint8_t>(share * 255) : std::uint8_t(0));
    }
    return out;
}

} // namespace mltrack
