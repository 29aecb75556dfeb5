#pragma once

#include "builders.hpp"
#include "random_tree.hpp"
#include <mltrack/query/limits.hpp>
#include <mltrack/store/select.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

/// @file
/// What the language has beyond MLflow's means in each store what `query::matches` says: of trees, parents, children and
/// the histories of metrics.

namespace mltrack::test::store_contract {

/// Runs of two experiments with parents across both, some of them deleted; all of them as the store gives them.
inline std::vector<schema::run> add_family(store::any_store& store, random_tree& random,
                                           const std::vector<schema::id::experiment>& experiments)
{
    std::vector<schema::id::run> ids;
    for (int number = 0; number != 48; ++number) {
        auto run = new_run(experiments[random.below(2)], number, random.text());
        run.info.user_id = random.text();
        run.info.start_time = random.below(3);
        if (number > 3 && random.one_in(2))
            run.data.tags.push_back({"mlflow.parentRunId", run_id(random.below(random.one_in(4) ? 50 : 4)).value});
        for (const auto key : random_tree::keys) {
            if (random.one_in(2))
                run.data.params.push_back({std::string(key), random.text()});
            if (random.one_in(2))
                run.data.tags.push_back({std::string(key), random.text()});
        }
        ids.push_back(add_run(store, run));
        std::vector<schema::metric> metrics;
        for (auto count = random.below(12); count != 0; --count)
            metrics.push_back(metric(std::string(random.one_of(random_tree::keys)),
                                     random.one_of(random_tree::values), random.below(2), random.below(3)));
        log(store, ids.back(), metrics);
        store::run_change change;
        if (random.one_in(2))
            change.end_time = random.below(3);
        if (random.one_in(3))
            change.status = schema::run_status::FINISHED;
        if (random.one_in(6))
            change.stage = store::stage_change{schema::lifecycle_stage::deleted, 1};
        BOOST_TEST_REQUIRE(store.update_run(ids.back(), change).has_value());
    }
    std::vector<schema::run> runs;
    for (const auto& id : ids)
        runs.push_back(fetch(store, id));
    return runs;
}

inline std::string ids_of(const std::vector<schema::run>& runs)
{
    std::string ids;
    for (const auto& each : runs)
        ids += each.info.run_id.value + "\n";
    return ids;
}

/// `after_logging` does to the store what may happen to one behind the back of its operations.
inline void filters_beyond_mlflow_agree_with_the_matcher(store::any_store& store,
                                                         const std::function<void()>& after_logging = [] {})
{
    random_tree random(20'261);
    const std::vector experiments{add_experiment(store, "one"), add_experiment(store, "two")};
    const auto runs = add_family(store, random, experiments);
    after_logging();
    std::map<std::pair<schema::id::run, std::string>, std::vector<schema::metric>> histories;
    const auto history = [&](const schema::id::run& id, std::string_view key) {
        const auto [known, is_new] = histories.try_emplace({id, std::string(key)});
        if (is_new)
            known->second = store.metric_history(id, key, all_rows).value();
        return known->second;
    };
    std::size_t hits = 0;
    for (int round = 0; round != 2000; ++round) {
        const auto text = random.run_filter(round % 5);
        const auto filter = query::parse_run_filter(text);
        BOOST_TEST_REQUIRE(filter.has_value(), text << ": " << filter.error().message);
        const auto order = query::run_order({}).value();
        const store::run_search search{.experiments = std::span(experiments).first(1 + random.below(2)),
                                       .filter = *filter,
                                       .order = order,
                                       .view = schema::view_type{static_cast<int>(random.below(3)) + 1},
                                       .page = all_rows};
        const auto expected = store::select(runs, search, history);
        const auto found = store.search_runs(search);
        BOOST_TEST_REQUIRE(found.has_value(), text << ": " << found.error().message);
        BOOST_TEST(ids_of(*found) == ids_of(expected), "round " << round << ": " << text << "\n"
                                                                << ids_of(*found) << "is not\n"
                                                                << ids_of(expected));
        BOOST_TEST(store.count_runs(search).value() == std::ssize(expected), "the count of " << text);
        hits += !expected.empty() && expected.size() != runs.size();
    }
    BOOST_TEST(hits > 1000u);
}

inline void trees_over_experiments_agree_with_the_matcher(store::any_store& store)
{
    random_tree random(7);
    std::vector<schema::experiment> experiments;
    for (int number = 0; number != 20; ++number) {
        auto experiment = new_experiment(random.text() + std::string(number, 'a'), random.below(4));
        for (const auto key : random_tree::keys)
            if (random.one_in(2))
                experiment.tags.push_back({std::string(key), random.text()});
        experiments.push_back(fetch(store, store.create_experiment(experiment, "root").value()));
    }
    std::size_t hits = 0;
    for (int round = 0; round != 500; ++round) {
        const auto text = random.experiment_filter(round % 4);
        const auto filter = query::parse_experiment_filter(text);
        BOOST_TEST_REQUIRE(filter.has_value(), text << ": " << filter.error().message);
        const auto order = query::experiment_order({}).value();
        const store::experiment_search search{*filter, order, schema::view_type::ALL, all_rows};
        std::string found;
        for (const auto& each : store.search_experiments(search).value())
            found += each.experiment_id.value + " ";
        std::string expected;
        for (const auto& each : store::select(experiments, search))
            expected += each.experiment_id.value + " ";
        BOOST_TEST(found == expected, text << ": " << found << "is not " << expected);
        hits += !expected.empty();
    }
    BOOST_TEST(hits > 200u);
}

/// A filter that nests as deep as one may, `parts` comparisons at each level: to the left, to the right, or under NOT.
inline std::string nested(std::size_t depth, std::size_t parts, int shape)
{
    const std::string comparison = "min(parent.metrics.m) = 1";
    std::string chain;
    for (std::size_t more = 1; more < parts; ++more)
        chain += comparison + (depth % 2 == 0 ? " AND " : " OR ");
    if (depth == 0)
        return chain + comparison;
    const auto within = (shape == 2 ? "NOT (" : "(") + nested(depth - (shape == 2 ? 2 : 1), parts, shape) + ")";
    if (shape == 1)
        return within + (depth % 2 == 0 ? " AND " : " OR ") + chain + comparison;
    return chain + comparison + (depth % 2 == 0 ? " AND " : " OR ") + within;
}

inline void the_deepest_filters_are_answered(store::any_store& store)
{
    const auto experiment = add_experiment(store, "one");
    add_run(store, new_run(experiment, 1));
    constexpr auto depth = query::deepest_condition - query::deepest_condition % 2;
    for (const int shape : {0, 1, 2}) {
        const auto levels = (shape == 2 ? depth / 2 : depth) + 1;
        const auto text = nested(depth, query::most_comparisons / levels, shape);
        const auto filter = query::parse_run_filter(text);
        BOOST_TEST_REQUIRE(filter.has_value(), filter.error().message);
        const std::vector experiments{experiment};
        const auto order = query::run_order({}).value();
        const auto found = store.search_runs({experiments, *filter, order, schema::view_type::ALL, all_rows});
        BOOST_TEST(found.has_value(), found.error().message);
    }
}

/// Only what is wanted need come, and that is whole.
inline void wanted_parts_of_runs_are_found(store::any_store& store)
{
    const std::vector experiments{add_experiment(store, "one")};
    const auto id = add_run(store, new_run(experiments[0], 1, "named"));
    log(store, id, {metric("a", 1), metric("b", 2)}, {{"a", "x"}, {"b", "y"}}, {{"a", "t"}, {"b", "u"}});
    const query::filter all;
    const auto order = query::run_order({}).value();
    const auto whole = fetch(store, id);
    const auto find = [&](store::run_projection wanted) {
        const auto found =
            store.search_runs({experiments, all, order, schema::view_type::ALL, all_rows, std::move(wanted)}).value();
        BOOST_TEST_REQUIRE(found.size() == 1u);
        BOOST_TEST((found[0].info == whole.info));
        return found[0].data;
    };
    const auto keys = [](const auto& entries, std::string_view key) {
        return std::ranges::count(entries, key, [](const auto& each) { return std::string_view(*each.key); });
    };
    BOOST_TEST((sorted({.data = find({})}).data == whole.data));
    const auto some = find({.metrics = {false, {"b"}}, .params = {false, {"a", "none"}}, .tags = {false, {}}});
    BOOST_TEST(keys(some.metrics, "b") == 1);
    BOOST_TEST(keys(some.params, "a") == 1);
    const auto tags = find({.metrics = {false, {}}, .params = {false, {}}, .inputs = false});
    BOOST_TEST(keys(tags.tags, "a") == 1);
    BOOST_TEST(keys(tags.tags, "b") == 1);
}

} // namespace mltrack::test::store_contract
