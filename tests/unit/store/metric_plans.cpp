#include <mltrack/store/sql/metrics/queries.hpp>
#include <mltrack/store/sql/metrics/series_statements.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/driver.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace mltrack;
using namespace mltrack::store::relational;

namespace {

/// A database of the compact layout.
struct fixture
{
    test::temporary_folder folder;
    store::sqlite_connection database = open();
    const dialect& sqlite = store::sqlite_driver::dialect();

    store::sqlite_connection open() const
    {
        BOOST_TEST_REQUIRE(store::sqlite::open({folder / "store.db"}).has_value());
        return store::sqlite_connection::open({folder / "store.db"}, store::transaction_kind::write).value();
    }

    /// How SQLite goes about a statement, one step a line.
    std::vector<std::string> plan(const std::string& sql)
    {
        std::vector<std::string> steps;
        auto statement = database.prepare("EXPLAIN QUERY PLAN " + sql).value();
        BOOST_TEST_REQUIRE(for_each_row(statement, [&](auto& row) { steps.emplace_back(row.text(3)); }).has_value());
        return steps;
    }
};

const std::string one_series = "SEARCH s USING COVERING INDEX sqlite_autoindex_metric_series_1 (run_uuid=? AND key=?)";

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_metric_plans, fixture)

BOOST_AUTO_TEST_CASE(a_history_reads_one_series)
{
    BOOST_TEST(plan(history_query(sqlite)) ==
                   (std::vector<std::string>{one_series, "SEARCH p USING PRIMARY KEY (series=?)",
                                             "USE TEMP B-TREE FOR ORDER BY"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sample_reads_the_steps_in_order)
{
    const std::vector<std::string> expected{one_series, "SEARCH p USING PRIMARY KEY (series=? AND step>? AND step<?)"};
    BOOST_TEST(plan(steps_query()) == expected, boost::test_tools::per_element());
    BOOST_TEST(plan(step_count_query()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(metrics_of_models_look_at_one_point)
{
    const auto steps = plan(model_metrics_query() + " = ?");
    BOOST_TEST(std::ranges::count(steps, "SEARCH p USING PRIMARY KEY (series=? AND step=? AND timestamp=?)") == 1);
    BOOST_TEST(
        std::ranges::count(steps, "SEARCH p USING PRIMARY KEY (series=? AND step=? AND timestamp=? AND value=?)") == 1);
    BOOST_TEST(std::ranges::none_of(steps, [](const auto& step) { return step.starts_with("SCAN"); }));
}

BOOST_AUTO_TEST_CASE(nothing_that_is_written_scans_a_table)
{
    const series_statements sql(sqlite);
    const std::string of_run = " WHERE series IN (SELECT id FROM metric_series WHERE run_uuid = ?)";
    for (const auto& text :
         {sql.find, sql.find_row, sql.update, sql.points, sql.blocks, sql.stale_blocks, sql.block_before,
          sql.remove_block, sql.remove_blocks, sql.mark_stale, "DELETE FROM metric_points" + of_run,
          "DELETE FROM mltrack_blocks" + of_run, std::string("DELETE FROM metric_series WHERE run_uuid = ?")}) {
        const auto steps = plan(text);
        BOOST_TEST(!steps.empty(), text);
        for (const auto& step : steps)
            BOOST_TEST((step.find("SCAN") == step.npos && step.find("TEMP B-TREE") == step.npos), text << ": " << step);
    }
    BOOST_TEST(plan(sql.stale_blocks).at(0).find("mltrack_stale_blocks") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
