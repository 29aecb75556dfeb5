#include "recording.hpp"
#include "system_clock_waits.hpp"
#include <mltrack/fluent/impl/open_runs.hpp>
#include <mltrack/fluent/system/impl/system_monitor.hpp>
#include <tests/environment.hpp>

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <mutex>

using namespace mltrack;
using namespace std::chrono_literals;
using test::says;

namespace {

/// A store in memory, and none of the settings that tests make.
struct measuring : test::recording
{
    ~measuring()
    {
        disable_system_metrics_logging();
        set_system_metrics_sampling_interval();
        set_system_metrics_samples_before_logging();
        set_system_metrics_node_id();
    }
};

/// Keeps the values of steps for a thread that waits for them.
struct steps
{
    void take(const std::map<std::string, double>& values, std::int64_t step)
    {
        const std::lock_guard lock(mutex);
        all.emplace(step, values);
        arrived.notify_all();
    }

    void wait_for(std::size_t count)
    {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [&] { return all.size() >= count; });
    }

    std::mutex mutex;
    std::condition_variable arrived;
    std::map<std::int64_t, std::map<std::string, double>> all;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_system_metrics, measuring)

BOOST_AUTO_TEST_CASE(a_monitor_counts_steps_of_several_samples)
{
    steps taken;
    fluent::system_monitor monitor(fluent::machine_meters(), {.interval = 1ms, .samples = 3, .node_id = "node_7"}, 5,
                                   "a", [&](const auto& values, std::int64_t step) { taken.take(values, step); });
    taken.wait_for(2);
    monitor.stop(fluent::time_limit::max());
    const auto count = taken.all.size();
    BOOST_TEST(taken.all.begin()->first == 5);
    BOOST_TEST(taken.all.rbegin()->first == 5 + static_cast<std::int64_t>(count) - 1);
    const auto& values = taken.all.at(5);
    for (const auto name : {"cpu_utilization_percentage", "system_memory_usage_megabytes",
                            "system_memory_usage_percentage", "disk_usage_percentage", "disk_usage_megabytes",
                            "disk_available_megabytes", "network_receive_megabytes", "network_transmit_megabytes"})
        BOOST_TEST(values.contains(std::string("system/node_7/") + name), name);
    monitor.stop(fluent::time_limit::max());
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_does_not_stop_a_monitor)
{
    const auto before = test::system_clock_waits().load();
    steps taken;
    fluent::system_monitor monitor(fluent::machine_meters(), {.interval = 1ms, .samples = 1, .node_id = ""}, 0, "a",
                                   [&](const auto& values, std::int64_t step) { taken.take(values, step); });
    taken.wait_for(2);
    monitor.stop(fluent::time_limit::max());
    BOOST_TEST(test::system_clock_waits() == before);
}

BOOST_AUTO_TEST_CASE(a_run_is_measured_until_it_ends)
{
    set_system_metrics_sampling_interval(1ms);
    schema::id::run id;
    {
        const auto run = start_run({.log_system_metrics = true});
        id = run.id();
        while (metrics(id).empty())
            std::this_thread::yield();
    }
    BOOST_TEST(metrics(id).contains("system/cpu_utilization_percentage"));
    const auto history = [&] {
        return api.get_metric_history({.run_id = id, .metric_key = "system/disk_usage_megabytes"}).metrics;
    };
    const auto before = history();
    for (std::size_t step = 0; step != before.size(); ++step)
        BOOST_TEST(before[step].step == static_cast<std::int64_t>(step));
    {
        const auto run = start_run({.run_id = id, .log_system_metrics = true});
        while (history().size() == before.size())
            std::this_thread::yield();
    }
    BOOST_TEST(history()[before.size()].step == static_cast<std::int64_t>(before.size()));
}

BOOST_AUTO_TEST_CASE(who_says_what_wins)
{
    auto& choices = fluent::system_choices::instance();
    set_system_metrics_sampling_interval();
    BOOST_TEST((choices.settings().interval == 10s));
    BOOST_TEST(choices.settings().samples == 1);
    const test::environment set{{"MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", "0.25"},
                                {"MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", "4"},
                                {"MLFLOW_SYSTEM_METRICS_NODE_ID", "here"}};
    BOOST_TEST((choices.settings().interval == 250ms));
    BOOST_TEST(choices.settings().samples == 4);
    BOOST_TEST(choices.settings().node_id == "here");
    set_system_metrics_sampling_interval(2s);
    set_system_metrics_samples_before_logging(5);
    set_system_metrics_node_id("there");
    BOOST_TEST((choices.settings().interval == 2s));
    BOOST_TEST(choices.settings().samples == 5);
    BOOST_TEST(choices.settings().node_id == "there");
}

BOOST_AUTO_TEST_CASE(nought_in_the_environment_is_the_default)
{
    const test::environment set{{"MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", "0"},
                                {"MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", "0"}};
    const auto settings = fluent::system_choices::instance().settings();
    BOOST_TEST((settings.interval == 10s));
    BOOST_TEST(settings.samples == 1);
}

BOOST_AUTO_TEST_CASE(runs_are_measured_when_the_program_or_the_environment_says_so)
{
    auto& choices = fluent::system_choices::instance();
    choices.change([](auto& said) { said.enabled.reset(); });
    BOOST_TEST(!choices.enabled());
    for (const auto& [text, enabled] : {std::pair("True", true), {"1", true}, {"FALSE", false}, {"0", false}}) {
        const test::environment set{{"MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING", text}};
        BOOST_TEST(choices.enabled() == enabled, text);
    }
    const test::environment wrong{{"MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING", "perhaps"}};
    BOOST_CHECK_EXCEPTION(choices.enabled(), exception, says(errc::invalid_parameter_value, "'perhaps'"));
    BOOST_TEST(!start_run().id().empty()); // It goes without.
    enable_system_metrics_logging();
    BOOST_TEST(choices.enabled());
    disable_system_metrics_logging();
    BOOST_TEST(!choices.enabled());
}

BOOST_AUTO_TEST_CASE(settings_that_cannot_be_are_refused)
{
    auto& choices = fluent::system_choices::instance();
    BOOST_CHECK_EXCEPTION(set_system_metrics_sampling_interval(0s), exception,
                          says(errc::invalid_parameter_value, "longer than 0"));
    BOOST_CHECK_EXCEPTION(set_system_metrics_samples_before_logging(0), exception,
                          says(errc::invalid_parameter_value, "at least 1"));
    for (const auto text : {"-1", "soon", "1s", "nan", "inf"}) {
        const test::environment set{{"MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", text}};
        BOOST_CHECK_EXCEPTION(choices.settings(), exception, says(errc::invalid_parameter_value, text));
    }
    for (const auto text : {"-1", "2.5"}) {
        const test::environment set{{"MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", text}};
        BOOST_CHECK_EXCEPTION(choices.settings(), exception, says(errc::invalid_parameter_value, text));
    }
}

BOOST_AUTO_TEST_SUITE_END()
