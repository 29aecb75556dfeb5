#pragma once

#include <mltrack/fluent/image/log_image.hpp>
#include <mltrack/fluent/impl/target_run.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <algorithm>
#include <random>

namespace mltrack {
namespace fluent {

/// 32 random hexadecimal digits, which tell images of one time from each other.
inline std::string random_digits()
{
    std::random_device source;
    std::string out;
    while (out.size() != 32)
        out += "0123456789abcdef"[source() % 16];
    return out;
}

inline void check_key(std::string_view key)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./ ").find(c) != std::string_view::npos;
    };
    if (key.empty() || !std::all_of(key.begin(), key.end(), fits))
        throw exception(error{errc::invalid_parameter_value,
                              "image_step::key: '" + std::string(key) +
                                  "' must be letters and digits of ASCII, underscores, dashes, periods, blanks and "
                                  "slashes"});
}

/// The path of an image of a series but for its ending. Source: MLflow's tracking/client.py.
inline std::string path_of(const image_step& step)
{
    auto name = step.key;
    std::replace(name.begin(), name.end(), '/', '~');
    return "images/" + name + "+step+" + std::to_string(step.step) + "+timestamp+" +
           std::to_string(step.timestamp.value_or(schema::unix_ms::now()).value) + '+' + random_digits();
}

} // namespace fluent

MLTRACK_DECL void log_image(const pixels& image, std::string_view artifact_file, const schema::id::run& run_id)
{
    auto file = fluent::encode_png(image).value();
    auto run = fluent::target_of(run_id);
    run.api.artifacts(run.id).upload_bytes(std::move(file), artifact_file).value();
}

MLTRACK_DECL void log_image(const pixels& image, const image_step& step, const schema::id::run& run_id)
{
    constexpr std::size_t longest_side_of_small_one = 256;
    fluent::check_key(step.key);
    auto whole = fluent::encode_png(image).value();
    std::vector<std::uint8_t> space;
    auto small = fluent::encode_png(fluent::shrunk(image, longest_side_of_small_one, space)).value();

    auto run = fluent::target_of(run_id);
    auto artifacts = run.api.artifacts(run.id);
    const auto path = fluent::path_of(step);
    artifacts.upload_bytes(std::move(whole), path + ".png").value();
    artifacts.upload_bytes(std::move(small), path + "+compressed.png").value();
    run.api.set_tag({.run_id = run.id, .key = schema::logged_images_tag, .value = "True"});
}

} // namespace mltrack
