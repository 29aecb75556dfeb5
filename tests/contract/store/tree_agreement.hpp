#pragma once

#include "builders.hpp"
#include "random_search.hpp"
#include "random_tree.hpp"
#include <mltrack/query/limits.hpp>
#include <mltrack/store/select.hpp>

#include <string>
#include <vector>

/// @file
/// What searches have beyond MLflow's: trees over experiments as `query::matches` takes them, filters as deep as they
/// may be, counts, and parts of runs.

namespace mltrack::test::store_contract {

/// A count is that of the runs that a search finds.
inline void counts_agree_with_searches(store::any_store& store)
{
    constexpr int runs = 20;
    search_generator random(11);
    const std::vector experiments{add_experiment(store, "one")};
    for (int number = 0; number != runs; ++number)
        add(store, experiments[0], random.run(number, runs));
    std::int64_t sum = 0;
    for (int round = 0; round != 200; ++round) {
        const auto text = random.filter().text;
        const auto filter = query::parse_run_filter(text).value();
        const auto order = query::run_order({}).value();
        store::run_search search{.experiments = experiments, .filter = filter, .order = order, .page = {3, 1}};
        const auto counted = store.count_runs(search).value();
        search.page = all_rows;
        BOOST_TEST(counted == std::ssize(store.search_runs(search).value()), text);
        sum += counted;
    }
    BOOST_TEST(sum > 100);
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
