#pragma once

#include "builders.hpp"

#include <array>
#include <map>
#include <random>
#include <thread>
#include <tuple>

namespace mltrack::test::store_contract {

inline void what_is_logged_is_found(store::any_store& store)
{
    const auto experiment = add_experiment(store, "one");
    const auto id = add_run(store, new_run(experiment, 1));
    const auto other = add_run(store, new_run(experiment, 2));
    const std::vector<schema::metric> metrics{metric("b", 0.1, 5, -2), metric("a b/c", 1e300, 6, 3)};
    const std::vector<schema::param> params{{"lr", "0.1"}, {"empty", ""}};
    const std::vector<schema::run_tag> tags{{"env", "prod"}};
    BOOST_TEST_REQUIRE(store.append(id, {metrics, params, tags, "renamed"}).has_value());
    BOOST_TEST_REQUIRE(store.append(id, {{}, {}, {}, std::nullopt}).has_value());

    const auto run = fetch(store, id);
    BOOST_TEST(text(run.data.metrics) == text({metrics[1], metrics[0]}));
    BOOST_TEST((run.data.params == std::vector<schema::param>{{"empty", ""}, {"lr", "0.1"}}));
    BOOST_TEST((run.data.tags == std::vector<schema::run_tag>{{"env", "prod"}, {"mlflow.runName", "a run"}}));
    BOOST_TEST(run.info.run_name == "renamed");
    BOOST_TEST(text(store.metric_history(id, "b", all_rows).value()) == text({metrics[0]}));
    BOOST_TEST(fetch(store, other).data.metrics.empty());
    BOOST_TEST(store.metric_history(other, "b", all_rows).value().empty());
    BOOST_TEST(store.metric_history(id, "B", all_rows).value().empty());
}

inline void metric_values_are_kept_as_in_sql(store::any_store& store)
{
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1));
    const auto least = std::numeric_limits<double>::denorm_min();
    const std::vector<std::pair<double, double>> values{
        {infinity, largest}, {-infinity, -largest}, {-0.0, 0.0},      {nan, nan},        {0.1, 0.1},
        {least, least},      {largest, largest},    {1e-300, 1e-300}, {1.0 / 3, 1.0 / 3}};
    for (std::size_t index = 0; index != values.size(); ++index) {
        const auto key = "m" + std::to_string(index);
        log(store, id, {metric(key, values[index].first)});
        const auto kept = *store.metric_history(id, key, all_rows).value().at(0).value;
        const auto expected = values[index].second;
        BOOST_TEST((std::isnan(expected) ? std::isnan(kept) : kept == expected), values[index].first);
        BOOST_TEST(std::signbit(kept) == std::signbit(expected));
    }
    for (const auto& latest : fetch(store, id).data.metrics)
        BOOST_TEST(text({latest}) == text(store.metric_history(id, *latest.key, all_rows).value()));
}

/// The text of the latest value after these values of one key, logged together or one by one.
inline std::string latest_of(store::any_store& store, const std::vector<schema::metric>& values, bool together)
{
    static int number = 1000;
    const auto experiment = store.find_experiment_by_name("latest").value();
    const auto id =
        add_run(store, new_run(experiment ? experiment->experiment_id : add_experiment(store, "latest"), ++number));
    if (together)
        log(store, id, values);
    else
        for (const auto& value : values)
            log(store, id, {value});
    return text(fetch(store, id).data.metrics);
}

inline void the_latest_value_goes_by_step_time_and_value(store::any_store& store)
{
    const std::vector<std::pair<std::vector<schema::metric>, std::size_t>> cases{
        {{metric("m", 1, 9, 0), metric("m", 2, 1, 1)}, 1},   // a later time at a lower step loses
        {{metric("m", 2, 1, 1), metric("m", 1, 9, 0)}, 0},   //
        {{metric("m", 1, 2, 5), metric("m", 9, 1, 5)}, 0},   // then the time
        {{metric("m", 1, 1, 5), metric("m", 2, 1, 5)}, 1},   // then the value
        {{metric("m", 2, 1, 5), metric("m", 1, 1, 5)}, 0},   //
        {{metric("m", nan), metric("m", 0)}, 0},             // NaN counts as 0; of equals the first stays
        {{metric("m", 0), metric("m", nan)}, 0},             //
        {{metric("m", nan), metric("m", 1)}, 1},             //
        {{metric("m", nan), metric("m", -1)}, 0},            //
        {{metric("m", -1), metric("m", nan)}, 1},            //
        {{metric("m", infinity), metric("m", 1e308)}, 0},    //
        {{metric("m", 1, 0, -5), metric("m", 1, 0, -7)}, 0}, // steps may be negative
    };
    for (const auto& [values, latest] : cases)
        for (const bool together : {true, false}) {
            auto expected = values[latest];
            *expected.value = std::min(*expected.value, largest);
            BOOST_TEST(latest_of(store, values, together) == text({expected}));
        }
}

