#include <mltrack/query/parser.hpp>
#include <mltrack/store/sql/store.hpp>
#include <mltrack/store/sqlite/driver.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using store::relational::write_search;

namespace {

const auto& dialect = store::sqlite_driver::dialect();

/// What stands behind the columns of a search over the runs of experiments 3 and 7.
std::string run_search_text(std::string_view text, const std::vector<std::string>& order = {})
{
    const auto filter = query::parse_run_filter(text).value();
    const auto clauses = query::run_order(order).value();
    const std::vector<schema::id::experiment> experiments{"7", "3", "7", "none", "3 "};
    const auto sql =
        write_search(store::run_search{experiments, filter, clauses, schema::view_type::ACTIVE_ONLY, {0, 10}}, dialect)
            .value()
            .sql;
    return sql.substr(sql.find(" FROM ") + 1);
}

} // namespace

BOOST_AUTO_TEST_SUITE(store_sql_search)

BOOST_AUTO_TEST_CASE(a_search_is_one_query_with_bound_values)
{
    BOOST_TEST(
        run_search_text("metrics.loss < 5 AND status != 'x'", {"metrics.loss DESC"}) ==
        R"(FROM "runs" LEFT JOIN "latest_metrics" AS "order_0" ON "order_0"."run_uuid" = "runs"."run_uuid")"
        R"( AND "order_0"."key" = ? WHERE "runs"."lifecycle_stage" = ? AND "runs"."experiment_id" IN (NULL, 3, 7))"
        R"( AND EXISTS (SELECT 1 FROM "latest_metrics" WHERE "latest_metrics"."run_uuid" = "runs"."run_uuid")"
        R"( AND "latest_metrics"."key" = ? AND NOT "latest_metrics"."is_nan" AND "latest_metrics"."value" < ?))"
        R"( AND "runs"."status" <> ?)"
        R"( ORDER BY CASE WHEN "order_0"."is_nan" THEN 1 WHEN "order_0"."value" IS NULL THEN 2 ELSE 0 END,)"
        R"( "order_0"."value" DESC NULLS LAST, "runs"."start_time" DESC NULLS LAST, "runs"."run_uuid")"
        R"( LIMIT ? OFFSET ?)");
}

BOOST_AUTO_TEST_CASE(not_is_brought_down_to_the_comparisons)
{
    const auto text = run_search_text("NOT (status = 'x' OR NOT params.p = 'y')");
    const std::string start = R"("experiment_id" IN (NULL, 3, 7) AND (("runs"."status" = ?) IS NOT TRUE AND EXISTS ()";
    const auto at = text.find(R"("experiment_id" IN)");
    BOOST_TEST(text.substr(at, start.size()) == start);
    BOOST_TEST(run_search_text("NOT tags.t IS NULL").find(" AND EXISTS (SELECT 1 FROM \"tags\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_nests_deepest_stands_first)
{
    const auto text = run_search_text("status = 'x' OR (user_id = 'y' AND (run_id = 'z' OR end_time = 1))");
    BOOST_TEST(text.find(R"(((("runs"."run_uuid" = ? OR "runs"."end_time" = ?) AND "runs"."user_id" = ?) OR )"
                         R"("runs"."status" = ?))") != std::string::npos,
               text);
}

BOOST_AUTO_TEST_CASE(values_are_bound_as_what_they_are)
{
    const auto filter = query::parse_run_filter("start_time > 9007199254740993 AND start_time < 1.5 AND metrics.a = 2 "
                                                "AND params.p = '2'")
                            .value();
    const auto order = query::run_order({}).value();
    const std::vector<schema::id::experiment> experiments{"0"};
    const auto query =
        write_search(store::run_search{experiments, filter, order, schema::view_type::ALL, {4, 9}}, dialect).value();
    using value = store::relational::search_value;
    const std::vector<value> expected{std::int64_t{9007199254740993},
                                      1.5,
                                      std::string_view("a"),
                                      2.0,
                                      std::string_view("p"),
                                      std::string_view("2"),
                                      std::int64_t{9},
                                      std::int64_t{4}};
    BOOST_TEST((query.values == expected));
}

BOOST_AUTO_TEST_CASE(no_value_or_key_is_part_of_the_text)
{
    const auto text = run_search_text("params.`it's \"quoted\"` = \"x'; DROP TABLE runs; --\"");
    BOOST_TEST(text.find("DROP") == std::string::npos);
    BOOST_TEST(text.find("quoted") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_searched_is_refused)
{
    const auto message_of = [](query::column column, bool is_run) {
        const query::filter filter{
            {.type = query::condition::kind::comparison,
             .comparison = {column, query::comparator::equal, {{query::literal::kind::string, "x"}}, 0}}};
        const std::vector<query::order> order;
        const std::vector<schema::id::experiment> none;
        const auto written =
            is_run ? write_search(store::run_search{none, filter, order, schema::view_type::ALL, {}}, dialect)
                   : write_search(store::experiment_search{filter, order, schema::view_type::ALL, {}}, dialect);
        BOOST_TEST_REQUIRE(written.has_error());
        BOOST_TEST((written.error().code == errc::invalid_parameter_value));
        return written.error().message;
    };
    using enum query::entity;
    BOOST_TEST(message_of({attribute, "color"}, true) == "'color' is no attribute by which runs are searched");
    BOOST_TEST(message_of({attribute, "status"}, false) ==
               "'status' is no attribute by which experiments are searched");
    BOOST_TEST(message_of({metric, "loss"}, false).find("tags and attributes only") != std::string::npos);
    BOOST_TEST(message_of({dataset, "name"}, false).find("data sets") != std::string::npos);
    BOOST_TEST(message_of({dataset, "color"}, true).find("'color' is no attribute of a data set") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
