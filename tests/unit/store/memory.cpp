#include <mltrack/query/parser.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/store/select.hpp>

#include <boost/test/unit_test.hpp>

#include <span>
#include <string_view>
#include <utility>
#include <vector>

using namespace mltrack;

// What every store must do is in tests/contract; here is what only this one promises.
BOOST_AUTO_TEST_SUITE(store_memory)

BOOST_AUTO_TEST_CASE(changes_of_what_is_not_there_are_refused)
{
    store::memory store;
    const std::vector<schema::run_tag> tags{{"a", "b"}};
    const std::vector<result<void>> outcomes{store.update_experiment("7", {}), store.move_experiment("7", {}),
                                             store.set_experiment_tag("7", {}), store.update_run("7", {}),
                                             store.append("7", {{}, {}, tags, {}})};
    for (const auto& outcome : outcomes) {
        BOOST_TEST_REQUIRE(outcome.has_error());
        BOOST_TEST((outcome.error().code == errc::resource_does_not_exist));
        BOOST_TEST(outcome.error().message.find("'7'") != std::string::npos);
    }
    BOOST_TEST(!store.delete_experiment_tag("7", "a").value());
    BOOST_TEST(!store.find_run("7").value().has_value());
}

BOOST_AUTO_TEST_CASE(a_run_id_is_taken_once)
{
    store::memory store;
    schema::run run;
    run.info.run_id = "7";
    BOOST_TEST(store.create_run(run).has_value());
    const auto again = store.create_run(run);
    BOOST_TEST_REQUIRE(again.has_error());
    BOOST_TEST((again.error().code == errc::bad_request));
}

BOOST_AUTO_TEST_CASE(a_store_can_be_moved)
{
    store::memory first;
    schema::run run;
    run.info.run_id = "7";
    BOOST_TEST_REQUIRE(first.create_run(run).has_value());
    auto moved = std::move(first);
    BOOST_TEST(moved.find_run("7").value().has_value());
}

BOOST_AUTO_TEST_CASE(params_that_conflict_within_a_batch_are_refused)
{
    store::memory store;
    schema::run run;
    run.info.run_id = "7";
    BOOST_TEST_REQUIRE(store.create_run(run).has_value());
    const std::vector<schema::param> params{{"a", "1"}, {"a", "2"}};
    BOOST_TEST(store.append("7", {{}, params, {}, {}}).has_error());
    BOOST_TEST(store.find_run("7").value()->data.params.empty());
}

BOOST_AUTO_TEST_CASE(histories_are_looked_at_where_they_lie)
{
    std::vector<schema::run> runs(2);
    runs[0].info.run_id = "a";
    runs[1].info.run_id = "b";
    for (auto& run : runs)
        run.info.experiment_id = "0";
    const std::vector<schema::metric> points{{"loss", 3.0, schema::metric_time(1), 2},
                                             {"loss", 1.0, schema::metric_time(1), 1}};
    const auto history = [&](const schema::id::run& run, std::string_view key) -> std::span<const schema::metric> {
        BOOST_TEST(key == "loss");
        return run.value == "a" ? std::span(points) : std::span<const schema::metric>();
    };
    const std::vector<schema::id::experiment> experiments{"0"};
    for (const auto* wanted :
         {"first(metrics.loss) = 1", "min(metrics.loss) = 1", "max(metrics.loss) = 3", "mean(metrics.loss) = 2"}) {
        const auto filter = query::parse_run_filter(wanted).value();
        const auto found = store::select(runs, {.experiments = experiments, .filter = filter, .page = {0, 5}}, history);
        BOOST_TEST_REQUIRE(found.size() == 1u, wanted);
        BOOST_TEST(found[0].info.run_id.value == "a", wanted);
    }
}

BOOST_AUTO_TEST_SUITE_END()
