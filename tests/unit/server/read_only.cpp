#include <mltrack/artifact/local.hpp>
#include <mltrack/server/dispatcher.hpp>
#include <mltrack/server/route.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/tracking/answer.hpp>
#include <mltrack/tracking/service.hpp>
#include <mltrack/transport/load.hpp>
#include <tests/faulty_store.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

/// @file
/// A server that only reads refuses whatever would change something, and answers all else.

using namespace mltrack;

namespace {

/// Routes that change nothing, though their method is not GET.
const std::set<std::string_view> reads_by_post = {"search_experiments",
                                                  "list_experiments",
                                                  "search_runs",
                                                  "get_metric_history_bulk",
                                                  "search_logged_models",
                                                  "search_datasets",
                                                  "create_presigned_download_url",
                                                  "parse_filter"};

/// Operations of stores that change nothing.
const std::set<std::string> reading_operations = {"find_experiment",    "find_experiment_by_name",
                                                  "search_experiments", "find_run_info",
                                                  "find_run",           "search_runs",
                                                  "metric_history",     "search_datasets",
                                                  "find_logged_model",  "search_logged_models",
                                                  "sampled_history",    "find_trash",
                                                  "count_runs",         "search_keys",
                                                  "search_values"};

/// A path that a route answers: `{member}` is filled in.
std::string some_path(const serving::route& route)
{
    std::string path(*route.below.begin());
    path += route.path;
    for (auto open = path.find('{'); open != path.npos; open = path.find('{'))
        path.replace(open, path.find('}', open) - open + 1, "some");
    return path;
}

struct fixture
{
    explicit fixture(bool read_only = true)
        : store(std::make_shared<test::faulty_store>(kept)),
          context{store, artifact::any_repository(artifact::local(folder.path())), {}}
    {
        server_options options;
        options.read_only = read_only;
        options.security.enabled = false;
        dispatcher = std::make_unique<serving::dispatcher>(context, load, options);
    }

    transport::plan begin(std::string_view method, const std::string& target)
    {
        return dispatcher->begin(
            {std::string(method), target, {{"Host", "localhost"}, {"Content-Type", "application/json"}}});
    }

    transport::reply ask(std::string_view method, const std::string& target, std::string body = {})
    {
        auto plan = begin(method, target);
        if (auto* take = std::get_if<transport::take_body>(&plan))
            return take->answer(std::move(body));
        BOOST_TEST_REQUIRE(std::holds_alternative<transport::reply>(plan), method << ' ' << target << " is taken");
        return std::get<transport::reply>(std::move(plan));
    }

    test::temporary_folder folder;
    std::shared_ptr<store::any_store> kept = store::erase(std::make_shared<store::memory>());
    std::shared_ptr<test::faulty_store> store;
    tracking::context context;
    transport::load load;
    std::unique_ptr<serving::dispatcher> dispatcher;
};

} // namespace

BOOST_AUTO_TEST_SUITE(read_only)

BOOST_AUTO_TEST_CASE(each_endpoint_that_changes_something_is_refused)
{
    fixture only_reading;
    fixture writing(false);
    std::size_t refused = 0;
    for (const auto& route : serving::all_routes()) {
        const auto method = name_of(route.method);
        const auto path = some_path(route);
        BOOST_TEST_CONTEXT(method << ' ' << path)
        {
            const bool reads = method == "GET" || reads_by_post.contains(route.name);
            const auto answer = only_reading.ask(method, path, "{}");
            BOOST_TEST((answer.status == 403) == !reads, "answered " << answer.status);
            if (reads)
                continue;
            ++refused;
            const auto told = boost::json::parse(answer.body);
            BOOST_TEST(told.at("error_code") == "PERMISSION_DENIED");
            BOOST_TEST(told.at("message").as_string().find("--read-only") != boost::json::string::npos);
            // Elsewhere it is taken, or refused for what it asks.
            const auto taken = writing.begin(method, path);
            const auto* at_once = std::get_if<transport::reply>(&taken);
            BOOST_TEST((at_once == nullptr || at_once->status != 403));
        }
    }
    BOOST_TEST(refused > 25u);
    for (const auto& [operation, count] : only_reading.store->faults.calls())
        BOOST_TEST(reading_operations.contains(operation), operation << " was called " << count << " times");
}

