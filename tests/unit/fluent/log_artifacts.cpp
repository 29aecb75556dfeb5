#include "recording.hpp"
#include <tests/files.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

using namespace mltrack;
using test::get;
using test::put;
using test::says;
namespace fs = std::filesystem;

namespace {

struct layer
{
    std::string kind = "conv";
    std::optional<int> width{};
};
struct network
{
    std::vector<layer> layers = {{}, {"dense", 10}};
    float dropout = 0.1F;
    double nothing = std::numeric_limits<double>::quiet_NaN();
    std::map<std::string, int> classes = {{"a", 1}};
    bool trained = false;
};

} // namespace

MLTRACK_REFLECT(layer, kind, width);
MLTRACK_REFLECT(network, layers, dropout, nothing, classes, trained);

BOOST_FIXTURE_TEST_SUITE(fluent_log_artifacts, test::recording)

BOOST_AUTO_TEST_CASE(files_and_folders_go_up)
{
    const auto run = start_run();
    put(*this / "up/a.txt", "first");
    put(*this / "up/sub/b", "second");
    log_artifact(*this / "up/a.txt");
    log_artifact(*this / "up/a.txt", "at");
    log_artifact(*this / "up", "whole");
    log_artifacts(*this / "up", "flat");
    const auto root = fs::path(get_artifact_uri());
    for (const auto file : {"a.txt", "at/a.txt", "whole/up/a.txt", "whole/up/sub/b", "flat/a.txt", "flat/sub/b"})
        BOOST_TEST(get(root / file) == (std::string_view(file).ends_with("b") ? "second" : "first"));
    BOOST_TEST(get_artifact_uri("at/a.txt") == (root / "at/a.txt").string());
    BOOST_TEST(list_artifacts().size() == 4u);
    BOOST_TEST(list_artifacts("flat").front().path == "flat/a.txt");
    BOOST_CHECK_EXCEPTION(log_artifact(*this / "none"), exception, says(errc::resource_does_not_exist, "none"));
    BOOST_CHECK_EXCEPTION(log_artifact(*this / "up/a.txt", "../x"), exception,
                          says(errc::invalid_parameter_value, ".."));
}

BOOST_AUTO_TEST_CASE(a_folder_is_logged_by_the_name_it_is_given_by)
{
    const auto run = start_run();
    put(*this / "versions/3/a", "a");
    fs::create_directory_symlink(*this / "versions/3", *this / "latest");
    log_artifact(*this / "latest");
    log_artifact((*this / "latest/").string(), "slash");
    log_artifact(*this / "versions/../versions/3/.", "dots");
    const auto root = fs::path(get_artifact_uri());
    for (const auto file : {"latest/a", "slash/latest/a", "dots/3/a"})
        BOOST_TEST(fs::exists(root / file), file);
}

BOOST_AUTO_TEST_CASE(texts_and_bytes_are_artifacts)
{
    const auto run = start_run();
    log_text("größer ✓\n", "notes/hello.txt");
    const std::byte bytes[] = {std::byte{0}, std::byte{255}};
    log_bytes("raw.bin", bytes);
    log_text("again", "./notes//again.txt");
    log_text("", "empty");
    const auto root = fs::path(get_artifact_uri());
    BOOST_TEST(get(root / "notes/hello.txt") == "größer ✓\n");
    BOOST_TEST(get(root / "raw.bin") == std::string("\0\xff", 2));
    BOOST_TEST(get(root / "notes/again.txt") == "again");
    BOOST_TEST(fs::exists(root / "empty"));
    BOOST_TEST(load_text("runs:/" + run.id().value + "/notes/hello.txt") == "größer ✓\n");
    for (const auto path : {"", "../x", "/x"})
        BOOST_CHECK_EXCEPTION(log_text("x", path), exception, says(errc::invalid_parameter_value, "path"));
}

BOOST_AUTO_TEST_CASE(what_is_logged_can_be_of_another_run)
{
    const auto other = api.create_run({.experiment_id = "0"}).run.info.run_id;
    put(*this / "up/a", "x");
    log_artifact(*this / "up/a", {}, other);
    log_artifacts(*this / "up", "b", other);
    log_text("x", "c", other);
    log_dict(json_text("[]"), "d.json", other);
    BOOST_TEST(!active_run());
    BOOST_TEST(list_artifacts({}, other).size() == 4u);
    BOOST_TEST(get_artifact_uri({}, other) == this->run(other).info.artifact_uri);
}

BOOST_AUTO_TEST_CASE(structs_and_maps_are_json)
{
    const auto run = start_run();
    log_dict(network(), "network.json");
    log_dict({{"k", "v"}, {"n", 1}, {"sub", {{"deep", nullptr}}}}, "dir/data.json");
    log_dict(std::map<std::string, std::vector<int>>{{"a", {1, 2}}, {"b", {}}}, "map.yml");
    const auto root = fs::path(get_artifact_uri());
    BOOST_TEST(get(root / "network.json") == R"({
  "layers": [
    {
      "kind": "conv",
      "width": null
    },
    {
      "kind": "dense",
      "width": 10
    }
  ],
  "dropout": 0.1,
  "nothing": NaN,
  "classes": {
    "a": 1
  },
  "trained": false
})");
    BOOST_TEST(get(root / "dir/data.json") == R"({
  "k": "v",
  "n": 1,
  "sub": {
    "deep": null
  }
})");
    BOOST_TEST(get(root / "map.yml") == R"({
  "a": [
    1,
    2
  ],
  "b": []
})");
}

