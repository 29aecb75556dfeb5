#include "recording.hpp"
#include <mltrack/connect.hpp>
#include <tests/environment.hpp>
#include <tests/files.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using test::says;
namespace fs = std::filesystem;

namespace {

/// A working folder of its own, nothing set and nothing in the environment.
class fresh : public test::temporary_folder
{
public:
    fresh()
    {
        fs::current_path(path());
        fluent::active_experiment::instance().set({});
    }
    ~fresh()
    {
        set_tracking_uri("");
        fs::current_path(before_);
    }

private:
    fs::path before_ = fs::current_path();
    test::environment none_{{"MLFLOW_TRACKING_URI", ""}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_tracking_uri, fresh)

BOOST_AUTO_TEST_CASE(is_a_file_in_the_working_folder_by_default)
{
    BOOST_TEST(!is_tracking_uri_set());
    BOOST_TEST(get_tracking_uri() == "sqlite:///" + (path() / "mlflow.db").string());
    schema::id::run id;
    {
        const auto started = start_run();
        id = started.id();
    }
    BOOST_TEST(fs::exists(path() / "mlflow.db"));
    BOOST_TEST((connect(get_tracking_uri()).get_run({.run_id = id}).run.info.status == schema::run_status::FINISHED));
}

BOOST_AUTO_TEST_CASE(is_the_folder_mlruns_when_that_holds_experiments)
{
    fs::create_directories(path() / "mlruns/notes");
    fs::create_directories(path() / "mlruns/1");
    BOOST_TEST(get_tracking_uri() == "sqlite:///" + (path() / "mlflow.db").string());
    test::put(path() / "mlruns/1/meta.yaml", "");
    BOOST_TEST(get_tracking_uri() == "file://" + (path() / "mlruns").string());
    BOOST_CHECK_EXCEPTION(current_api(), exception,
                          says(errc::invalid_parameter_value, "set MLFLOW_TRACKING_URI or call set_tracking_uri"));
}

BOOST_AUTO_TEST_CASE(comes_from_the_environment)
{
    const test::environment set{{"MLFLOW_TRACKING_URI", "nonsense:/x"}};
    BOOST_TEST(is_tracking_uri_set());
    BOOST_TEST(get_tracking_uri() == "nonsense:/x");
    BOOST_CHECK_EXCEPTION(current_api(), exception,
                          says(errc::invalid_parameter_value, "stands in MLFLOW_TRACKING_URI"));
}

BOOST_AUTO_TEST_CASE(is_what_the_program_sets)
{
    const test::environment set{{"MLFLOW_TRACKING_URI", "http://environment:1"}};
    set_tracking_uri("http://program:1");
    BOOST_TEST(get_tracking_uri() == "http://program:1");
    set_tracking_uri("");
    BOOST_TEST(get_tracking_uri() == "http://environment:1");
    const test::recording recorder;
    BOOST_TEST(get_tracking_uri() == "");
    BOOST_TEST(is_tracking_uri_set());
}

BOOST_AUTO_TEST_CASE(holds_for_the_runs_that_start_later)
{
    set_tracking_uri("sqlite:///" + (path() / "first.db").string());
    const auto first = start_run();
    set_tracking_uri("sqlite:///" + (path() / "second.db").string());
    log_param("of", "first");
    BOOST_TEST(connect("sqlite:///first.db").get_run({.run_id = first.id()}).run.data.params.size() == 1u);
    end_run();
    const auto second = start_run();
    BOOST_CHECK_NO_THROW(connect("sqlite:///second.db").get_run({.run_id = second.id()}));
}

BOOST_AUTO_TEST_CASE(a_relative_file_stays_where_it_was_when_the_working_folder_changes)
{
    set_tracking_uri("sqlite:///runs.db");
    auto run = start_run();
    fs::create_directory(path() / "elsewhere");
    fs::current_path(path() / "elsewhere");
    enable_async_logging();
    log_metric("loss", 0.5); // Over a connection of its own.
    BOOST_TEST(flush_async_logging());
    run.end();
    enable_async_logging(false);
    start_run({.name = "second"}).end();
    BOOST_TEST(!fs::exists("runs.db"));
    auto file = connect("sqlite:///" + (path() / "runs.db").string());
    BOOST_TEST(file.get_run({.run_id = run.id()}).run.data.metrics.size() == 1u);
    BOOST_TEST(file.search_runs({.experiment_ids = {"0"}}).runs.size() == 2u);

    set_tracking_uri("sqlite:///runs.db"); // Said here, it means the one that is here.
    start_run().end();
    BOOST_TEST(fs::exists("runs.db"));
}

BOOST_AUTO_TEST_CASE(a_client_option_of_the_environment_that_cannot_be_is_named)
{
    const test::environment set{{"MLFLOW_HTTP_REQUEST_TIMEOUT", "soon"}};
    set_tracking_uri("http://127.0.0.1:1");
    BOOST_CHECK_EXCEPTION(start_run().keep_open(), exception,
                          says(errc::invalid_parameter_value, "MLFLOW_HTTP_REQUEST_TIMEOUT"));
}

BOOST_AUTO_TEST_SUITE_END()
