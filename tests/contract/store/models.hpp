#pragma once

#include "builders.hpp"
#include <mltrack/query/limits.hpp>
#include <mltrack/query/model_search.hpp>
#include <mltrack/store/model_store.hpp>

#include <set>

namespace mltrack::test::store_contract {

/// A model of experiment 0, created at its number.
inline schema::logged_model new_model(int number, std::string name = "a model")
{
    schema::logged_model model;
    auto& info = model.info;
    info.model_id = "m-" + std::to_string(number);
    info.experiment_id = "0";
    info.name = std::move(name);
    info.creation_timestamp_ms = info.last_updated_timestamp_ms = number;
    info.artifact_uri = "root/0/models/" + info.model_id.value + "/artifacts";
    return model;
}

inline schema::id::model add_model(store::any_store& store, const schema::logged_model& model)
{
    const auto added = store.create_logged_model(model);
    BOOST_TEST_REQUIRE(added.has_value(), added.error().message);
    return model.info.model_id;
}

/// The model in the store, with params, tags and metrics in the order of their keys.
inline schema::logged_model fetch(store::any_store& store, const schema::id::model& id)
{
    auto found = store.find_logged_model(id).value();
    BOOST_TEST_REQUIRE(found.has_value());
    std::ranges::sort(found->model.data.params, {}, &schema::logged_model_param::key);
    std::ranges::sort(found->model.info.tags, {}, &schema::logged_model_tag::key);
    std::ranges::stable_sort(found->model.data.metrics, {},
                             [](const schema::metric& metric) { return metric.key->value; });
    return std::move(found->model);
}

/// A value that belongs to a model, measured on a data set if it is named.
inline schema::metric model_metric(const schema::id::model& model, std::string key, double value,
                                   std::int64_t timestamp = 0, std::int64_t step = 0, std::string dataset = {})
{
    auto made = metric(std::move(key), value, timestamp, step);
    made.model_id = model;
    if (!dataset.empty()) {
        made.dataset_name = dataset;
        made.dataset_digest = dataset + " digest";
    }
    return made;
}

inline void a_model_is_found_as_it_was_created(store::any_store& store)
{
    add_experiment(store, "e");
    auto given = new_model(1, "größe");
    given.info.model_type = "";
    given.info.source_run_id = "any run";
    given.info.tags = {{"a", "1"}, {"b/c", ""}};
    given.data.params = {{"lr", "0.1"}, {"opt", "it's"}};
    const auto id = add_model(store, given);
    BOOST_TEST((fetch(store, id) == given));
    BOOST_TEST((store.find_logged_model(id).value()->stage == schema::lifecycle_stage::active));
    BOOST_TEST(!store.find_logged_model("m-none").value().has_value());

    auto twice = new_model(2);
    twice.info.tags = {{"a", "1"}, {"a", "2"}};
    expect_error(store.create_logged_model(twice), errc::bad_request, "'a'");
    twice.info.tags.clear();
    twice.data.params = {{"p", "1"}, {"p", "1"}};
    expect_error(store.create_logged_model(twice), errc::bad_request, "'p'");
    BOOST_TEST(!store.find_logged_model("m-2").value().has_value());
}

inline void a_model_is_changed_in_what_is_given(store::any_store& store)
{
    add_experiment(store, "e");
    const auto id = add_model(store, new_model(1));
    using enum schema::logged_model_status;
    BOOST_TEST_REQUIRE(
        store.update_logged_model(id, {.status = LOGGED_MODEL_READY, .last_update_time = 7}).has_value());
    BOOST_TEST((fetch(store, id).info.status == LOGGED_MODEL_READY));
    BOOST_TEST(fetch(store, id).info.last_updated_timestamp_ms.value == 7);

    const std::vector<schema::logged_model_tag> tags{{"a", "1"}, {"b", ""}, {"a", "2"}};
    const std::vector<schema::logged_model_param> params{{"p", "1"}};
    BOOST_TEST_REQUIRE(store.update_logged_model(id, {.new_params = params, .tags = tags}).has_value());
    BOOST_TEST((fetch(store, id).info.tags == std::vector<schema::logged_model_tag>{{"a", "2"}, {"b", ""}}));
    BOOST_TEST((fetch(store, id).data.params == params));
    BOOST_TEST(fetch(store, id).info.last_updated_timestamp_ms.value == 7);
    const std::vector<schema::logged_model_param> more{{"q", "1"}, {"p", "1"}};
    expect_error(store.update_logged_model(id, {.new_params = more}), errc::bad_request, "'p'");
    BOOST_TEST((fetch(store, id).data.params == params));

    BOOST_TEST(store.delete_logged_model_tag(id, "a").value());
    BOOST_TEST(!store.delete_logged_model_tag(id, "a").value());
    BOOST_TEST_REQUIRE(store.update_logged_model(id, {.stage = schema::lifecycle_stage::deleted}).has_value());
    BOOST_TEST((store.find_logged_model(id).value()->stage == schema::lifecycle_stage::deleted));
    BOOST_TEST(store.update_logged_model(id, {.tags = tags}).has_value());

    expect_error(store.update_logged_model("m-none", {}), errc::resource_does_not_exist, "m-none");
    expect_error(store.delete_logged_model_tag("m-none", "a"), errc::resource_does_not_exist, "m-none");
}

inline void metrics_of_models_are_kept_with_both(store::any_store& store)
{
    const auto run = add_run(store, new_run(add_experiment(store, "e"), 1));
    const auto other = add_run(store, new_run("0", 2));
    const auto id = add_model(store, new_model(1));
    log(store, run,
        {metric("plain", 1), model_metric(id, "acc", 0.5, 10, 1, "ds"), model_metric(id, "acc", nan, 10, 2),
         model_metric(id, "acc", infinity, 10, 3), model_metric(id, "zero", 0, 10)});
    log(store, other, {model_metric(id, "acc", 0.7, 10, 1)});
    log(store, run, {model_metric(id, "acc", 0.5, 10, 1, "ds"), model_metric(id, "acc", nan, 10, 2)});

    const auto kept = fetch(store, id).data.metrics;
    BOOST_TEST(text(kept) == "acc=0.500000@10/1 acc=nan@10/2 acc=" + text(largest) +
                                 "@10/3 acc=0.700000@10/1 "
                                 "zero=0.000000@10/0 ");
    BOOST_TEST((kept[0].run_id == run && kept[3].run_id == other));
    BOOST_TEST((kept[0].model_id == id && kept[0].dataset_name == "ds" && kept[0].dataset_digest == "ds digest"));
    BOOST_TEST(!kept[1].dataset_name.has_value());

    const auto logged = fetch(store, run).data.metrics;
    BOOST_TEST(logged.size() == 3u);
    for (const auto& each : logged)
        BOOST_TEST((!each.model_id && !each.dataset_name && !each.run_id));
}

inline void a_zero_of_a_model_is_none_of_its_runs_nan(store::any_store& store)
{
    const auto run = add_run(store, new_run(add_experiment(store, "e"), 1));
    const auto id = add_model(store, new_model(1));
    log(store, run, {metric("m", nan, 10, 2)});
    log(store, run, {model_metric(id, "m", 0, 10, 2)});
    BOOST_TEST(text(fetch(store, id).data.metrics) == "m=0.000000@10/2 ");
}

inline void a_refused_metric_of_a_model_leaves_nothing(store::any_store& store)
{
    const auto run = add_run(store, new_run(add_experiment(store, "e"), 1));
    const auto id = add_model(store, new_model(1));
    const auto append = [&](const std::vector<schema::metric>& metrics) {
        return store.append(run, {.metrics = metrics});
    };
    expect_error(append({metric("m", 1), model_metric("m-none", "m", 2)}), errc::bad_request, "m-none");
    expect_error(append({model_metric(id, "m", 1), model_metric(id, "m", 2)}), errc::bad_request, "'m'");
    BOOST_TEST(fetch(store, run).data.metrics.empty());
    BOOST_TEST(fetch(store, id).data.metrics.empty());
    log(store, run, {model_metric(id, "m", 1, 5, 5, "ds")});
    expect_error(append({model_metric(id, "m", 1, 5, 5)}), errc::bad_request, "'m'");
    expect_error(append({model_metric(id, "m", 2, 5, 5, "ds")}), errc::bad_request, "'m'");
    BOOST_TEST(text(fetch(store, id).data.metrics) == "m=1.000000@5/5 ");
}

/// Five models in experiment 0 and one in experiment 1; 5 is deleted.
inline void add_example_models(store::any_store& store)
{
    for (const auto* name : {"e", "f"})
        add_experiment(store, name);
    for (int number = 1; number != 7; ++number) {
        auto model = new_model(number, number % 2 != 0 ? "Odd" : "even");
        model.info.experiment_id = number == 6 ? "1" : "0";
        if (number != 4)
            model.info.model_type = number == 3 ? "" : "tree";
        model.info.status = static_cast<schema::logged_model_status>(number % 4);
        model.data.params = {{"lr", "0." + std::to_string(number)}, {"a b", "x"}};
        model.info.tags = {{"env", number < 3 ? "Prod" : "it's"}};
        add_model(store, model);
    }
    BOOST_TEST_REQUIRE(store.update_logged_model("m-5", {.stage = schema::lifecycle_stage::deleted}).has_value());
    const auto run = add_run(store, new_run("0", 1));
    const auto other = add_run(store, new_run("0", 2));
    log(store, run,
        {model_metric("m-1", "acc", 0.1, 10, 5, "ds1"), model_metric("m-1", "acc", 0.9, 20, 1, "ds2"),
         model_metric("m-2", "acc", 0.5, 10, 1, "ds1"), model_metric("m-3", "acc", -1, 10, 1),
         model_metric("m-6", "acc", 3, 10, 1, "ds1")});
    log(store, other, {model_metric("m-1", "acc", 0.3, 20, 1, "ds1"), model_metric("m-3", "loss", nan, 10, 1)});
}

/// The numbers of the models that a search finds in experiment 0.
inline std::string find_models(store::any_store& store, const std::string& filter,
                               std::vector<query::model_order> order = {},
                               const std::vector<query::measured_on>& datasets = {}, store::page page = all_rows)
{
    const auto parsed = query::parse_model_filter(filter);
    BOOST_TEST_REQUIRE(parsed.has_value(), filter << ": " << parsed.error().message);
    const auto complete = query::complete_model_order(std::move(order));
    const std::vector<schema::id::experiment> experiments{"0"};
    const auto found = store.search_logged_models({experiments, *parsed, datasets, complete, page});
    BOOST_TEST_REQUIRE(found.has_value(), found.error().message);
    std::string numbers;
    for (const auto& each : *found)
        numbers += each.info.model_id.value.back();
    return numbers;
}

inline void models_are_found_by_filters(store::any_store& store)
{
    add_example_models(store);
    const auto finds = [&](const std::string& filter) { return find_models(store, filter); };
    BOOST_TEST(finds("") == "4321");
    BOOST_TEST(finds("name = 'even'") == "42");
    BOOST_TEST(finds("name = even") == "42");
    BOOST_TEST(finds("name = \"even\"") == "");
    BOOST_TEST(finds("attributes.name LIKE 'ev%' and model_id != 'm-2'") == "4");
    BOOST_TEST(finds("name ilike 'ODD'") == "31");
    BOOST_TEST(finds("model_id IN ('m-1', \"m-3\", 'm-5')") == "31");
    BOOST_TEST(finds("model_id NOT IN ('m-1')") == "432");
    BOOST_TEST(finds("model_id IN ()") == "");
    BOOST_TEST(finds("model_type = ''") == "3");
    BOOST_TEST(finds("model_type != 'tree'") == "3");
    BOOST_TEST(finds("status = 2") == "2");
    BOOST_TEST(finds("status = 'LOGGED_MODEL_READY'") == "");
    BOOST_TEST(finds("experiment_id = '0'") == "4321");
    BOOST_TEST(finds("creation_time >= 2.5") == "43");
    BOOST_TEST(finds("last_updated_timestamp < 3 AND creation_timestamp_ms > 1") == "2");
    BOOST_TEST(finds("params.lr = 0.2") == "2");
    BOOST_TEST(finds("params.lr LIKE '0.%' AND params.`a b` = 'x'") == "4321");
    BOOST_TEST(finds("params.\"lr\" = '0.2'") == "");
    BOOST_TEST(finds("tags.env IN ('Prod')") == "21");
    BOOST_TEST(finds("metrics.acc > 0.4") == "21");
    BOOST_TEST(finds("metrics.acc = 0.1 AND metrics.acc = 0.9") == "1");
    BOOST_TEST(finds("metrics.loss = 0") == "3");
}

inline void models_are_found_by_data_sets(store::any_store& store)
{
    add_example_models(store);
    const std::vector<query::measured_on> first{{"ds1", {}}}, second{{"ds2", "ds2 digest"}}, wrong{{"ds1", "d"}};
    BOOST_TEST(find_models(store, "", {}, first) == "21");
    BOOST_TEST(find_models(store, "", {}, second) == "1");
    BOOST_TEST(find_models(store, "", {}, wrong) == "");
    BOOST_TEST(find_models(store, "metrics.acc > 0.4", {}, first) == "2");
    BOOST_TEST(find_models(store, "metrics.acc > 0.4", {}, {first[0], second[0]}) == "21");
    BOOST_TEST(find_models(store, "params.lr = '0.1'", {}, first) == "1");
}

inline void the_largest_search_for_models_is_answered(store::any_store& store)
{
    add_example_models(store);
    std::vector<std::string> names{"ds1"};
    while (names.size() != query::most_datasets)
        names.push_back("ds1" + std::to_string(names.size()));
    std::vector<query::measured_on> datasets;
    for (const auto& each : names)
        datasets.push_back({each, "ds1 digest"});
    const auto metrics = query::most_dataset_comparisons / query::most_datasets;
    std::string filter = "metrics.acc > 0";
    for (std::size_t number = 1; number != query::most_comparisons; ++number)
        filter += number < metrics ? " AND metrics.acc > 0" : " AND params.lr ILIKE '0.%'";
    std::vector<query::model_order> order;
    while (order.size() != query::most_order_clauses)
        order.push_back({{query::entity::metric, "acc"}, false, datasets.front()});
    BOOST_TEST(find_models(store, filter, order, datasets) == "12");
}

inline void models_are_found_in_order_and_by_pages(store::any_store& store)
{
    add_example_models(store);
    const auto by = [](const char* field, bool descending = false, query::measured_on dataset = {}) {
        return query::model_order{query::parse_model_field(field).value(), descending, dataset};
    };
    BOOST_TEST(find_models(store, "", {by("creation_time")}) == "1234");
    BOOST_TEST(find_models(store, "", {by("name")}) == "3142");
    BOOST_TEST(find_models(store, "", {by("model_type")}) == "3214");
    BOOST_TEST(find_models(store, "", {by("model_type", true)}) == "2134");
    BOOST_TEST(find_models(store, "", {by("status", true), by("model_id", true)}) == "3214");
    // The latest: 0.9 of the first run, -1, 0.5; within ds1 0.3.
    BOOST_TEST(find_models(store, "", {by("metrics.acc")}) == "3214");
    BOOST_TEST(find_models(store, "", {by("metrics.acc", true)}) == "1234");
    BOOST_TEST(find_models(store, "", {by("metrics.acc", true, {"ds1", {}})}) == "2143");
    std::string pages;
    for (std::int64_t offset = 0; offset != 5; ++offset)
        pages += find_models(store, "", {by("name")}, {}, {offset, 1});
    BOOST_TEST(pages == "3142");
}

} // namespace mltrack::test::store_contract
