#include "scripted_server.hpp"
#include <mltrack/artifact/local.hpp>
#include <mltrack/client.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <mutex>

using namespace mltrack;
using test::get;
using test::put;
using test::scripted_server;
namespace fs = std::filesystem;

namespace {

using answer = scripted_server::answer;
using received = scripted_server::received;

const std::string proxy = "/api/2.0/mlflow-artifacts/artifacts";

std::string run_at(const std::string& artifact_uri)
{
    return scripted_server::reply(200,
                                  R"({"run": {"info": {"run_id": "r", "artifact_uri": ")" + artifact_uri + "\"}}}");
}

/// A server whose runs keep their artifacts behind its proxy, in memory.
struct fixture : test::temporary_folder
{
    answer say(const received& request)
    {
        std::lock_guard lock(mutex); // Files of a folder come over several connections.
        if (request.target.find("/mlflow/runs/get?") != std::string::npos)
            return {run_at("mlflow-artifacts:/1/r/artifacts")};
        if (request.method == "PUT") {
            files[request.target] = request.body;
            return {scripted_server::reply(200, "")};
        }
        if (request.target.starts_with(proxy + "?"))
            return {scripted_server::reply(
                200, R"({"files": [{"path": "b", "is_dir": false, "file_size": 3}, {"path": "a", "is_dir": true}]})")};
        const auto found = files.find(request.target);
        if (found == files.end())
            return {scripted_server::reply(404, R"({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "none"})")};
        if (cut-- > 0)
            return {scripted_server::reply(200, found->second).substr(0, 150), true};
        return {scripted_server::reply(200, found->second)};
    }

    std::mutex mutex;
    std::map<std::string, std::string> files;
    int cut = 0; ///< Answers that break off.
    scripted_server server{[this](const received& request) { return say(request); }};
    client<> api{server.url(),
                 {.backoff_base = std::chrono::milliseconds(0), .backoff_jitter = std::chrono::milliseconds(0)}};
};

template <class Call>
error error_of(Call&& call)
{
    try {
        call();
    } catch (const exception& failure) {
        return failure.error();
    }
    throw std::logic_error("no error");
}

template <class Call>
errc code_of(Call&& call)
{
    return error_of(call).code;
}

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != text.npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_artifacts, fixture)

BOOST_AUTO_TEST_CASE(a_file_goes_through_the_proxy)
{
    const std::string content(1'000'000, 'x');
    put(*this / "a b.bin", content);
    api.log_artifact("r", *this / "a b.bin");
    api.log_artifact("r", *this / "a b.bin", "deep/er");
    BOOST_TEST((files[proxy + "/1/r/artifacts/a%20b.bin"] == content));
    BOOST_TEST((files[proxy + "/1/r/artifacts/deep/er/a%20b.bin"] == content));
    BOOST_TEST(server.requests().at(1).content_type == "application/octet-stream");
}

BOOST_AUTO_TEST_CASE(an_empty_file_and_a_link_go_too)
{
    put(*this / "empty", "");
    fs::create_symlink(*this / "empty", *this / "link");
    api.log_artifact("r", *this / "empty");
    api.log_artifact("r", *this / "link");
    BOOST_TEST(files.contains(proxy + "/1/r/artifacts/empty"));
    BOOST_TEST(files.contains(proxy + "/1/r/artifacts/link"));
}

BOOST_AUTO_TEST_CASE(a_folder_goes_with_all_below)
{
    put(*this / "folder/x", "1");
    put(*this / "folder/sub/y", "2");
    api.log_artifacts("r", *this / "folder");
    api.log_artifacts("r", *this / "folder", "to");
    BOOST_TEST(files.size() == 4u);
    BOOST_TEST(files[proxy + "/1/r/artifacts/sub/y"] == "2");
    BOOST_TEST(files[proxy + "/1/r/artifacts/to/x"] == "1");
}

BOOST_AUTO_TEST_CASE(no_file_of_a_folder_goes_when_one_cannot)
{
    for (const char* name : {"a#b", "%41", "caf\xe9"}) {
        const auto folder = *this / "folder";
        put(folder / "0", "1");
        put(folder / "sub" / name, "2");
        put(folder / "z", "3");
        const auto refused = error_of([&] { api.log_artifacts("r", folder); });
        BOOST_TEST((refused.code == errc::invalid_parameter_value));
        BOOST_TEST(contains(refused.message, "'" + (folder / "sub" / name).string() + "'"), refused.message);
        BOOST_TEST(contains(refused.message, "rename the file"), refused.message);
        BOOST_TEST(contains(error_of([&] { api.log_artifact("r", folder / "sub" / name); }).message, "rename"));
        fs::remove_all(folder);
    }
    BOOST_TEST(files.empty());
    put(*this / "x", "1");
    BOOST_TEST(contains(error_of([&] { api.log_artifact("r", *this / "x", "a#b"); }).message, "path 'a#b'"));
}

