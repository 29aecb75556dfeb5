#include "recording.hpp"

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using test::says;

namespace {

struct answer
{
    std::string question;
    double score = 0;
};

} // namespace

MLTRACK_REFLECT(answer, question, score);

BOOST_FIXTURE_TEST_SUITE(fluent_tables, test::recording)

BOOST_AUTO_TEST_CASE(columns_become_a_table)
{
    const auto run = start_run();
    const std::vector<float> toxicity = {0.0F, 0.1F};
    log_table({{"inputs", {"What is MLflow?", "größer"}}, {"toxicity", toxicity}, {"known", {true, nullptr}}},
              "dir/eval.json");
    BOOST_TEST(
        load_text("runs:/" + run.id().value + "/dir/eval.json") ==
        R"({"columns":["inputs","toxicity","known"],"data":[["What is MLflow?",0.0,true],["größer",0.1,null]]})");
    BOOST_TEST(tag(run.id(), "mlflow.loggedArtifacts") == R"([{"path": "dir/eval.json", "type": "table"}])");
}

BOOST_AUTO_TEST_CASE(structs_become_rows)
{
    const auto run = start_run();
    log_table(std::vector<answer>{{"a", 0.5}, {"b", std::numeric_limits<double>::infinity()}}, "eval.json");
    BOOST_TEST(load_text("runs:/" + run.id().value + "/eval.json") ==
               R"({"columns":["question","score"],"data":[["a",0.5],["b",null]]})");
    const auto loaded = load_table("eval.json");
    BOOST_TEST(loaded.columns.size() == 2u);
    BOOST_TEST(loaded.rows.at(1).at(0).text() == "\"b\"");
}

BOOST_AUTO_TEST_CASE(rows_are_added_to_a_table_that_is_there)
{
    const auto run = start_run();
    // As pandas writes it.
    log_text(R"({"columns":["a","b"],"data":[[0.1000000000000000055,"x\/y"],[2,{"k":[1]}]]})", "t.json");
    log_table({{"c", {1}}, {"a", {3}}}, "t.json");
    log_table({{"a", {4}}}, "t.json");
    BOOST_TEST(load_text("runs:/" + run.id().value + "/t.json") ==
               R"({"columns":["a","b","c"],"data":[[0.1000000000000000055,"x/y",null],[2,{"k":[1]},null],)"
               R"([3,null,1],[4,null,null]]})");
    log_table({{"a", {1}}}, "u.json");
    BOOST_TEST(tag(run.id(), "mlflow.loggedArtifacts") ==
               R"([{"path": "t.json", "type": "table"}, {"path": "u.json", "type": "table"}])");
}

BOOST_AUTO_TEST_CASE(a_table_is_the_same_by_all_its_paths)
{
    const auto run = start_run();
    log_table({{"a", {1}}}, "dir/t.json");
    log_table({{"a", {2}}}, "./dir//t.json");
    BOOST_TEST(load_text("runs:/" + run.id().value + "/dir/t.json") == R"({"columns":["a"],"data":[[1],[2]]})");
    BOOST_TEST(load_table("dir/./t.json").rows.size() == 2u);
    BOOST_TEST(tag(run.id(), "mlflow.loggedArtifacts") == R"([{"path": "dir/t.json", "type": "table"}])");
}

BOOST_AUTO_TEST_CASE(what_is_no_table_is_refused)
{
    const auto run = start_run();
    for (const auto text : {"[]", "{\"columns\":[\"a\"],\"data\":[[1,2]]}", "{\"columns\":1,\"data\":[]}",
                            "{\"data\":[1]}", "{\"columns\":[\"a\"],\"data\":[[1]]"}) {
        log_text(text, "x.json");
        BOOST_CHECK_EXCEPTION(log_table({{"a", {1}}}, "x.json"), exception,
                              says(errc::invalid_parameter_value, "'x.json' is no table"));
        BOOST_TEST(load_text("runs:/" + run.id().value + "/x.json") == text);
    }
    BOOST_CHECK_EXCEPTION(log_table({{"a", {1}}}, "x.csv"), exception, says(errc::invalid_parameter_value, ".json"));
    BOOST_CHECK_EXCEPTION(log_table({{"a", {1}}}, "x.parquet"), exception, says(errc::not_implemented, ".json"));
    BOOST_CHECK_EXCEPTION(log_table({{"a", {1}}}, "a:b.json"), exception, says(errc::invalid_parameter_value, "a:b"));
    BOOST_CHECK_EXCEPTION((table{{"a", {1, 2}}, {"b", {1}}}), exception,
                          says(errc::invalid_parameter_value, "'b' has 1 values and those before 2"));
    BOOST_CHECK_EXCEPTION(load_table("none.json"), exception, says(errc::resource_does_not_exist, "none.json"));
}

BOOST_AUTO_TEST_SUITE_END()