/// Values of few times, steps and sizes, so that all kinds of ties come about.
inline std::vector<schema::metric> random_values(std::mt19937& random)
{
    constexpr std::array sizes{-1.0, 0.0, 1.0, nan, infinity, -infinity};
    std::vector<schema::metric> values;
    for (auto count = random() % 12 + 1; count != 0; --count)
        values.push_back(metric("m", sizes[random() % sizes.size()], random() % 2, static_cast<int>(random() % 3) - 1));
    return values;
}

/// What is left of logged values as they are kept: each once, in the order of first logging.
inline std::vector<schema::metric> kept_values(const std::vector<schema::metric>& values)
{
    std::vector<schema::metric> kept;
    for (auto each : values) {
        if (!std::isnan(*each.value))
            *each.value = std::clamp(*each.value, -largest, largest);
        if (std::ranges::none_of(kept, [&](const auto& other) { return text({other}) == text({each}); }))
            kept.push_back(each);
    }
    return kept;
}

inline void the_latest_value_does_not_depend_on_batches(store::any_store& store)
{
    std::mt19937 random(20240607);
    const auto rank = [](const schema::metric& each) {
        return std::tuple(each.step, each.timestamp->value, std::isnan(*each.value) ? 0 : *each.value);
    };
    for (int round = 0; round != 40; ++round) {
        auto values = random_values(random);
        std::ranges::shuffle(values, random);
        const auto kept = kept_values(values);
        auto latest = kept.front();
        for (const auto& each : kept)
            if (rank(each) > rank(latest))
                latest = each;
        BOOST_TEST(latest_of(store, values, true) == text({latest}), text(values));
        BOOST_TEST(latest_of(store, values, false) == text({latest}), text(values));
    }
}

inline void a_param_is_set_once(store::any_store& store)
{
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1));
    log(store, id, {}, {{"lr", "0.1"}, {"empty", ""}});
    log(store, id, {}, {{"lr", "0.1"}, {"empty", ""}});
    const std::vector<schema::param> conflicts{{"lr", "0.10"}, {"empty", "x"}, {"lr", ""}};
    for (const auto& conflict : conflicts) {
        const auto refused = store.append(id, {{}, {&conflict, 1}, {}, std::nullopt});
        expect_error(refused, errc::invalid_parameter_value, *conflict.key);
        expect_error(refused, errc::invalid_parameter_value, conflict.value);
    }
    BOOST_TEST((fetch(store, id).data.params == std::vector<schema::param>{{"empty", ""}, {"lr", "0.1"}}));
}

inline void a_refused_batch_leaves_nothing(store::any_store& store)
{
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1));
    log(store, id, {metric("there", 1)}, {{"lr", "0.1"}});
    const auto before = fetch(store, id);
    const std::vector<schema::metric> metrics{metric("new", 1), metric("there", 2, 2, 2)};
    const std::vector<schema::param> params{{"a", "1"}, {"lr", "other"}, {"z", "1"}};
    const std::vector<schema::run_tag> tags{{"t", "1"}, {"mlflow.runName", "renamed"}};
    expect_error(store.append(id, {metrics, params, tags, "renamed"}), errc::invalid_parameter_value, "lr");
    BOOST_TEST((fetch(store, id) == before));
    BOOST_TEST(store.metric_history(id, "new", all_rows).value().empty());
    BOOST_TEST(store.metric_history(id, "there", all_rows).value().size() == 1u);
}

inline void the_last_tag_of_a_key_counts(store::any_store& store)
{
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1));
    log(store, id, {}, {}, {{"t", "1"}, {"u", "1"}, {"t", "2"}});
    log(store, id, {}, {}, {{"u", ""}});
    BOOST_TEST((fetch(store, id).data.tags ==
                std::vector<schema::run_tag>{{"mlflow.runName", "a run"}, {"t", "2"}, {"u", ""}}));
}

