#include <mltrack/connect.hpp>
#include <mltrack/server.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/store/sqlite/uri.hpp>
#include <mltrack/transport/in_process.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace mltrack;
using test::get;
using test::put;
namespace fs = std::filesystem;

namespace {

/// What any tracking API can do, whatever it leads to.
void check_api(tracking::any_tracking_api api, const fs::path& folder)
{
    const auto experiment = api.create_experiment({.name = "connected"}).experiment_id;
    const auto run = api.create_run({.experiment_id = experiment}).run.info.run_id;
    api.log_metric({.run_id = run, .key = "loss", .value = 0.1, .timestamp = schema::unix_ms(1)});
    BOOST_TEST((api.artifacts(run).download_into("", folder / "none/yet").value() == folder / "none/yet"));
    BOOST_TEST(fs::is_directory(folder / "none/yet"));
    const auto found = api.search_runs({.experiment_ids = {experiment}, .filter = "metrics.loss < 0.5"}).runs;
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST(*found.front().data.metrics.front().value == 0.1);

    put(folder / "up/a", "first");
    put(folder / "up/sub/b c", "second");
    api.log_artifacts(run, folder / "up", "at");
    api.log_artifact(run, folder / "up/a");
    auto artifacts = api.artifacts(run);
    std::uint64_t moved = 0;
    artifacts.on_progress([&](std::uint64_t bytes) { moved += bytes; });
    BOOST_TEST((artifacts.download_into("at", folder / "down").value() == folder / "down/at"));
    BOOST_TEST(get(folder / "down/at/a") == "first");
    BOOST_TEST(get(folder / "down/at/sub/b c") == "second");
    BOOST_TEST(moved == 11u);
    BOOST_TEST((artifacts.download_into("at/sub/b c", folder / "one").value() == folder / "one/b c"));
    BOOST_TEST((artifacts.download_into("", folder / "all").value() == folder / "all"));
    BOOST_TEST(get(folder / "all/a") == "first");
    BOOST_TEST(get(folder / "all/at/sub/b c") == "second");
    auto sub = api.artifacts_at(api.get_run({.run_id = run}).run.info.artifact_uri + "/at");
    BOOST_TEST((sub.download_into("sub", folder / "by uri").value() == folder / "by uri/sub"));
    BOOST_TEST(get(folder / "by uri/sub/b c") == "second");
    const auto missing = artifacts.download_into("at/none", folder / "one");
    BOOST_TEST((missing.error().code == errc::resource_does_not_exist));
    BOOST_TEST(missing.error().message == "There is no artifact 'at/none'");
    BOOST_TEST(api.list_artifacts(run).size() == 2u);

    BOOST_TEST((api.try_call<schema::get_run>({.run_id = "none"}).error().code == errc::resource_does_not_exist));
    BOOST_TEST((api.try_artifacts("none").error().code == errc::resource_does_not_exist));
    BOOST_TEST((api.try_model_artifacts("m-none").error().code == errc::resource_does_not_exist));
    BOOST_CHECK_THROW(api.get_run({.run_id = "none"}), exception);
}

server_options on_a_free_port()
{
    server_options options;
    options.listen.port = 0;
    return options;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connecting, test::temporary_folder)

BOOST_AUTO_TEST_CASE(to_a_file)
{
    connect_options options;
    options.service.artifact_root = (*this / "artifacts").string();
    const auto uri = "sqlite:///" + (*this / "runs.db").string();
    check_api(connect(uri, std::move(options)), *this / "work");
    BOOST_TEST(connect(uri).search_experiments({}).experiments.size() == 2u);
}

BOOST_AUTO_TEST_CASE(to_a_file_with_the_artifacts_of_its_server)
{
    connect_options options;
    options.service.artifact_root = "mlflow-artifacts:/";
    options.artifacts = artifact::local(*this / "proxied");
    check_api(connect("sqlite:///" + (*this / "runs.db").string(), std::move(options)), *this / "work");
    BOOST_TEST(fs::exists(*this / "proxied/1"));
}

BOOST_AUTO_TEST_CASE(to_a_server)
{
    server server(store::memory(), artifact::local(*this / "artifacts"), on_a_free_port());
    std::jthread running([&] { server.run(); });
    check_api(connect("http://127.0.0.1:" + std::to_string(server.port())), *this / "work");
    server.stop();
}

BOOST_AUTO_TEST_CASE(to_a_server_of_this_program)
{
    server_options options;
    options.security.allowed_hosts = {"runs.example"}; // No web page calls from within the program.
    server<store::memory, artifact::local, transport::in_process> server(store::memory(),
                                                                         artifact::local(*this / "artifacts"), options);
    check_api(connect(server.handler()), *this / "work");
}

BOOST_AUTO_TEST_CASE(says_what_a_tracking_uri_may_be)
{
    for (const auto uri : {"", "postgresql://user:secret@host/db", "postgresql://host/db?password=secret"}) {
        const auto refused = try_connect(uri);
        BOOST_TEST_REQUIRE(refused.has_error());
        BOOST_TEST((refused.error().code == errc::invalid_parameter_value));
        BOOST_TEST(refused.error().message.find("sqlite:///FILE") != std::string::npos);
        BOOST_TEST(refused.error().message.find("secret") == std::string::npos, refused.error().message);
    }
    BOOST_TEST((try_connect("http://").error().code == errc::invalid_parameter_value));
}

BOOST_AUTO_TEST_CASE(refuses_a_folder_of_runs)
{
    for (const auto uri : {"mlruns", "./mlruns", "/data/mlruns", "file:mlruns", "file:///data/mlruns"}) {
        const auto refused = try_connect(uri);
        BOOST_TEST_REQUIRE(refused.has_error());
        BOOST_TEST((refused.error().code == errc::invalid_parameter_value));
        BOOST_TEST(refused.error().message ==
                   "The tracking URI '" + std::string(uri) +
                       "' means runs in files of a folder, which mltrack does not read or write: give http://HOST:PORT "
                       "or https://HOST of a server or sqlite:///FILE. 'mlflow migrate-filestore' makes an SQLite file "
                       "of the folder");
    }
}

BOOST_AUTO_TEST_CASE(makes_no_database_where_it_shall_not)
{
    const auto file = *this / "runs.db";
    const auto uri = "sqlite:///" + file.string();
    const auto open = [&](bool create) { return try_connect(uri, {.create = create}); };
    const auto refused = open(false);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == errc::resource_does_not_exist));
    BOOST_TEST(refused.error().message.starts_with("There is no database at '" + file.string() + "'"));
    BOOST_TEST(!fs::exists(file));
    BOOST_TEST(open(true).has_value());
    BOOST_TEST(open(false).has_value());
}