BOOST_AUTO_TEST_CASE(json_is_checked_and_indented)
{
    const auto run = start_run();
    log_dict(json_text(R"( {"a,b" : "x\"}{" ,"c":[ ] , "d":{ },"e":[1 ,-2.5e3]} )"), "x.json");
    BOOST_TEST(load_text("runs:/" + run.id().value + "/x.json") == R"({
  "a,b": "x\"}{",
  "c": [],
  "d": {},
  "e": [
    1,
    -2.5e3
  ]
})");
    for (const auto text : {"{", "{} x", "", "{'a': 1}"})
        BOOST_CHECK_EXCEPTION(json_text{text}, exception, says(errc::invalid_parameter_value, "is no JSON"));
}

BOOST_AUTO_TEST_CASE(artifacts_come_down)
{
    const auto run = start_run();
    log_text("1", "model/weights");
    log_text("2", "model/sub/bias");
    const auto uri = "runs:/" + run.id().value;
    BOOST_TEST((download_artifacts(uri + "/model", *this / "down") == *this / "down/model"));
    BOOST_TEST(get(*this / "down/model/sub/bias") == "2");
    BOOST_TEST((download_artifacts(uri + "/model/weights", *this / "one") == *this / "one/weights"));
    BOOST_TEST((download_artifacts(uri, *this / "all") == *this / "all"));
    BOOST_TEST(get(*this / "all/model/weights") == "1");
    BOOST_TEST(get(download_artifacts(run.id(), "model/weights", *this / "by id")) == "1");
    const auto temporary = download_artifacts(run.id());
    BOOST_TEST(get(temporary / "model/weights") == "1");
    fs::remove_all(temporary);
    BOOST_TEST(
        (download_artifacts("file://" + (*this / "all/model").string(), *this / "copied") == *this / "copied/model"));
    BOOST_TEST(get(*this / "copied/model/weights") == "1");
}

BOOST_AUTO_TEST_CASE(artifacts_of_models_come_down)
{
    const auto run = start_run();
    const auto logged = api.create_logged_model({.experiment_id = "0", .name = "net", .source_run_id = run.id().value});
    const auto model = logged.model.info;
    put(*this / "MLmodel", "flavors");
    api.model_artifacts(model.model_id).upload(*this / "MLmodel").value();
    const auto uri = "models:/" + model.model_id.value;
    BOOST_TEST((download_artifacts(uri, *this / "down") == *this / "down"));
    BOOST_TEST(get(*this / "down/MLmodel") == "flavors");
    BOOST_TEST(load_text(uri + "/MLmodel") == "flavors");
    // A model that the run logged is named by its name below the run, as in MLflow 2.
    BOOST_TEST(load_text("runs:/" + run.id().value + "/net/MLmodel") == "flavors");
    download_artifacts("runs:/" + run.id().value + "/net", *this / "named");
    BOOST_TEST(get(*this / "named/MLmodel") == "flavors");
    log_text("the run's own", "net/MLmodel");
    BOOST_TEST(load_text("runs:/" + run.id().value + "/net/MLmodel") == "the run's own");
}

BOOST_AUTO_TEST_CASE(a_uri_that_names_nothing_is_refused)
{
    const auto run = start_run();
    for (const auto& [uri, code, hint] : {std::tuple("runs:/", errc::invalid_parameter_value, "runs:/RUN_ID/PATH"),
                                          {"runs://x/y", errc::invalid_parameter_value, "runs:/RUN_ID/PATH"},
                                          {"runs:x", errc::invalid_parameter_value, "runs:/RUN_ID/PATH"},
                                          {"runs:/none/x", errc::resource_does_not_exist, "none"},
                                          {"models:/", errc::invalid_parameter_value, "models:/MODEL_ID/PATH"},
                                          {"models:/m-none", errc::resource_does_not_exist, "m-none"},
                                          {"models:/net/1", errc::not_implemented, "models:/m-…"},
                                          {"models:/net@best", errc::not_implemented, "models:/m-…"},
                                          {"m-123", errc::invalid_parameter_value, "models:/m-123"},
                                          {"", errc::invalid_parameter_value, "is empty"},
                                          {"s3://bucket/x", errc::invalid_parameter_value, "s3"}}) {
        BOOST_CHECK_EXCEPTION(download_artifacts(uri, path()), exception, says(code, hint));
        BOOST_CHECK_EXCEPTION(load_text(uri), exception, says(code, hint));
    }
    BOOST_CHECK_EXCEPTION(download_artifacts(run.id(), "none", path()), exception,
                          says(errc::resource_does_not_exist, "none"));
}

BOOST_AUTO_TEST_SUITE_END()
