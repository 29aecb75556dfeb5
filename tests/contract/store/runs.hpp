#pragma once

#include "builders.hpp"

namespace mltrack::test::store_contract {

inline void a_run_is_found_as_it_was_created(store::any_store& store)
{
    const auto experiment = add_experiment(store, "one");
    auto given = new_run(experiment, 1, "");
    given.info.user_id = "ann";
    given.info.start_time = -5;
    given.info.status = schema::run_status::SCHEDULED;
    given.data.tags = {{"b", "1"}, {"a", ""}, {"größe", "ü"}};
    given.data.params = {{"p", ""}, {"o", "x"}};
    const auto id = add_run(store, given);

    const auto found = fetch(store, id);
    BOOST_TEST((found.info == given.info));
    BOOST_TEST((found.data == sorted(given).data));
    BOOST_TEST(!found.info.end_time.has_value());
    BOOST_TEST((store.find_run_info(id).value() == given.info));
}

inline void an_unknown_run_is_not_found(store::any_store& store)
{
    add_run(store, new_run(add_experiment(store, "one"), 1));
    BOOST_TEST(!store.find_run(run_id(2)).value().has_value());
    BOOST_TEST(!store.find_run_info(run_id(2)).value().has_value());
    BOOST_TEST(!store.find_run("").value().has_value());
    BOOST_TEST(store.metric_history(run_id(2), "a", all_rows).value().empty());
}

inline void a_run_is_changed_in_what_is_given(store::any_store& store)
{
    const auto experiment = add_experiment(store, "one");
    const auto id = add_run(store, new_run(experiment, 1, "first"));
    const auto untouched = add_run(store, new_run(experiment, 2, "second"));
    const auto before = fetch(store, untouched);
    auto expected = fetch(store, id);

    store::run_change change;
    change.status = expected.info.status = schema::run_status::FAILED;
    BOOST_TEST_REQUIRE(store.update_run(id, change).has_value());
    BOOST_TEST((fetch(store, id) == expected));

    change = {};
    change.end_time = expected.info.end_time = 0;
    BOOST_TEST_REQUIRE(store.update_run(id, change).has_value());
    BOOST_TEST((fetch(store, id) == expected));

    change = {};
    change.run_name = expected.info.run_name = "renamed";
    change.tags = expected.data.tags = {{"mlflow.runName", "renamed"}};
    BOOST_TEST_REQUIRE(store.update_run(id, change).has_value());
    BOOST_TEST((fetch(store, id) == expected));

    for (const auto stage : {schema::lifecycle_stage::deleted, schema::lifecycle_stage::active}) {
        change = {};
        change.stage = store::stage_change{stage, 3000};
        expected.info.lifecycle_stage = stage;
        BOOST_TEST_REQUIRE(store.update_run(id, change).has_value());
        BOOST_TEST((fetch(store, id) == expected));
    }
    BOOST_TEST_REQUIRE(store.update_run(id, {}).has_value());
    BOOST_TEST((fetch(store, id) == expected));
    BOOST_TEST((fetch(store, untouched) == before));
}

inline void run_tags_are_deleted(store::any_store& store)
{
    const auto id = add_run(store, new_run(add_experiment(store, "one"), 1, "named"));
    log(store, id, {}, {}, {{"a", "1"}, {"b", "2"}});
    BOOST_TEST(store.delete_run_tag(id, "a").value());
    BOOST_TEST(!store.delete_run_tag(id, "a").value());
    BOOST_TEST(store.delete_run_tag(id, "mlflow.runName").value());
    BOOST_TEST((fetch(store, id).data.tags == std::vector<schema::run_tag>{{"b", "2"}}));
    BOOST_TEST(fetch(store, id).info.run_name == "named");
}

/// What each operation that changes a run says of it.
inline std::vector<result<void>> changes_of(store::any_store& store, const schema::id::run& id)
{
    const std::vector<schema::metric> metrics{metric("m", 1)};
    const auto deleted = store.delete_run_tag(id, "mlflow.runName");
    return {store.append(id, {metrics, {}, {}, std::nullopt}), store.append(id, {}),
            store.update_run(id, {.run_name = "other", .tags = {{"t", "x"}}}), store.update_run(id, {}),
            deleted ? result<void>() : result<void>(deleted.error())};
}

inline void only_an_active_run_takes_changes(store::any_store& store)
{
    const auto experiment = add_experiment(store, "one");
    const auto by_itself = add_run(store, new_run(experiment, 1));
    const auto with_experiment = add_run(store, new_run(add_experiment(store, "two"), 2));
    // A rule may have looked them up before.
    BOOST_TEST_REQUIRE(store.find_run_info(by_itself).value().has_value());
    BOOST_TEST_REQUIRE(
        store.update_run(by_itself, {.stage = store::stage_change{schema::lifecycle_stage::deleted, 1}}).has_value());
    BOOST_TEST_REQUIRE(store.move_experiment("1", {schema::lifecycle_stage::deleted, 1}).has_value());
    for (const auto& id : {by_itself, with_experiment}) {
        const auto before = fetch(store, id);
        for (const auto& outcome : changes_of(store, id))
            expect_error(outcome, errc::invalid_parameter_value, "'" + id.value + "' is deleted");
        BOOST_TEST((fetch(store, id) == before));
        BOOST_TEST(store.metric_history(id, "m", all_rows).value().empty());
    }
    for (const auto& outcome : changes_of(store, run_id(3)))
        expect_error(outcome, errc::resource_does_not_exist, "'" + run_id(3).value + "'");
    expect_error(store.update_run(run_id(3), {.stage = store::stage_change{schema::lifecycle_stage::active, 1}}),
                 errc::resource_does_not_exist, "'" + run_id(3).value + "'");

    BOOST_TEST_REQUIRE(
        store.update_run(by_itself, {.stage = store::stage_change{schema::lifecycle_stage::active, 1}}).has_value());
    for (const auto& outcome : changes_of(store, by_itself))
        BOOST_TEST(outcome.has_value());
}

} // namespace mltrack::test::store_contract
