#include "print_error_code.hpp"
#include <mltrack/artifact/local.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>
#include <mltrack/tracking/service.hpp>
#include <mltrack/tracking/uri/artifact_uri.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
namespace fs = std::filesystem;

namespace {

/// A service whose proxy keeps artifacts in a folder.
struct fixture : test::temporary_folder
{
    tracking::any_tracking_api api{std::make_shared<tracking::service<store::memory>>(
        std::make_shared<store::memory>(), tracking::service_options{}, artifact::local(*this / "proxied"))};

    fs::path download(const std::string& uri, const fs::path& folder)
    {
        return tracking::download_artifacts(api, uri, *this / folder).value();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tracking_artifact_uri, fixture)

BOOST_AUTO_TEST_CASE(what_is_neither_of_a_run_nor_of_a_model_is_taken_apart_at_its_last_part)
{
    struct example
    {
        std::string uri, root, path;
    };
    for (const auto& [uri, root, path] : std::initializer_list<example>{
             {"mlflow-artifacts:/", "mlflow-artifacts:/", ""},
             {"mlflow-artifacts:", "mlflow-artifacts:", ""},
             {"mlflow-artifacts:///", "mlflow-artifacts:///", ""},
             {"mlflow-artifacts:/a", "mlflow-artifacts:/", "a"},
             {"mlflow-artifacts:/a/b/", "mlflow-artifacts:/a", "b"},
             {"mlflow-artifacts:a", "mlflow-artifacts:", "a"},
             {"mlflow-artifacts://host", "mlflow-artifacts://host", ""},
             {"mlflow-artifacts://host/a", "mlflow-artifacts://host/", "a"},
             {"file:///", "file:///", ""},
             {"file:///a", "file:///", "a"},
             {"file:///a/b", "file:///a", "b"},
             {"file:a", "file:.", "a"},
             {"/", "/", ""},
             {"/a", "/", "a"},
             {"a", ".", "a"},
             {"a/b//", "a", "b"},
         }) {
        const auto place = tracking::parse_artifact_uri(uri).value();
        BOOST_TEST(place.root == root, uri << " has the root " << place.root);
        BOOST_TEST(place.path == path, uri << " has the path " << place.path);
    }
}

BOOST_AUTO_TEST_CASE(all_that_a_proxy_has_is_downloaded)
{
    test::put(*this / "proxied/1/r/artifacts/a", "first");
    test::put(*this / "proxied/b", "second");
    const auto all = download("mlflow-artifacts:/", "all");
    BOOST_TEST((all == *this / "all"));
    BOOST_TEST(test::get(all / "1/r/artifacts/a") == "first");
    BOOST_TEST(test::get(all / "b") == "second");
    BOOST_TEST(test::get(download("mlflow-artifacts:/b", "one")) == "second");
    BOOST_TEST(tracking::read_artifact(api, "mlflow-artifacts:/1/r/artifacts/a").value() == "first");
}

BOOST_AUTO_TEST_CASE(a_file_right_below_the_root_of_this_machine_is_found)
{
    const auto missing = tracking::read_artifact(api, "file:///there-is-no-such-file-of-mltrack");
    BOOST_TEST((missing.error().code == errc::resource_does_not_exist), missing.error().message);
}

BOOST_AUTO_TEST_SUITE_END()
