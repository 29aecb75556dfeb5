#include "recording.hpp"
#include <tests/files.hpp>

#include <boost/test/unit_test.hpp>

#include <png.h>
#include <regex>

using namespace mltrack;
using test::get;
using test::says;

namespace {

/// What libpng reads of a file in memory.
struct decoded
{
    explicit decoded(const std::string& file)
    {
        png_image image = {};
        image.version = PNG_IMAGE_VERSION;
        BOOST_TEST_REQUIRE(png_image_begin_read_from_memory(&image, file.data(), file.size()) != 0);
        width = image.width;
        height = image.height;
        channels = PNG_IMAGE_SAMPLE_CHANNELS(image.format);
        bytes.resize(PNG_IMAGE_SIZE(image));
        BOOST_TEST_REQUIRE(png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr) != 0);
    }

    std::size_t width, height, channels;
    std::vector<std::uint8_t> bytes;
};

std::vector<std::uint8_t> some_bytes(std::size_t count)
{
    std::vector<std::uint8_t> out;
    for (std::size_t index = 0; index != count; ++index)
        out.push_back(static_cast<std::uint8_t>(index * 37));
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_images, test::recording)

BOOST_AUTO_TEST_CASE(pixels_become_a_png_file)
{
    const auto run = start_run();
    for (const std::size_t channels : {1u, 2u, 3u, 4u}) {
        const auto bytes = some_bytes(5 * 3 * channels);
        log_image({.bytes = bytes, .width = 5, .height = 3, .channels = channels}, "dir/image.png");
        const decoded found(load_text("runs:/" + run.id().value + "/dir/image.png"));
        BOOST_TEST(found.width == 5u);
        BOOST_TEST(found.height == 3u);
        BOOST_TEST(found.channels == channels);
        BOOST_TEST(found.bytes == bytes, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(pixels_that_make_no_image_are_refused)
{
    const auto run = start_run();
    const auto bytes = some_bytes(12);
    for (const auto& image :
         {pixels{.bytes = bytes, .width = 2, .height = 3}, pixels{.bytes = bytes, .width = 0, .height = 0},
          pixels{.bytes = bytes, .width = 2, .height = 1, .channels = 6},
          pixels{.bytes = bytes, .width = 12, .height = 1, .channels = 0},
          pixels{.bytes = bytes, .width = std::size_t(1) << 40, .height = 1}})
        BOOST_CHECK_EXCEPTION(log_image(image, "x.png"), exception, says(errc::invalid_parameter_value, "image is"));
    BOOST_TEST(list_artifacts().empty());
}

BOOST_AUTO_TEST_CASE(brightness_becomes_bytes)
{
    using bytes = std::vector<std::uint8_t>;
    const float within[] = {0, 0.5F, 1, NAN};
    BOOST_TEST(bytes_of(within) == (bytes{0, 127, 255, 0}), boost::test_tools::per_element());
    const float beyond[] = {-1, 0, 3, INFINITY};
    BOOST_TEST(bytes_of(beyond) == (bytes{0, 63, 255, 0}), boost::test_tools::per_element());
    const float flat[] = {2, 2};
    BOOST_TEST(bytes_of(flat) == (bytes{0, 0}), boost::test_tools::per_element());
    BOOST_TEST(bytes_of({}).empty());
}

BOOST_AUTO_TEST_CASE(images_make_a_series)
{
    const auto run = start_run();
    const auto bytes = std::vector<std::uint8_t>(600 * 300, 100);
    log_image({.bytes = bytes, .width = 600, .height = 300, .channels = 1},
              image_step{.key = "val/dogs", .step = 3, .timestamp = 1700000000123});
    const auto files = list_artifacts("images");
    BOOST_TEST_REQUIRE(files.size() == 2u);
    const std::regex pattern(R"(images/val~dogs\+step\+3\+timestamp\+1700000000123\+[0-9a-f]{32}(\+compressed)?\.png)");
    for (const auto& file : files) {
        BOOST_TEST(std::regex_match(file.path, pattern), file.path);
        const bool is_small = file.path.find("compressed") != std::string::npos;
        const decoded found(load_text("runs:/" + run.id().value + "/" + file.path));
        BOOST_TEST(found.width == (is_small ? 256u : 600u));
        BOOST_TEST(found.height == (is_small ? 128u : 300u));
        BOOST_TEST(found.bytes[1000] == 100u);
    }
    BOOST_TEST(tag(run.id(), "mlflow.loggedImages") == "True");
    BOOST_CHECK_EXCEPTION(
        log_image({.bytes = bytes, .width = 600, .height = 300, .channels = 1}, image_step{.key = "a#b"}), exception,
        says(errc::invalid_parameter_value, "a#b"));
}

BOOST_AUTO_TEST_CASE(a_small_copy_has_the_means)
{
    std::vector<std::uint8_t> bytes = {0, 10, 20, 30, 100, 110, 120, 133}, space;
    const auto small = fluent::shrunk({.bytes = bytes, .width = 4, .height = 2, .channels = 1}, 2, space);
    BOOST_TEST(small.width == 2u);
    BOOST_TEST(small.height == 1u);
    BOOST_TEST(space == (std::vector<std::uint8_t>{55, 76}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
