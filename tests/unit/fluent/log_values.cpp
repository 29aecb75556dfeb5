#include "recording.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <unordered_map>

using namespace mltrack;
using test::says;

namespace {

struct inner
{
    int depth = 4;
};
struct configuration
{
    double rate = 0.1;
    inner tree{};
};

} // namespace

MLTRACK_REFLECT(inner, depth);
MLTRACK_REFLECT(configuration, rate, tree);

BOOST_FIXTURE_TEST_SUITE(fluent_log_values, test::recording)

BOOST_AUTO_TEST_CASE(the_first_call_starts_a_run)
{
    log_param("x", 1);
    BOOST_TEST_REQUIRE(active_run().has_value());
    const auto id = active_run()->info.run_id;
    log_metric("y", 2);
    BOOST_TEST((active_run()->info.run_id == id));
    BOOST_TEST(params(id)["x"] == "1");
    BOOST_TEST(metrics(id)["y"] == 2.0);
}

BOOST_AUTO_TEST_CASE(params_of_all_kinds)
{
    const auto run = start_run();
    log_params({{"one", 1}, {"two", "b"}});
    log_params({{"three", 0.5}});
    log_params(std::map<std::string, double>{{"four", 4}});
    log_params(configuration());
    const std::map<std::string, std::string> wanted = {{"one", "1"},    {"two", "b"},    {"three", "0.5"},
                                                       {"four", "4.0"}, {"rate", "0.1"}, {"tree.depth", "4"}};
    BOOST_CHECK(params(run.id()) == wanted);
    log_param("one", 1);
    BOOST_CHECK_EXCEPTION(log_param("one", 2), exception, says(errc::invalid_parameter_value, "one"));
    BOOST_CHECK_EXCEPTION(log_param("a*b", 2), exception, says(errc::invalid_parameter_value, "key"));
}

BOOST_AUTO_TEST_CASE(metrics_with_steps_and_times)
{
    const auto run = start_run();
    log_metric("loss", 0.5, {.step = 1, .timestamp = 1000});
    log_metric("loss", 0.25, {.step = -5, .timestamp = 2000});
    const auto history = api.get_metric_history({.run_id = run.id(), .metric_key = "loss"}).metrics;
    BOOST_TEST_REQUIRE(history.size() == 2u);
    BOOST_TEST(history[0].step == 1);
    BOOST_TEST(history[0].timestamp->value == 1000);
    BOOST_TEST(history[1].step == -5);

    const auto before = schema::unix_ms::now();
    log_metrics({{"a", 1}, {"b", 2.5}}, {.step = 7});
    log_metrics(std::unordered_map<std::string, float>{{"c", 3.0F}});
    log_metrics(configuration());
    const auto found = metrics(run.id());
    BOOST_TEST(found.at("a") == 1.0);
    BOOST_TEST(found.at("c") == 3.0);
    BOOST_TEST(found.at("tree.depth") == 4.0);
    for (const auto& metric : this->run(run.id()).data.metrics)
        if (metric.key->value == "a") {
            BOOST_TEST(metric.step == 7);
            BOOST_TEST((*metric.timestamp >= before && *metric.timestamp <= schema::unix_ms::now()));
        }
}

BOOST_AUTO_TEST_CASE(a_metric_of_a_model_and_a_data_set)
{
    const auto run = start_run();
    const auto model = api.create_logged_model({.experiment_id = "0"}).model.info.model_id;
    log_metric("auc", 0.9, {.model_id = model, .dataset_name = "digits", .dataset_digest = "abc"});
    const auto found = api.get_logged_model({.model_id = model}).model.data.metrics;
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found.front().dataset_name.value_or("") == "digits");
    BOOST_TEST(found.front().dataset_digest.value_or("") == "abc");
    BOOST_TEST((found.front().run_id == run.id()));
}

BOOST_AUTO_TEST_CASE(tags_are_set_and_deleted)
{
    const auto run = start_run();
    set_tag("a", 1);
    set_tag("a", 2);
    set_tags({{"b", "x"}, {"c", false}});
    set_tags(std::map<std::string, int>{{"d", 4}});
    BOOST_TEST(tag(run.id(), "a") == "2");
    BOOST_TEST(tag(run.id(), "c") == "False");
    BOOST_TEST(tag(run.id(), "d") == "4");
    delete_tag("a");
    BOOST_TEST(!tags(run.id()).contains("a"));
    BOOST_CHECK_EXCEPTION(delete_tag("a"), exception, says(errc::resource_does_not_exist, "a"));
}

BOOST_AUTO_TEST_CASE(another_run_can_be_named)
{
    const auto other = api.create_run({.experiment_id = "0"}).run.info.run_id;
    log_param("p", 1, other);
    log_params({{"q", 2}}, other);
    log_metric("m", 3, {.run_id = other});
    log_metrics({{"n", 4}}, {.run_id = other});
    set_tag("t", 5, other);
    set_tags({{"u", 6}}, other);
    delete_tag("u", other);
    BOOST_TEST(!active_run());
    BOOST_TEST(params(other)["q"] == "2");
    BOOST_TEST(metrics(other)["n"] == 4.0);
    BOOST_TEST(tag(other, "t") == "5");
    BOOST_TEST(!tags(other).contains("u"));
}

BOOST_AUTO_TEST_CASE(a_batch_is_split_as_mlflow_wants_it)
{
    const auto run = start_run();
    run_values values;
    for (int number = 0; number != 1001; ++number)
        values.metrics.push_back({.key = "m" + std::to_string(number), .value = number * 0.5, .timestamp = 1});
    for (int number = 0; number != 201; ++number) {
        values.params.push_back({.key = "p" + std::to_string(number), .value = "v"});
        values.tags.push_back({.key = "t" + std::to_string(number), .value = "v"});
    }
    log_batch(values);
    BOOST_TEST(metrics(run.id()).size() == 1001u);
    BOOST_TEST(metrics(run.id())["m1000"] == 500.0);
    BOOST_TEST(params(run.id()).size() == 201u);
    BOOST_TEST(tags(run.id()).contains("t200"));
    log_batch({});
}

BOOST_AUTO_TEST_SUITE_END()
