#pragma once

#include <mltrack/fluent/image/pixels.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// @file
/// Images as artifacts, in programs with the component png. Functions throw `mltrack::exception`:
/// `invalid_parameter_value` for pixels that make no image. They may be called from several threads at once.

namespace mltrack {

/// Which image of a series one is.
struct image_step
{
    std::string key{};                          ///< The series: letters and digits of ASCII, and `_-./ `.
    std::int64_t step = 0;                      ///< Where training was.
    std::optional<schema::unix_ms> timestamp{}; ///< When it was made; by default now.
};

/// Makes an image the artifact `artifact_file`, a PNG file: `log_image({.bytes = bytes, .width = 28, .height = 28,
/// .channels = 1}, "digit.png")`. Without an active run it starts one; `run_id` names another run.
MLTRACK_DECL void log_image(const pixels& image, std::string_view artifact_file, const schema::id::run& run_id = {});

/// Adds an image to a series that MLflow shows with a slider for the step: `log_image(image, {.key = "dogs", .step =
/// 3})`. It goes with a small copy into the folder `images` of the run's artifacts, and the run gets the tag
/// `mlflow.loggedImages`. Errors: `invalid_parameter_value` for a key with other characters.
MLTRACK_DECL void log_image(const pixels& image, const image_step& step, const schema::id::run& run_id = {});

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/image/impl/log_image.ipp>
#endif