inline void history_is_in_order_and_paged(store::any_store& store)
{
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1));
    const std::vector<schema::metric> in_order{metric("m", 5, 1, 9),   metric("m", -1, 2, -3), metric("m", -1, 2, 0),
                                               metric("m", nan, 2, 0), metric("m", 1, 2, 0),   metric("m", 0, 3, 0)};
    auto shuffled = in_order;
    std::ranges::shuffle(shuffled, std::mt19937(5));
    log(store, id, shuffled);
    log(store, id, {metric("other", 1), in_order[0], in_order[3], metric("m", -0.0, 3, 0)});

    const auto history = [&](store::page page) { return text(store.metric_history(id, "m", page).value()); };
    BOOST_TEST(history(all_rows) == text(in_order));
    BOOST_TEST(history({0, 2}) == text({in_order[0], in_order[1]}));
    BOOST_TEST(history({4, 2}) == text({in_order[4], in_order[5]}));
    BOOST_TEST(history({5, 2}) == text({in_order[5]}));
    BOOST_TEST(history({5, std::numeric_limits<std::int64_t>::max()}) == text({in_order[5]}));
    BOOST_TEST(history({6, 2}) == "");
    BOOST_TEST(history({600, 2}) == "");
}

/// The steps of a sample.
inline std::vector<std::int64_t> sampled_steps(store::any_store& store, const schema::id::run& id,
                                               const store::history_sample& wanted)
{
    std::vector<std::int64_t> steps;
    for (const auto& each : store.sampled_history(id, "m", wanted).value())
        steps.push_back(each.step);
    return steps;
}

inline void a_sample_of_a_history_is_spread_evenly(store::any_store& store)
{
    using steps = std::vector<std::int64_t>;
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1));
    std::vector<schema::metric> values{metric("other", 1, 0, 5)};
    for (int step = 99; step >= 0; --step)
        values.push_back(metric("m", step, 1000 - step, step));
    log(store, id, values);

    BOOST_TEST((sampled_steps(store, id, {.count = 7}) == steps{0, 15, 30, 44, 58, 72, 99})); // As MLflow.
    BOOST_TEST((sampled_steps(store, id, {.count = 10}) == steps{0, 10, 20, 30, 40, 50, 60, 70, 80, 99}));
    BOOST_TEST((sampled_steps(store, id, {.count = 1}) == steps{99}));
    BOOST_TEST((sampled_steps(store, id, {.count = 2}) == steps{0, 99}));
    BOOST_TEST(sampled_steps(store, id, {.count = 100}).size() == 100u);
    BOOST_TEST((sampled_steps(store, id, {.first_step = 10, .last_step = 13, .count = 5}) == steps{10, 11, 12, 13}));
    BOOST_TEST((sampled_steps(store, id, {.first_step = 10, .last_step = 13, .count = 3}) == steps{10, 12, 13}));
    BOOST_TEST(sampled_steps(store, id, {.first_step = 100, .count = 3}).empty());
    BOOST_TEST(sampled_steps(store, run_id(2), {.count = 3}).empty());
}

inline void samples_agree_with_the_whole_history(store::any_store& store)
{
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1));
    std::mt19937 random(7);
    const auto one_of = [&](const auto& choices) { return choices[random() % std::size(choices)]; };
    std::vector<schema::metric> values;
    for (int count = 0; count != 200; ++count)
        values.push_back(metric("m", one_of(std::array{nan, 0.0, -1.5, 2.0, infinity}), one_of(std::array{0, 1, 2}),
                                one_of(std::array{-3, 0, 1, 2, 7})));
    log(store, id, values);
    const auto history = store.metric_history(id, "m", all_rows).value();
    for (const std::int64_t count : {1, 2, 3, 7, 50, 74, 75, 76, 2500})
        for (const std::int64_t first : {-3, 0, 2}) {
            const store::history_sample wanted{.first_step = first, .last_step = 2, .count = count};
            BOOST_TEST(text(store.sampled_history(id, "m", wanted).value()) == text(store::sample_of(history, wanted)),
                       count << " values from step " << first);
        }
}

inline void threads_may_log_at_once(store::any_store& store)
{
    constexpr int threads = 4;
    constexpr int values = 25;
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1));
    std::array<int, threads> failures{};
    std::vector<std::thread> running;
    for (int thread = 0; thread != threads; ++thread)
        running.emplace_back([&store, &id, &failures, thread] {
            for (int step = 0; step != values; ++step) {
                const auto value = metric("m", thread, 1, step);
                failures[thread] += store.append(id, {{&value, 1}, {}, {}, std::nullopt}).has_error();
                failures[thread] += store.find_run(id).has_error();
            }
        });
    for (auto& thread : running)
        thread.join();
    BOOST_TEST(failures == (std::array<int, threads>{}), boost::test_tools::per_element());
    BOOST_TEST(store.metric_history(id, "m", all_rows).value().size() == std::size_t{threads * values});
    BOOST_TEST(text(fetch(store, id).data.metrics) == text({metric("m", threads - 1, 1, values - 1)}));
}

} // namespace mltrack::test::store_contract
