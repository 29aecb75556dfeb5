#pragma once

#include "builders.hpp"

namespace mltrack::test::store_contract {

inline void a_new_store_is_empty(store::any_store& store)
{
    BOOST_TEST(!store.find_experiment("0").value().has_value());
    BOOST_TEST(!store.find_experiment_by_name("Default").value().has_value());
    BOOST_TEST(!store.find_run(run_id(1)).value().has_value());
    BOOST_TEST(find_experiments(store, "", {}, schema::view_type::ALL).empty());
    BOOST_TEST(find(store, {"0"}, "", {}, schema::view_type::ALL).empty());
}

inline void experiments_get_the_next_id(store::any_store& store)
{
    for (int id = 0; id != 12; ++id)
        BOOST_TEST(add_experiment(store, "number " + std::to_string(id)).value == std::to_string(id));
}

inline void an_experiment_is_found_as_it_was_created(store::any_store& store)
{
    auto given = new_experiment("größe/..", 5);
    given.last_update_time = 7;
    given.artifact_location = "s3://bucket/folder";
    given.tags = {{"a", "1"}, {"b/c", ""}};
    const auto id = store.create_experiment(given, "root").value();
    given.experiment_id = id;
    BOOST_TEST((fetch(store, id) == given));
    BOOST_TEST((store.find_experiment_by_name("größe/..").value()->experiment_id == id));
    BOOST_TEST(!store.find_experiment_by_name("GRÖSSE/..").value().has_value());
    BOOST_TEST(!store.find_experiment("17").value().has_value());

    const auto at = [&](const char* name, const char* root) {
        const auto located = store.create_experiment(new_experiment(name), root).value();
        return fetch(store, located).artifact_location;
    };
    BOOST_TEST(at("second", "/tmp/root") == "/tmp/root/1");
    BOOST_TEST(at("third", "mlflow-artifacts:/") == "mlflow-artifacts:/2");
}

inline void the_name_of_an_experiment_is_unique(store::any_store& store)
{
    const auto id = add_experiment(store, "taken");
    expect_error(store.create_experiment(new_experiment("taken"), "root"), errc::resource_already_exists, "taken");
    BOOST_TEST_REQUIRE(store.move_experiment(id, {schema::lifecycle_stage::deleted, 2000}).has_value());
    expect_error(store.create_experiment(new_experiment("taken"), "root"), errc::resource_already_exists, "taken");
    BOOST_TEST(add_experiment(store, "Taken").value == "1");
}

inline void an_experiment_is_renamed(store::any_store& store)
{
    const auto id = add_experiment(store, "old");
    add_experiment(store, "other");
    BOOST_TEST_REQUIRE(store.update_experiment(id, {"new", 3000}).has_value());
    BOOST_TEST(fetch(store, id).name == "new");
    BOOST_TEST(fetch(store, id).last_update_time.value == 3000);
    BOOST_TEST(fetch(store, id).creation_time.value == 1000);
    BOOST_TEST(!store.find_experiment_by_name("old").value().has_value());
    BOOST_TEST(store.update_experiment(id, {"new", 3500}).has_value());
    expect_error(store.update_experiment(id, {"other", 4000}), errc::bad_request, "other");
    BOOST_TEST(fetch(store, id).name == "new");
    BOOST_TEST(fetch(store, id).last_update_time.value == 3500);
    BOOST_TEST_REQUIRE(store.update_experiment(id, {std::nullopt, 5000}).has_value());
    BOOST_TEST(fetch(store, id).name == "new");
    BOOST_TEST(fetch(store, id).last_update_time.value == 5000);
}

inline void an_experiment_moves_with_its_runs(store::any_store& store)
{
    using enum schema::lifecycle_stage;
    const auto id = add_experiment(store, "moved");
    const auto other = add_experiment(store, "other");
    const auto first = add_run(store, new_run(id, 1));
    const auto second = add_run(store, new_run(id, 2));
    const auto outside = add_run(store, new_run(other, 3));
    BOOST_TEST_REQUIRE(store.update_run(second, {{}, {}, {}, {{deleted, 1500}}, {}}).has_value());
    const auto stage = [&](const auto& run) { return fetch(store, run).info.lifecycle_stage; };

    BOOST_TEST_REQUIRE(store.move_experiment(id, {deleted, 2000}).has_value());
    BOOST_TEST((fetch(store, id).lifecycle_stage == deleted));
    BOOST_TEST(fetch(store, id).last_update_time.value == 2000);
    BOOST_TEST((stage(first) == deleted));
    BOOST_TEST((stage(second) == deleted));
    BOOST_TEST((stage(outside) == active));
    BOOST_TEST((fetch(store, other).lifecycle_stage == active));

    BOOST_TEST_REQUIRE(store.move_experiment(id, {active, 2500}).has_value());
    BOOST_TEST((fetch(store, id).lifecycle_stage == active));
    BOOST_TEST(fetch(store, id).last_update_time.value == 2500);
    BOOST_TEST((stage(first) == active));
    BOOST_TEST((stage(second) == active));
}

inline void experiment_tags_are_set_and_deleted(store::any_store& store)
{
    const auto id = add_experiment(store, "tagged");
    const auto set = [&](const char* key, const char* value) {
        BOOST_TEST_REQUIRE(store.set_experiment_tag(id, {key, value}).has_value());
    };
    set("b", "1");
    set("a", "2");
    set("b", "3");
    BOOST_TEST((fetch(store, id).tags == std::vector<schema::experiment_tag>{{"a", "2"}, {"b", "3"}}));
    BOOST_TEST(fetch(store, id).last_update_time.value == 1000);
    BOOST_TEST(store.delete_experiment_tag(id, "a").value());
    BOOST_TEST(!store.delete_experiment_tag(id, "a").value());
    BOOST_TEST(!store.delete_experiment_tag(id, "B").value());
    BOOST_TEST((fetch(store, id).tags == std::vector<schema::experiment_tag>{{"b", "3"}}));
}

} // namespace mltrack::test::store_contract