BOOST_AUTO_TEST_CASE(a_working_folder_that_is_gone_is_an_error)
{
    const auto before = fs::current_path();
    fs::create_directory(*this / "gone");
    fs::current_path(*this / "gone");
    fs::remove(*this / "gone");
    const auto uri = "sqlite:///" + (*this / "runs.db").string();
    const auto refused = try_connect(uri);
    const auto relative = try_connect("sqlite:///runs.db", {.service = {.artifact_root = "/root"}});
    const auto absolute = try_connect(uri, {.service = {.artifact_root = (*this / "artifacts").string()}});
    fs::current_path(before);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST(refused.error().message.starts_with("The working folder"));
    BOOST_TEST(relative.has_error());
    BOOST_TEST(absolute.has_value());
}

BOOST_AUTO_TEST_CASE(an_absolute_uri_means_the_same_in_any_working_folder)
{
    const auto before = fs::current_path();
    fs::current_path(path());
    const auto absolute = absolute_tracking_uri("sqlite:///runs.db");
    const auto of_python = absolute_tracking_uri("sqlite+pysqlite:///sub/runs.db");
    fs::current_path(before);
    BOOST_TEST(absolute == "sqlite:///" + (*this / "runs.db").string());
    BOOST_TEST(of_python == "sqlite+pysqlite:///" + (*this / "sub/runs.db").string());
    for (const std::string same : {"", "sqlite:////a/b.db", "sqlite:///:memory:", "sqlite:b.db", "http://host:5000",
                                   "databricks://x", "mlruns", "file:mlruns"})
        BOOST_TEST(absolute_tracking_uri(same) == same);
}

BOOST_AUTO_TEST_CASE(reads_sqlite_uris_as_sqlalchemy_does)
{
    BOOST_TEST((store::sqlite_file("sqlite:///a/b.db").value() == "a/b.db"));
    BOOST_TEST((store::sqlite_file("sqlite:////a/b.db").value() == "/a/b.db"));
    BOOST_TEST((store::sqlite_file("sqlite+pysqlite:///b c.db").value() == "b c.db"));
    for (const auto& [uri, hint] : {std::pair("sqlite://b.db", "three slashes"),
                                    {"sqlite:b.db", "three slashes"},
                                    {"sqlite:///:memory:", "in memory"},
                                    {"sqlite://", "in memory"},
                                    {"sqlite:///b.db?mode=ro", "options"},
                                    {"mysql://x/y", "no SQLite URI"}}) {
        const auto refused = store::sqlite_file(uri);
        BOOST_TEST_REQUIRE(refused.has_error());
        BOOST_TEST(refused.error().message.find(hint) != std::string::npos, refused.error().message);
    }
}

BOOST_AUTO_TEST_SUITE_END()