BOOST_AUTO_TEST_CASE(links_of_a_folder_that_lead_nowhere_are_named)
{
    put(*this / "folder/sub/a", "1");
    put(*this / "folder/z", "1");
    fs::create_symlink(*this / "folder/z", *this / "folder/sub/good");
    fs::create_directory_symlink(*this / "folder/sub", *this / "folder/again");
    for (const char* target : {"nowhere", "bad"}) {
        const auto bad = *this / "folder/sub/bad";
        fs::create_symlink(target, bad);
        const auto refused = error_of([&] { api.log_artifacts("r", *this / "folder"); });
        BOOST_TEST((refused.code == errc::invalid_parameter_value));
        BOOST_TEST(contains(refused.message, "'" + bad.string() + "'"), refused.message);
        fs::remove(bad);
    }
    BOOST_TEST(files.empty());
    api.log_artifacts("r", *this / "folder");
    BOOST_TEST(files.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_folder_is_no_file)
{
    fs::create_directory(*this / "folder");
    for (const auto& folder : {*this / "folder", *this / "folder/"}) {
        const auto refused = error_of([&] { api.log_artifact("r", folder); });
        BOOST_TEST((refused.code == errc::invalid_parameter_value));
        BOOST_TEST(contains(refused.message, "is a folder: log_artifacts"), refused.message);
    }
}

BOOST_AUTO_TEST_CASE(a_file_comes_back)
{
    const std::string content(1'000'000, 'x');
    files[proxy + "/1/r/artifacts/sub/x"] = content;
    api.download_artifact("r", "sub/x", *this / "new/x");
    BOOST_TEST((get(*this / "new/x") == content));
}

BOOST_AUTO_TEST_CASE(a_download_that_breaks_off_begins_again)
{
    files[proxy + "/1/r/artifacts/x"] = std::string(1'000, 'x');
    cut = 2;
    api.download_artifact("r", "x", *this / "new/x");
    BOOST_TEST(get(*this / "new/x").size() == 1'000u);
    BOOST_TEST(std::distance(fs::directory_iterator(*this / "new"), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_failed_download_leaves_what_was_there)
{
    put(*this / "new/x", "old");
    BOOST_CHECK(code_of([&] { api.download_artifact("r", "none", *this / "new/x"); }) == errc::resource_does_not_exist);
    files[proxy + "/1/r/artifacts/x"] = std::string(1'000, 'x');
    cut = 100;
    BOOST_CHECK(code_of([&] { api.download_artifact("r", "x", *this / "new/x"); }) == errc::temporarily_unavailable);
    BOOST_TEST(get(*this / "new/x") == "old");
    BOOST_TEST(std::distance(fs::directory_iterator(*this / "new"), {}) == 1);
}

BOOST_AUTO_TEST_CASE(listed_paths_are_relative_to_the_run)
{
    const auto root = api.list_artifacts("r");
    BOOST_REQUIRE(root.size() == 2);
    BOOST_TEST(root[0].path == "a");
    const auto below = api.list_artifacts("r", "folder");
    BOOST_TEST(below.at(1).path == "folder/b");
    BOOST_TEST(below.at(1).file_size.value() == 3);
    BOOST_TEST(server.requests().back().target == proxy + "?path=1%2Fr%2Fartifacts%2Ffolder");
}

BOOST_AUTO_TEST_CASE(paths_do_not_leave_the_run)
{
    put(*this / "x", "1");
    for (const char* path : {"../../2/other", "%2e%2e/x", "/x", "a\\..\\..\\b"}) {
        BOOST_CHECK(code_of([&] { api.log_artifact("r", *this / "x", path); }) == errc::invalid_parameter_value);
        BOOST_CHECK(code_of([&] { api.download_artifact("r", path, *this / "y"); }) == errc::invalid_parameter_value);
        BOOST_CHECK(code_of([&] { api.list_artifacts("r", path); }) == errc::invalid_parameter_value);
    }
    BOOST_TEST(files.empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_named)
{
    BOOST_CHECK(code_of([&] { api.log_artifact("r", *this / "none"); }) == errc::resource_does_not_exist);
    BOOST_CHECK(code_of([&] { api.log_artifact("r", *this / "."); }) == errc::invalid_parameter_value);
    BOOST_CHECK(code_of([&] { api.log_artifacts("r", *this / "none"); }) == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(artifacts_of_this_machine_are_reached_directly)
{
    const auto root = (*this / "root").string();
    scripted_server local([&](const received&) { return answer{run_at("file://" + root)}; });
    client near(local.url());
    put(*this / "a#%41.txt", "text");
    near.log_artifact("r", *this / "a#%41.txt", "folder");
    BOOST_TEST(get(*this / "root/folder/a#%41.txt") == "text");
    BOOST_TEST(near.list_artifacts("r", "folder").at(0).path == "folder/a#%41.txt");
    near.download_artifact("r", "folder/a#%41.txt", *this / "back");
    BOOST_TEST(get(*this / "back") == "text");
    BOOST_CHECK(code_of([&] { near.download_artifact("r", "folder", *this / "no"); }) == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(other_roots_need_a_repository)
{
    std::string uri = "s3://bucket/r";
    scripted_server far([&](const received&) { return answer{run_at(uri)}; });
    client near(far.url());
    put(*this / "x", "1");
    BOOST_CHECK(code_of([&] { near.log_artifact("r", *this / "x"); }) == errc::invalid_parameter_value);
    near.repositories().add(
        "s3", [&](std::string_view) { return result<artifact::any_repository>(artifact::local(*this / "bucket")); });
    near.log_artifact("r", *this / "x");
    BOOST_TEST(get(*this / "bucket/x") == "1");
    uri = "mlflow-artifacts://elsewhere:5000/r";
    BOOST_CHECK(code_of([&] { near.log_artifact("r", *this / "x"); }) == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_SUITE_END()
