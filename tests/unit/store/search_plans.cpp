#include <mltrack/query/parser.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/search/keys.hpp>
#include <mltrack/store/sql/search/search.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/driver.hpp>
#include <tests/mlflow_layout.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace mltrack;
using namespace mltrack::store::relational;

namespace {

constexpr std::string_view filters[] = {
    "",
    "metrics.loss < 0.5",
    "params.lr = '0.1'",
    "params.lr < 0.1",
    "params.lr IN (0.1, 0.2)",
    "tags.team = 'vision'",
    "tags.team IS NULL",
    "metrics.loss < 0.5 AND params.opt = 'adam'",
    "metrics.loss < 0.5 OR NOT (params.opt = 'adam' AND tags.team LIKE 'v%')",
    "run_id IN ('a', 'b')",
    "run_name = 'x'",
    "status = 'FINISHED' AND start_time > 1",
    "dataset.name = 'x'",
    "dataset.context = 'x'",
    "first(metrics.loss) > 1",
    "min(metrics.loss) BETWEEN 0 AND 1",
    "mean(metrics.loss) < 1 AND max(metrics.loss) IS NOT NULL",
    "parent.params.lr = '0.1'",
    "NOT parent.status = 'FINISHED'",
    "children.metrics.loss < 1",
    "NOT children.params.lr = '0.1'",
    "mean(children.metrics.loss) < 1",
    "children >= 3",
};

const std::vector<std::vector<std::string>> orders{
    {}, {"metrics.loss ASC"}, {"params.lr DESC"}, {"tags.team"}, {"end_time"}, {"metrics.loss DESC", "params.lr"}};

/// A database of one layout.
struct database
{
    explicit database(metric_layout layout) : layout(layout)
    {
        BOOST_TEST_REQUIRE(store::sqlite::open({folder / "store.db"}).has_value());
        if (layout == metric_layout::mlflow)
            test::use_mlflow_layout(folder / "store.db");
    }

    /// How SQLite goes about a search or its count, one step a line.
    std::vector<std::string> plan(std::string_view text, const std::vector<std::string>& by, bool counts)
    {
        const auto filter = query::parse_run_filter(text).value();
        const auto order = query::run_order(by).value();
        const std::vector<schema::id::experiment> experiments{"1"};
        const store::run_search search{.experiments = experiments, .filter = filter, .order = order};
        const auto& sqlite = store::sqlite_driver::dialect();
        const auto query = counts ? write_count(search, sqlite, layout) : write_search(search, sqlite, layout);
        return plan(query.value().sql);
    }

    /// The same of any query.
    std::vector<std::string> plan(const std::string& sql)
    {
        auto connection = store::sqlite_connection::open({folder / "store.db"}, store::transaction_kind::read).value();
        std::vector<std::string> steps;
        auto statement = connection.prepare("EXPLAIN QUERY PLAN " + sql).value();
        BOOST_TEST_REQUIRE(for_each_row(statement, [&](auto& row) { steps.emplace_back(row.text(3)); }).has_value());
        return steps;
    }

    test::temporary_folder folder;
    metric_layout layout;
};

/// What a step goes through from end to end; empty when it does not. Results of queries within are small.
std::string scanned(std::string_view step)
{
    constexpr std::string_view scan = "SCAN ";
    if (!step.starts_with(scan))
        return {};
    const std::string name(step.substr(scan.size(), step.find(' ', scan.size()) - scan.size()));
    static const std::vector<std::string> within{"history", "first_point", "parents", "CONSTANT"};
    return std::ranges::find(within, name) == within.end() ? name : "";
}

} // namespace

BOOST_AUTO_TEST_SUITE(store_search_plans)

BOOST_AUTO_TEST_CASE(nothing_that_is_logged_is_looked_through)
{
    for (const auto layout : {metric_layout::compact, metric_layout::mlflow}) {
        database each(layout);
        for (const auto filter : filters)
            for (const auto& order : orders)
                for (const bool counts : {false, true})
                    for (const auto& step : each.plan(filter, order, counts)) {
                        // MLflow's schema has no index of the runs of an experiment.
                        const bool may_be_scanned = layout == metric_layout::mlflow && scanned(step) == "runs";
                        BOOST_TEST((scanned(step).empty() || may_be_scanned), filter << ": " << step);
                        BOOST_TEST((step.find("AUTOMATIC") == step.npos || filter.starts_with("children >")),
                                   filter << ": " << step);
                    }
    }
}

BOOST_AUTO_TEST_CASE(the_latest_runs_are_read_in_order)
{
    database compact(metric_layout::compact);
    const auto steps = compact.plan("", {}, false);
    BOOST_TEST_REQUIRE(steps.size() == 1u);
    BOOST_TEST(steps[0] == "SEARCH runs USING INDEX mltrack_runs (experiment_id=? AND lifecycle_stage=?)");
    BOOST_TEST(compact.plan("", {}, true).at(0) ==
               "SEARCH runs USING COVERING INDEX mltrack_runs (experiment_id=? AND lifecycle_stage=?)");
}

BOOST_AUTO_TEST_CASE(children_are_gathered_once)
{
    database compact(metric_layout::compact);
    for (const auto filter : {"children.metrics.loss < 1", "children >= 3"}) {
        const auto steps = compact.plan(filter, {}, false);
        BOOST_TEST(std::ranges::any_of(steps,
                                       [](const auto& step) {
                                           return step.starts_with("LIST SUBQUERY") ||
                                                  step.find("parents USING AUTOMATIC COVERING INDEX") != step.npos;
                                       }),
                   filter);
    }
}

BOOST_AUTO_TEST_CASE(a_key_is_looked_for_among_its_runs_or_what_has_it)
{
    database compact(metric_layout::compact);
    const std::vector<schema::id::experiment> experiments{"1", "2"};
    for (const auto entity : {query::entity::metric, query::entity::param, query::entity::tag}) {
        const auto queries = write_key_queries({.experiments = experiments, .entity = entity}).value();
        const auto by_runs = compact.plan(queries.has_by_runs);
        BOOST_TEST_REQUIRE(by_runs.size() == 4u);
        BOOST_TEST(by_runs[2].starts_with("SEARCH runs USING COVERING INDEX mltrack_runs (experiment_id=?"));
        BOOST_TEST(by_runs[3].ends_with("(key=? AND run_uuid=?)"));
        const auto by_key = compact.plan(queries.has_by_key);
        BOOST_TEST_REQUIRE(by_key.size() == 4u);
        BOOST_TEST(by_key[2].ends_with("(key=?)"));
        BOOST_TEST(by_key[3].starts_with("SEARCH runs USING INDEX sqlite_autoindex_runs_1 (run_uuid=?)"));
        BOOST_TEST(scanned(compact.plan(queries.few_runs).back()).starts_with("some_runs"));
        BOOST_TEST(compact.plan(queries.next).size() == 1u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