BOOST_AUTO_TEST_CASE(whatever_reads_is_answered)
{
    fixture at;
    tracking::context filling{at.kept, artifact::any_repository(artifact::local(at.folder.path())), {}};
    const auto experiment =
        tracking::answer<schema::create_experiment>(filling, {.name = "kept"}).value().experiment_id;
    schema::create_run::request asked;
    asked.experiment_id = experiment;
    const auto run = tracking::answer<schema::create_run>(filling, asked).value().run.info.run_id;
    const std::string id = run.value;
    const std::string api = "/api/2.0/mlflow/";
    for (const auto& [method, target, body] : std::initializer_list<std::array<std::string, 3>>{
             {"GET", api + "experiments/get-by-name?experiment_name=kept", ""},
             {"GET", api + "experiments/search?max_results=5", ""},
             {"POST", api + "experiments/search", R"({"max_results": 5})"},
             {"POST", api + "runs/search", R"({"experiment_ids": ["0"], "filter": "metrics.a > 1"})"},
             {"POST", api + "runs/search", R"({"experiment_ids": ["0"], "count_only": true})"},
             {"POST", "/api/2.0/mltrack/filter/parse", R"({"text": "metrics.", "experiment_ids": ["0"]})"},
             {"GET", api + "runs/get?run_id=" + id, ""},
             {"GET", api + "metrics/get-history?metric_key=a&run_id=" + id, ""},
             {"GET", api + "artifacts/list?run_id=" + id, ""},
             {"GET", "/api/2.0/mlflow-artifacts/artifacts", ""},
             {"POST", "/graphql",
              R"({"query": "{mlflowGetRun(input: {runId: \")" + id + R"(\"}) {run {info {runId}}}}"})"},
             {"POST", "/graphql",
              R"({"query": "mutation {mlflowSearchRuns(input: {experimentIds: [\"0\"]}) {runs {info {runId}}}}"})"},
             {"GET", "/health", ""},
             {"GET", "/version", ""},
             {"GET", "/metrics", ""},
             {"GET", "/openapi.json", ""}})
        BOOST_TEST(at.ask(method, target, body).status == 200, method << ' ' << target);
    BOOST_TEST(at.ask("GET", "/api/2.0/mlflow-artifacts/artifacts/none.txt").status == 404);
    BOOST_TEST(at.ask("POST", "/api/2.0/mlflow/no/such").status == 404);
    BOOST_TEST(at.ask("GET", "/api/2.0/mlflow/runs/create").status == 405);
}

BOOST_AUTO_TEST_CASE(a_database_stays_as_it_is)
{
    const test::temporary_folder folder;
    const auto file = folder / "runs.db";
    {
        const auto writing = store::sqlite::open({.file = file}).value();
        tracking::context context{writing, artifact::any_repository(artifact::local(folder.path())), {}};
        BOOST_TEST_REQUIRE(tracking::answer<schema::create_experiment>(context, {.name = "kept"}).has_value());
    }
    const auto before = test::get(file);
    {
        const auto reading = store::sqlite::open({.file = file, .read_only = true}).value();
        BOOST_TEST(reading->find_experiment_by_name("kept").value().has_value());
        const auto refused = reading->set_experiment_tag(schema::id::experiment("0"), {.key = "k", .value = "v"});
        BOOST_TEST_REQUIRE(refused.has_error());
        BOOST_TEST(int(refused.error().code) == int(errc::permission_denied));
        BOOST_TEST(refused.error().message.find(file.string()) != std::string::npos);
        // One that writes may stand beside it, and is seen.
        const auto lock = reading->lock_for_server().value();
        const auto writing = store::sqlite::open({.file = file}).value();
        const auto other_lock = writing->lock_for_server();
        BOOST_TEST(other_lock.has_value());
        BOOST_TEST((before == test::get(file)));
        schema::experiment added;
        added.name = "added";
        BOOST_TEST_REQUIRE(writing->create_experiment(added, "root").has_value());
        BOOST_TEST(reading->find_experiment_by_name("added").value().has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_there_is_not_made)
{
    const test::temporary_folder folder;
    const auto is_refused = [&](const std::string& name, const std::string& why) {
        const auto opened = store::sqlite::open({.file = folder / name, .read_only = true});
        BOOST_TEST_REQUIRE(opened.has_error());
        BOOST_TEST(opened.error().message.find(why) != std::string::npos, opened.error().message);
    };
    is_refused("none.db", "cannot be read");
    BOOST_TEST(std::filesystem::is_empty(folder.path()));
    test::put(folder / "empty.db", "");
    is_refused("empty.db", "is empty");
    BOOST_TEST(std::filesystem::file_size(folder / "empty.db") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
