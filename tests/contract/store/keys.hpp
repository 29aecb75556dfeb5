#pragma once

#include "builders.hpp"
#include <mltrack/store/keys/key_store.hpp>

#include <string>
#include <vector>

namespace mltrack::test::store_contract {

inline std::string joined(const std::vector<std::string>& texts)
{
    std::string out;
    for (const auto& each : texts)
        out += each + ";";
    return out;
}

inline void keys_and_values_of_runs_are_told(store::any_store& store)
{
    const std::vector experiments{add_experiment(store, "one")};
    const std::vector both{experiments[0], add_experiment(store, "two")};
    const auto first = add_run(store, new_run(both[0], 1, "a name"));
    const auto second = add_run(store, new_run(both[1], 2, "another"));
    const auto deleted = add_run(store, new_run(both[0], 3));
    log(store, first, {metric("loss", 1), metric("val/acc", 1)}, {{"opt", "adam"}, {"lr", "0.1"}}, {{"team", "größe"}});
    log(store, second, {metric("loss", 2), metric("lost", 1)}, {{"opt", "adamw"}}, {{"team", "%"}});
    log(store, deleted, {metric("gone", 1)}, {{"opt", "gone"}});
    BOOST_TEST_REQUIRE(
        store.update_run(deleted, {.stage = store::stage_change{schema::lifecycle_stage::deleted, 1}}).has_value());

    using enum query::entity;
    const auto keys = [&](const auto& where, query::entity entity, std::string_view prefix, std::int64_t limit = 10) {
        return joined(store.search_keys({where, entity, prefix, limit}).value());
    };
    BOOST_TEST(keys(experiments, metric, "") == "loss;val/acc;");
    BOOST_TEST(keys(both, metric, "lo") == "loss;lost;");
    BOOST_TEST(keys(both, metric, "lo", 1) == "loss;");
    BOOST_TEST(keys(both, param, "") == "lr;opt;");
    BOOST_TEST(keys(experiments, tag, "") == "mlflow.runName;team;");
    BOOST_TEST(keys(experiments, attribute, "") == "");
    BOOST_TEST(keys(std::vector<schema::id::experiment>(), metric, "") == "");

    const auto values = [&](const auto& where, query::column column, std::string_view prefix, std::int64_t limit = 10) {
        return joined(store.search_values({where, column, prefix, limit}).value());
    };
    BOOST_TEST(values(experiments, {param, "opt"}, "") == "adam;");
    BOOST_TEST(values(both, {param, "opt"}, "ada") == "adam;adamw;");
    BOOST_TEST(values(both, {param, "opt"}, "ada", 1) == "adam;");
    BOOST_TEST(values(both, {param, "opt"}, "b") == "");
    BOOST_TEST(values(both, {tag, "team"}, "grö") == "größe;");
    BOOST_TEST(values(both, {tag, "team"}, "%") == "%;");
    BOOST_TEST(values(both, {attribute, "run_name"}, "a ") == "a name;");
    BOOST_TEST(values(both, {attribute, "start_time"}, "") == "");
    BOOST_TEST(values(both, {metric, "loss"}, "") == "");
}

} // namespace mltrack::test::store_contract
