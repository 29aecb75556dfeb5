#pragma once

#include "builders.hpp"
#include <mltrack/query/limits.hpp>

namespace mltrack::test::store_contract {

/// Five runs, named by the digits 1 to 5 in their ids; the fifth is deleted.
inline schema::id::experiment add_example_runs(store::any_store& store)
{
    using enum schema::run_status;
    const auto experiment = add_experiment(store, "examples");
    const auto add = [&](int number, const char* name, const char* user, schema::run_status status, std::int64_t start,
                         std::optional<schema::unix_ms> end) {
        auto run = new_run(experiment, number, name);
        run.info.user_id = user;
        run.info.status = status;
        run.info.start_time = start;
        const auto id = add_run(store, run);
        if (end)
            BOOST_TEST_REQUIRE(store.update_run(id, {{}, end, {}, {}, {}}).has_value());
        return id;
    };
    log(store, add(1, "alpha", "ann", FINISHED, 1000, 2000),
        {metric("acc", 0.5), metric("loss", 1), metric("a b", 3), metric("m/x", 7)}, {{"lr", "0.1"}, {"opt", "sgd"}},
        {{"env", "prod"}, {"a.b", "dot"}, {"q", "it's"}});
    log(store, add(2, "beta", "bob", RUNNING, 2000, std::nullopt), {metric("acc", 0.9), metric("loss", nan)},
        {{"lr", "0.01"}, {"opt", "Adam"}}, {{"env", "Prod"}});
    log(store, add(3, "Alpha_3", "ann", FAILED, 3000, 3500), {metric("acc", infinity), metric("loss", -1)},
        {{"opt", "sg_d%"}, {"empty", ""}}, {{"env", "dev"}});
    add(4, "gamma", "", KILLED, 3000, 4000);
    const auto deleted = add(5, "delta", "ann", FINISHED, 5000, 6000);
    BOOST_TEST_REQUIRE(
        store.update_run(deleted, {{}, {}, {}, {{schema::lifecycle_stage::deleted, 7000}}, {}}).has_value());
    return experiment;
}

/// The digits of the runs, in order.
inline std::string digits(const std::vector<schema::run>& runs)
{
    std::string out;
    for (const auto& run : runs)
        out += run.info.run_id.value.back();
    return out;
}

struct search_example
{
    std::string filter;
    std::string answer;
};

/// The examples of MLflow's server that it answers with runs.
inline std::vector<search_example> search_examples()
{
    const auto quoted = [](int number) { return "'" + run_id(number).value + "'"; };
    return {
        {"", "3421"},
        {"metrics.acc > 0.5", "32"},
        {"metrics.acc >= 0.5 and metrics.acc < 1", "21"},
        {"metrics.acc != 0.9", "31"},
        {"metrics.acc > 1e300", "3"},
        {"metrics.acc > 1e400", ""},
        {"metrics.acc = 1.7976931348623157e308", "3"},
        {"metrics.loss = 0", ""},
        {"metrics.loss != 1", "32"},
        {"metrics.loss < 5", "31"},
        {"metrics.\"a b\" = 3", "1"},
        {"metrics.`m/x` = 7", "1"},
        {"metrics.none != 7", ""},
        {"params.opt = \"sgd\"", "1"},
        {"params.opt != 'sgd'", "32"},
        {"params.opt LIKE 'sg%'", "31"},
        {"params.opt like 'SG%'", ""},
        {"params.opt ILIKE 'a_am'", "2"},
        {"params.opt LIKE 'sg\\_d\\%'", ""},
        {"params.opt LIKE 'sg_d%'", "3"},
        {"params.opt IS NULL", "4"},
        {"params.opt IS NOT NULL", "321"},
        {"params.empty = ''", "3"},
        {"params.empty LIKE '%'", "3"},
        {"params.empty LIKE '_'", ""},
        {"tags.a.b = 'dot'", "1"},
        {"tag.env ILIKE 'prod'", "21"},
        {"tags.q = \"it's\"", "1"},
        {"tags.q = 'it''s'", ""},
        {"status = 'FINISHED'", "1"},
        {"status = 'finished'", ""},
        {"run.status != 'FINISHED'", "342"},
        {"end_time > 0", "341"},
        {"end_time != 2000", "34"},
        {"start_time > 1000.5", "342"},
        {"start_time = 1e3", "1"},
        {"start_time < 9223372036854775808", "3421"},
        {"attributes.`Run name` = 'alpha'", "1"},
        {"run_name ILIKE 'ALPHA%'", "31"},
        {"user_id = ''", "4"},
        {"user_id != 'ann'", "42"},
        {"artifact_uri LIKE '%0002/artifacts'", "2"},
        {"run_id IN (" + quoted(1) + "," + quoted(2) + ")", "21"},
        {"run_id not in (" + quoted(1) + ")", "342"},
        {"run_id = " + quoted(5), ""},
        {"metrics.acc > 0 AND params.opt LIKE 's%' AND tags.env = 'dev' AND status = 'FAILED'", "3"},
    };
}

inline void runs_are_found_by_filters(store::any_store& store)
{
    const auto experiment = add_example_runs(store);
    for (const auto& example : search_examples())
        BOOST_TEST(digits(find(store, {experiment}, example.filter)) == example.answer, example.filter);
    BOOST_TEST_REQUIRE(store.delete_run_tag(run_id(1), "mlflow.runName").value());
    BOOST_TEST(digits(find(store, {experiment}, "run_name LIKE '%'")) == "342");
}

inline void runs_are_found_in_order(store::any_store& store)
{
    const auto experiment = add_example_runs(store);
    const auto ordered = [&](const std::vector<std::string>& order) {
        return digits(find(store, {experiment}, "", order));
    };
    BOOST_TEST(ordered({}) == "3421");
    BOOST_TEST(ordered({"metrics.loss"}) == "3124");
    BOOST_TEST(ordered({"metrics.loss DESC"}) == "1324");
    BOOST_TEST(ordered({"metrics.acc DESC"}) == "3214");
    BOOST_TEST(ordered({"params.opt"}) == "2314");
    BOOST_TEST(ordered({"params.opt DESC"}) == "1324");
    BOOST_TEST(ordered({"tags.env DESC"}) == "1324");
    BOOST_TEST(ordered({"end_time"}) == "1342");
    BOOST_TEST(ordered({"end_time DESC"}) == "4312");
    BOOST_TEST(ordered({"run_name"}) == "3124");
    BOOST_TEST(ordered({"user_id DESC", "run_name"}) == "2314");
    BOOST_TEST(ordered({"user_id"}) == "4312");
    BOOST_TEST(ordered({"status", "run_id DESC"}) == "3142");
    BOOST_TEST(ordered({"created ASC"}) == "1234");
    BOOST_TEST(ordered({"start_time", "run_id DESC"}) == "1243");
    BOOST_TEST(ordered({"metrics.none"}) == "3421");
    BOOST_TEST(ordered({"metrics.none DESC", "params.lr"}) == "2134");
}

inline void runs_are_found_by_stage_and_experiment(store::any_store& store)
{
    using enum schema::view_type;
    const auto experiment = add_example_runs(store);
    const auto other = add_experiment(store, "other");
    auto later = new_run(other, 6);
    later.info.start_time = 2500;
    add_run(store, later);

    BOOST_TEST(digits(find(store, {experiment}, "", {}, DELETED_ONLY)) == "5");
    BOOST_TEST(digits(find(store, {experiment}, "", {}, ALL)) == "53421");
    BOOST_TEST(digits(find(store, {experiment, other, experiment}, "")) == "34621");
    BOOST_TEST(digits(find(store, {other}, "", {}, ALL)) == "6");
    BOOST_TEST(digits(find(store, {"77"}, "")) == "");
    BOOST_TEST(digits(find(store, {}, "")) == "");
    BOOST_TEST_REQUIRE(store.move_experiment(other, {schema::lifecycle_stage::deleted, 9000}).has_value());
    BOOST_TEST(digits(find(store, {other}, "")) == "");
    BOOST_TEST(digits(find(store, {other}, "", {}, DELETED_ONLY)) == "6");
}

inline void runs_are_found_by_pages(store::any_store& store)
{
    const auto experiment = add_example_runs(store);
    const auto page = [&](std::int64_t offset, std::int64_t limit) {
        return digits(find(store, {experiment}, "", {}, schema::view_type::ACTIVE_ONLY, {offset, limit}));
    };
    BOOST_TEST(page(0, 2) == "34");
    BOOST_TEST(page(2, 2) == "21");
    BOOST_TEST(page(3, 2) == "1");
    BOOST_TEST(page(4, 2) == "");
    BOOST_TEST(page(std::numeric_limits<std::int64_t>::max(), 2) == "");
    BOOST_TEST(page(1, std::numeric_limits<std::int64_t>::max()) == "421");
}

inline void found_runs_are_whole(store::any_store& store)
{
    const auto experiment = add_example_runs(store);
    for (auto& run : find(store, {experiment}, "", {}, schema::view_type::ALL)) {
        const auto expected = fetch(store, run.info.run_id);
        BOOST_TEST((run.info == expected.info));
        BOOST_TEST((run.inputs == expected.inputs));
        BOOST_TEST((run.outputs == expected.outputs));
        BOOST_TEST(text(sorted(run).data.metrics) == text(expected.data.metrics));
        BOOST_TEST((sorted(run).data.params == expected.data.params));
        BOOST_TEST((sorted(run).data.tags == expected.data.tags));
    }
}

/// The ids of the experiments, in order.
inline std::string ids(const std::vector<schema::experiment>& experiments)
{
    std::string out;
    for (const auto& each : experiments)
        out += each.experiment_id.value + " ";
    return out;
}

/// Eleven experiments 0 to 10, the younger the lower; 4 is deleted.
inline void add_example_experiments(store::any_store& store)
{
    for (int number = 0; number != 11; ++number)
        add_experiment(store, std::string(number % 2 != 0 ? "Odd " : "even ") + std::to_string(number), 2000 - number);
    BOOST_TEST_REQUIRE(store.set_experiment_tag("2", {"env", "prod"}).has_value());
    BOOST_TEST_REQUIRE(store.set_experiment_tag("3", {"env", "Prod"}).has_value());
    BOOST_TEST_REQUIRE(store.move_experiment("4", {schema::lifecycle_stage::deleted, 5000}).has_value());
}

inline void experiments_are_found_by_filters(store::any_store& store)
{
    using enum schema::view_type;
    add_example_experiments(store);
    const std::vector<search_example> examples{
        {"", "0 1 2 3 5 6 7 8 9 10 "},
        {"name = 'Odd 1'", "1 "},
        {"name LIKE 'Odd %'", "1 3 5 7 9 "},
        {"name LIKE 'odd %'", ""},
        {"name ilike 'odd %' and creation_time < 1995", "7 9 "},
        {"attributes.name != 'Odd 1' AND creation_time >= 1998", "0 2 "},
        {"tags.env = 'prod'", "2 "},
        {"tag.env != 'prod'", "3 "},
        {"tags.env ILIKE 'PROD'", "2 3 "},
        {"tags.env IS NOT NULL", "2 3 "},
        {"tags.env IS NULL AND name LIKE 'e%'", "0 6 8 10 "},
        {"experiment_id = '010'", "10 "},
        {"experiment_id != '0' AND experiment_id NOT IN ('1', '2', '3', '5')", "6 7 8 9 10 "},
        {"experiment_id IN ('10', '4', '77', '-1')", "10 "},
        {"last_update_time > 2500", ""},
        {"creation_time <= 99999999999999999999 AND last_update_time = 1990", "10 "},
    };
    for (const auto& example : examples)
        BOOST_TEST(ids(find_experiments(store, example.filter)) == example.answer, example.filter);
    BOOST_TEST(ids(find_experiments(store, "", {}, DELETED_ONLY)) == "4 ");
    BOOST_TEST(ids(find_experiments(store, "last_update_time > 2500", {}, ALL)) == "4 ");
    const auto tagged = find_experiments(store, "tags.env = 'prod'").at(0);
    BOOST_TEST((tagged == fetch(store, tagged.experiment_id)));
}

inline void experiments_are_found_in_order_and_by_pages(store::any_store& store)
{
    add_example_experiments(store);
    const auto ordered = [&](const std::vector<std::string>& order, store::page page = all_rows) {
        return ids(find_experiments(store, "", order, schema::view_type::ACTIVE_ONLY, page));
    };
    BOOST_TEST(ordered({"experiment_id DESC"}) == "10 9 8 7 6 5 3 2 1 0 ");
    BOOST_TEST(ordered({"name"}) == "1 3 5 7 9 0 10 2 6 8 ");
    BOOST_TEST(ordered({"name DESC", "name"}) == "8 6 2 10 0 9 7 5 3 1 ");
    BOOST_TEST(ordered({"creation_time ASC"}) == "10 9 8 7 6 5 3 2 1 0 ");
    BOOST_TEST(ordered({"last_update_time DESC"}, {1, 3}) == "1 2 3 ");
    BOOST_TEST(ordered({}, {9, 3}) == "10 ");
    BOOST_TEST(ordered({}, {10, 3}) == "");
    for (const auto* name : {"tie a", "tie b"})
        add_experiment(store, name, 9000);
    BOOST_TEST(ordered({}, {0, 2}) == "11 12 ");
    BOOST_TEST(ordered({"creation_time DESC"}, {0, 2}) == "12 11 ");
}

inline void the_largest_searches_are_answered(store::any_store& store)
{
    const auto experiment = add_experiment(store, "one");
    const auto id = add_run(store, new_run(experiment, 1));
    log(store, id, {metric("m", 1)}, {}, {{"t", "x"}});
    std::string comparisons = "metrics.m = 1";
    for (std::size_t number = 1; number != query::most_comparisons; ++number)
        comparisons += number % 2 == 0 ? " AND metrics.m > 0" : " AND tags.t ILIKE 'X'";
    BOOST_TEST(find(store, {experiment}, comparisons).size() == 1u);

    std::string ids = "'" + id.value + "'";
    for (std::size_t number = 1; number != query::most_literals; ++number)
        ids += ",'" + std::to_string(number) + "'";
    BOOST_TEST(find(store, {experiment}, "run_id IN (" + ids + ")").size() == 1u);

    const std::string pattern(query::longest_pattern, '%');
    BOOST_TEST(find(store, {experiment}, "tags.t LIKE '" + pattern + "' AND tags.t ILIKE '" + pattern + "'").size() ==
               1u);

    std::vector<std::string> order;
    for (std::size_t number = 0; number != query::most_order_clauses; ++number)
        order.push_back("metrics.m" + std::to_string(number));
    BOOST_TEST(find(store, {experiment}, "", order).size() == 1u);
}

} // namespace mltrack::test::store_contract
