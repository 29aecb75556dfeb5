#pragma once

#include <mltrack/query/parser.hpp>
#include <mltrack/store/tracking_store.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::test::store_contract {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double largest = std::numeric_limits<double>::max();

/// Every row.
inline constexpr store::page all_rows{0, std::numeric_limits<std::int64_t>::max()};

/// A run id of the usual form.
inline schema::id::run run_id(int number)
{
    auto digits = std::to_string(number);
    return std::string(32 - digits.size(), '0') + digits;
}

/// An experiment of this name, created at a time.
inline schema::experiment new_experiment(std::string name, std::int64_t time = 1000)
{
    schema::experiment experiment;
    experiment.name = std::move(name);
    experiment.creation_time = experiment.last_update_time = time;
    return experiment;
}

/// Adds an experiment of this name.
inline schema::id::experiment add_experiment(store::any_store& store, std::string name, std::int64_t time = 1000)
{
    return store.create_experiment(new_experiment(std::move(name), time), "root").value();
}

/// A run of an experiment, with a name and its tag.
inline schema::run new_run(const schema::id::experiment& experiment, int number, const std::string& name = "a run")
{
    schema::run run;
    run.info.run_id = run.info.run_uuid = run_id(number);
    run.info.experiment_id = experiment;
    run.info.run_name = name;
    run.info.artifact_uri = "root/" + run.info.run_id.value + "/artifacts";
    run.data.tags = {{"mlflow.runName", name}};
    return run;
}

/// Adds a run.
inline schema::id::run add_run(store::any_store& store, const schema::run& run)
{
    BOOST_TEST_REQUIRE(store.create_run(run).has_value());
    return run.info.run_id;
}

/// A logged value.
inline schema::metric metric(std::string key, double value, std::int64_t timestamp = 0, std::int64_t step = 0)
{
    return {key, value, schema::metric_time(timestamp), step};
}

/// Logs metrics, params and tags.
inline void log(store::any_store& store, const schema::id::run& run, const std::vector<schema::metric>& metrics,
                const std::vector<schema::param>& params = {}, const std::vector<schema::run_tag>& tags = {})
{
    const auto logged = store.append(run, {metrics, params, tags, std::nullopt});
    BOOST_TEST_REQUIRE(logged.has_value(), logged.error().message);
}

/// The run, with params, tags and metrics in the order of their keys.
inline schema::run sorted(schema::run run)
{
    const auto by_key = [](const auto& left, const auto& right) { return *left.key < *right.key; };
    std::ranges::sort(run.data.metrics, by_key);
    std::ranges::sort(run.data.params, by_key);
    std::ranges::sort(run.data.tags, by_key);
    return run;
}

/// The run in the store, sorted.
inline schema::run fetch(store::any_store& store, const schema::id::run& id)
{
    const auto found = store.find_run(id).value();
    BOOST_TEST_REQUIRE(found.has_value());
    return sorted(*found);
}

/// The experiment in the store, with its tags in the order of their keys.
inline schema::experiment fetch(store::any_store& store, const schema::id::experiment& id)
{
    auto found = store.find_experiment(id).value();
    BOOST_TEST_REQUIRE(found.has_value());
    std::ranges::sort(found->tags, {}, [](const schema::experiment_tag& tag) { return tag.key.value.value; });
    return *found;
}

/// A value in a form in which NaN equals NaN and 0.0 differs from -0.0.
inline std::string text(double value)
{
    return std::isnan(value) ? "nan" : (std::signbit(value) ? "-" : "") + std::to_string(std::abs(value));
}

/// Metrics as `key=value@timestamp/step`, separated by blanks.
inline std::string text(const std::vector<schema::metric>& metrics)
{
    std::string out;
    for (const auto& each : metrics)
        out += each.key.value.value + "=" + text(*each.value) + "@" + std::to_string(each.timestamp->value) + "/" +
               std::to_string(each.step) + " ";
    return out;
}

template <class T>
void expect_error(const result<T>& outcome, errc code, std::string_view names)
{
    BOOST_TEST_REQUIRE(outcome.has_error());
    BOOST_TEST((outcome.error().code == code), outcome.error().message);
    BOOST_TEST(outcome.error().message.find(names) != std::string::npos, outcome.error().message);
}

/// What a search for runs finds.
inline std::vector<schema::run> find(store::any_store& store, const std::vector<schema::id::experiment>& experiments,
                                     const std::string& filter, const std::vector<std::string>& order = {},
                                     schema::view_type view = schema::view_type::ACTIVE_ONLY,
                                     store::page page = all_rows)
{
    const auto parsed = query::parse_run_filter(filter);
    BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
    const auto orders = query::run_order(order);
    BOOST_TEST_REQUIRE(orders.has_value(), orders.error().message);
    const auto found = store.search_runs({experiments, *parsed, *orders, view, page});
    BOOST_TEST_REQUIRE(found.has_value(), found.error().message);
    return *found;
}

/// What a search for experiments finds.
inline std::vector<schema::experiment> find_experiments(store::any_store& store, const std::string& filter,
                                                        const std::vector<std::string>& order = {},
                                                        schema::view_type view = schema::view_type::ACTIVE_ONLY,
                                                        store::page page = all_rows)
{
    const auto parsed = query::parse_experiment_filter(filter);
    BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
    const auto orders = query::experiment_order(order);
    BOOST_TEST_REQUIRE(orders.has_value(), orders.error().message);
    const auto found = store.search_experiments({*parsed, *orders, view, page});
    BOOST_TEST_REQUIRE(found.has_value(), found.error().message);
    return *found;
}

} // namespace mltrack::test::store_contract
