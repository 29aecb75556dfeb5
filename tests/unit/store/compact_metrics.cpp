#include <mltrack/store/sql/store.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/driver.hpp>
#include <tests/mlflow_layout.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace mltrack;
using namespace mltrack::store::relational;
using store::point_summary;
using store::stored_point;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr auto block = store::relational::series::block_points;

/// A store of the compact layout with a run, and what must be in it.
struct fixture
{
    test::temporary_folder folder;
    std::filesystem::path file = folder / "store.db";
    schema::id::run run{"0123456789abcdef0123456789abcdef"};
    std::shared_ptr<store::sqlite> store = open_with_run();
    store::sqlite_connection other = store::sqlite_connection::open({file}, store::transaction_kind::write).value();
    series_statements sql{store::sqlite_driver::dialect()};
    std::map<std::string, std::set<stored_point>> kept; ///< The points by key.

    std::shared_ptr<store::sqlite> open_with_run()
    {
        auto opened = store::sqlite::open({file}).value();
        schema::experiment experiment;
        experiment.name = "first";
        opened->create_experiment(experiment, "root").value();
        add_run(*opened);
        return opened;
    }

    void add_run(store::sqlite& to) const
    {
        schema::run made;
        made.info.experiment_id = "0";
        made.info.run_id = made.info.run_uuid = run;
        BOOST_TEST_REQUIRE(to.create_run(made).has_value());
    }

    void log(const std::vector<schema::metric>& metrics)
    {
        const auto done = store->append(run, {metrics, {}, {}, {}});
        BOOST_TEST_REQUIRE(done.has_value(), done.error().message);
        for (const auto& each : metrics)
            kept[each.key.value].insert(to_point(each));
    }

    /// Runs a statement as another program; the error when it fails.
    std::optional<error> execute(std::string_view text)
    {
        const auto done = store::relational::execute(other, text);
        return done.has_error() ? std::optional(done.error()) : std::nullopt;
    }

    /// Writes a point as MLflow does.
    std::optional<error> insert(const std::string& key, const stored_point& point)
    {
        const auto done = store::relational::execute(
            other, "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)", key,
            point.value, point.timestamp, run, point.step, point.is_nan);
        if (done.has_error())
            return done.error();
        kept[key].insert(point);
        return std::nullopt;
    }

    /// Removes points of some steps as MLflow would.
    void erase(const std::string& key, std::int64_t first_step, std::int64_t last_step)
    {
        BOOST_TEST_REQUIRE(store::relational::execute(other,
                                                      "DELETE FROM metrics WHERE key = ? AND step BETWEEN ? AND ?", key,
                                                      first_step, last_step)
                               .has_value());
        std::erase_if(kept[key], [&](const auto& each) { return each.step >= first_step && each.step <= last_step; });
    }

    std::int64_t number(std::string_view text)
    {
        auto statement = other.prepare(text).value();
        BOOST_TEST_REQUIRE(statement.next().value());
        return statement.whole(0);
    }

    store::rows::metric_series row_of(const std::string& key)
    {
        auto statement = prepare(other, sql.find_row, run, key).value();
        BOOST_TEST_REQUIRE(statement.next().value());
        return read_row<store::rows::metric_series>(statement); // Its texts are gone, its numbers stay.
    }

    series_summary summary(const std::string& key) { return summary_of(other, sql, run.value, key).value().value(); }

    /// Whether all that is kept beside the points of a metric is what they say, or says of itself that it is stale.
    void check(const std::string& key);
    void check_blocks(const std::string& key);
};

/// What the points with a step of a range say.
point_summary summary_of_steps(const std::set<stored_point>& points, std::int64_t first_step, std::int64_t last_step)
{
    point_summary summary;
    for (const auto& each : points)
        if (each.step >= first_step && each.step <= last_step)
            summary.add(each.value, each.is_nan);
    return summary;
}

void fixture::check(const std::string& key)
{
    const auto& points = kept[key];
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
    constexpr auto highest = std::numeric_limits<std::int64_t>::max();
    const auto found = summary(key);
    BOOST_TEST((found.values == summary_of_steps(points, lowest, highest)));
    BOOST_TEST((found.first == (points.empty() ? std::nullopt : std::optional(*points.begin()))));
    BOOST_TEST(store->metric_history(run, key, {0, highest}).value().size() == points.size());
    check_blocks(key);
}

void fixture::check_blocks(const std::string& key)
{
    const auto& points = kept[key];
    const auto row = row_of(key);
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    auto blocks = prepare(other, sql.blocks, row.id.value).value();
    while (blocks.next().value()) {
        const auto each = read_row<store::rows::metric_block>(blocks);
        if (each.rows) {
            BOOST_TEST((to_summary(each, *each.rows) == summary_of_steps(points, from, each.last_step)));
            const auto inside = [&](const auto& point) { return point.step >= from && point.step <= each.last_step; };
            std::vector<stored_point> covered;
            std::ranges::copy_if(points, std::back_inserter(covered), inside);
            BOOST_TEST_REQUIRE(!covered.empty());
            BOOST_TEST(each.first_step == covered.front().step);
            const auto [earliest, latest] = std::ranges::minmax(covered, {}, &stored_point::timestamp);
            BOOST_TEST(each.first_timestamp == earliest.timestamp);
            BOOST_TEST(each.last_timestamp == latest.timestamp);
        }
        from = each.last_step + 1;
    }
    if (row.points) {
        const auto tail = summary_of_steps(points, from, std::numeric_limits<std::int64_t>::max()).points;
        BOOST_TEST(*row.tail == tail);
    }
}

schema::metric metric(const std::string& key, double value, std::int64_t timestamp, std::int64_t step)
{
    return {key, value, timestamp, step};
}

/// `count` values at steps one behind the other.
std::vector<schema::metric> curve(const std::string& key, std::int64_t count, std::int64_t first_step = 0)
{
    std::vector<schema::metric> values;
    for (std::int64_t step = first_step; step != first_step + count; ++step)
        values.push_back(metric(key, static_cast<double>(step % 100) / 2, 1000 + step, step));
    return values;
}

/// Values and operations of all kinds.
struct random_operations
{
    std::mt19937 random;

    std::int64_t below(std::int64_t end) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(end)); }

    /// Halves are added without rounding, in whatever order.
    double value()
    {
        constexpr std::array odd{not_a_number, infinity, -infinity, 0.0, -0.0};
        return below(20) == 0 ? odd[random() % odd.size()] : static_cast<double>(below(200) - 100) / 2;
    }

    /// A batch that goes on behind `next` step, or lies anywhere, or is of one step.
    std::vector<schema::metric> batch(std::int64_t next)
    {
        const auto kind = below(4);
        std::vector<schema::metric> values;
        for (auto count = below(900) + 1; count != 0; --count) {
            const auto step = kind < 2 ? next++ : kind == 2 ? below(next + 1) - 50 : next;
            values.push_back(metric(below(3) == 0 ? "a" : "b", value(), below(50), step));
            if (below(10) == 0)
                values.push_back(values.back());
        }
        return values;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_compact_metrics, fixture)

BOOST_AUTO_TEST_CASE(a_new_database_is_compact)
{
    BOOST_TEST((read_metric_layout(other, store::sqlite_driver::dialect()).value() == metric_layout::compact));
    BOOST_TEST(number("SELECT COUNT(*) FROM sqlite_master WHERE type = 'view' AND name = 'metrics'") == 1);
}

BOOST_AUTO_TEST_CASE(what_is_kept_agrees_with_the_points_whoever_writes)
{
    for (const unsigned seed : {1U, 2U, 3U}) {
        random_operations some{std::mt19937(seed)};
        log({metric("a", 1, 0, 0), metric("b", 1, 0, 0)});
        for (int round = 0; round != 30; ++round) {
            const std::string key = some.below(2) == 0 ? "a" : "b";
            const auto& points = kept[key];
            const auto next = points.empty() ? 0 : points.rbegin()->step + 1;
            switch (some.below(8)) {
            case 0:
                for (auto count = some.below(50); count != 0; --count) {
                    const stored_point point{some.below(next + 10), some.below(50), some.below(9) / 2.0, false};
                    const bool is_there = kept[key].contains(point);
                    BOOST_TEST(insert(key, point).has_value() == is_there);
                }
                break;
            case 1:
                erase(key, some.below(next + 1), some.below(next + 1));
                break;
            default:
                log(some.batch(next));
            }
            check("a");
            check("b");
        }
        for (const std::string each : {"a", "b"}) {
            BOOST_TEST_REQUIRE(repair_series(other, sql, row_of(each).id.value).has_value());
            BOOST_TEST(row_of(each).points.has_value());
            check(each);
            erase(each, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
        }
        BOOST_TEST(number("SELECT COUNT(*) FROM metric_points") == 0);
    }
}

BOOST_AUTO_TEST_CASE(blocks_are_cut_as_the_points_come)
{
    for (std::int64_t step = 0; step < 10 * block; step += 100)
        log(curve("m", 100, step));
    check("m");
    const auto row = row_of("m");
    BOOST_TEST(*row.points == 10'300);
    BOOST_TEST(*row.tail < 2 * block);
    BOOST_TEST(number("SELECT COUNT(*) FROM mltrack_blocks") == (10'300 - *row.tail) / block);
    BOOST_TEST(number("SELECT MIN(\"rows\") FROM mltrack_blocks") == block);
    BOOST_TEST(number("SELECT MAX(\"rows\") FROM mltrack_blocks") == block);
}

BOOST_AUTO_TEST_CASE(a_step_belongs_to_one_block)
{
    std::vector<schema::metric> values;
    for (int time = 0; time != 5000; ++time)
        values.push_back(metric("m", time, time, 7));
    log(values);
    BOOST_TEST(number("SELECT COUNT(*) FROM mltrack_blocks") == 0);
    log(curve("m", 2 * block, 8));
    check("m");
    BOOST_TEST(number("SELECT \"rows\" FROM mltrack_blocks ORDER BY last_step LIMIT 1") == 5000);
    BOOST_TEST(number("SELECT last_step FROM mltrack_blocks ORDER BY last_step LIMIT 1") == 7);
}

BOOST_AUTO_TEST_CASE(points_that_come_late_make_blocks_stale_until_the_next_is_cut)
{
    const auto stale = [this] { return number("SELECT COUNT(*) FROM mltrack_blocks WHERE \"rows\" IS NULL"); };
    log(curve("m", 5 * block));
    BOOST_TEST(stale() == 0);
    log({metric("m", -1000, 1, 3)});
    BOOST_TEST(stale() == 1);
    check("m");
    BOOST_TEST(summary("m").values.minimum == -1000);
    log(curve("m", 2 * block, 5 * block));
    BOOST_TEST(stale() == 0);
    check("m");

    // From the last to the first: all come late, and blocks do not grow without end.
    for (std::int64_t step = -100; step > -6 * block; step -= 100)
        log(curve("m", 100, step));
    check("m");
    BOOST_TEST(number("SELECT MAX(\"rows\") FROM mltrack_blocks") < 5 * block);
    BOOST_TEST(number("SELECT COUNT(*) FROM mltrack_blocks") >= 8);
}

BOOST_AUTO_TEST_CASE(what_mlflow_writes_at_the_borders_of_blocks_makes_the_right_one_stale)
{
    const auto stale_at = [this] { return number("SELECT last_step FROM mltrack_blocks WHERE \"rows\" IS NULL"); };
    log(curve("m", 5 * block));
    for (const auto border : {block - 1, 2 * block - 1}) {
        for (const auto& [step, last_step] : {std::pair(border, border), std::pair(border + 1, border + block)}) {
            BOOST_TEST(!insert("m", {step, 1, -1, false}));
            BOOST_TEST(stale_at() == last_step);
            check("m");
            log(curve("m", 1, kept["m"].rbegin()->step + 1)); // Who finds it stale makes it anew.
            BOOST_TEST(number("SELECT COUNT(*) FROM mltrack_blocks WHERE \"rows\" IS NULL") == 0);
            check("m");
        }
    }

    // A block goes on to cover its last steps when their points are gone.
    erase("m", 3 * block - 10, 3 * block - 1);
    BOOST_TEST(stale_at() == 3 * block - 1);
    log(curve("m", 1, kept["m"].rbegin()->step + 1));
    BOOST_TEST(number("SELECT COUNT(*) FROM mltrack_blocks WHERE last_step = " + std::to_string(3 * block - 1)) == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM mltrack_blocks WHERE \"rows\" IS NULL") == 0);
    check("m");
}

BOOST_AUTO_TEST_CASE(the_first_value_goes_by_step_time_and_value)
{
    log({metric("m", 5, 5, 5)});
    log({metric("m", 1, 9, 5), metric("m", 7, 9, 4), metric("m", 6, 9, 4), metric("m", not_a_number, 9, 6)});
    BOOST_TEST((summary("m").first == stored_point{4, 9, 6, false}));
    BOOST_TEST(!insert("m", {-3, 2, 0, true}));
    BOOST_TEST((summary("m").first == stored_point{-3, 2, 0, true}));
    log({metric("m", 1, 1, -3)});
    BOOST_TEST((summary("m").first == stored_point{-3, 1, 1, false}));
    BOOST_TEST(row_of("m").first_timestamp.value() == 1);
    check("m");
}

BOOST_AUTO_TEST_CASE(nan_and_infinities_are_counted_apart)
{
    log({metric("m", not_a_number, 1, 1), metric("odd", not_a_number, 1, 1)});
    log({metric("m", infinity, 1, 2), metric("m", -infinity, 1, 3), metric("m", 2.5, 1, 4),
         metric("m", not_a_number, 1, 5)});
    const auto row = row_of("m");
    BOOST_TEST(*row.points == 5);
    BOOST_TEST(*row.nans == 2);
    BOOST_TEST(*row.positive_infinities == 1);
    BOOST_TEST(*row.negative_infinities == 1);
    BOOST_TEST(*row.sum == 2.5);
    BOOST_TEST(*row.maximum == std::numeric_limits<double>::max());
    BOOST_TEST(!row_of("odd").maximum.has_value());
    BOOST_TEST(*row_of("odd").sum == 0);
}

BOOST_AUTO_TEST_CASE(a_repeat_is_refused_as_by_mlflows_table)
{
    BOOST_TEST(!insert("m", {1, 2, 3, false}));
    const auto repeated = insert("m", {1, 2, 3, false});
    BOOST_TEST_REQUIRE(repeated.has_value());
    BOOST_TEST((repeated->code == errc::bad_request));
    BOOST_TEST(
        !execute("INSERT INTO metrics (key, value, timestamp, run_uuid) VALUES ('m', 1, 2, '" + run.value + "')"));
    BOOST_TEST(number("SELECT step + is_nan FROM metrics WHERE value = 1") == 0);
}

BOOST_AUTO_TEST_CASE(what_is_remembered_is_forgotten_when_others_write)
{
    log({metric("m", 1, 1, 1)});
    BOOST_TEST(!insert("m", {2, 2, 2, false}));
    BOOST_TEST(!execute("UPDATE latest_metrics SET value = 2, timestamp = 2, step = 2"));
    log({metric("m", 3, 1, 1)});
    BOOST_TEST(*store->find_run(run).value()->data.metrics.at(0).value == 2.0);
    check("m");

    // A run that is gone takes its series along, whose number the next one gets.
    BOOST_TEST(!execute("DELETE FROM latest_metrics"));
    BOOST_TEST(!execute("DELETE FROM runs"));
    BOOST_TEST(number("SELECT (SELECT COUNT(*) FROM metric_series) + (SELECT COUNT(*) FROM metric_points)") == 0);
    add_run(*store);
    kept.clear();
    log({metric("other", 4, 1, 1)});
    check("other");
    BOOST_TEST(store->metric_history(run, "m", {0, 10}).value().empty());
}

BOOST_AUTO_TEST_CASE(rows_that_others_number_anew_are_found_again)
{
    log({metric("a", 1, 1, 1), metric("b", 1, 1, 1), metric("m", 1, 1, 1)});
    log({metric("m", 2, 2, 2)});
    BOOST_TEST(!execute("DELETE FROM latest_metrics WHERE \"key\" = 'a'"));
    BOOST_TEST(!execute("VACUUM"));
    log({metric("m", 3, 3, 3)});
    BOOST_TEST(number("SELECT value FROM latest_metrics WHERE \"key\" = 'm'") == 3);
    BOOST_TEST(number("SELECT value FROM latest_metrics WHERE \"key\" = 'b'") == 1);
    BOOST_TEST(!execute("DELETE FROM latest_metrics WHERE \"key\" = 'm'"));
    log({metric("m", 4, 4, 4)});
    BOOST_TEST(number("SELECT value FROM latest_metrics WHERE \"key\" = 'm'") == 4);
}

BOOST_AUTO_TEST_CASE(new_series_take_no_number_that_is_there)
{
    log({metric("a", 1, 1, 1)});
    BOOST_TEST(!insert("b", {1, 1, 1, false}));
    log({metric("c", 1, 1, 1)});
    BOOST_TEST(!execute("DELETE FROM metric_series WHERE \"key\" = 'c'")); // Its points are there still.
    log({metric("d", 1, 1, 1), metric("e", 1, 1, 1)});
    BOOST_TEST(number("SELECT COUNT(*) FROM metrics WHERE \"key\" IN ('a', 'b', 'd', 'e')") == 4);
    BOOST_TEST(number("SELECT COUNT(*) FROM metric_points WHERE series NOT IN (SELECT id FROM metric_series)") == 1);
}

BOOST_AUTO_TEST_CASE(points_are_counted_once_when_the_latest_value_is_behind_them)
{
    log(curve("m", 5 * block));
    BOOST_TEST(!execute("UPDATE latest_metrics SET step = -1"));
    log(curve("m", 5 * block + 100));
    check("m");
    BOOST_TEST(store->find_run(run).value()->data.metrics.at(0).step == 5 * block + 99);
}

BOOST_AUTO_TEST_CASE(what_was_not_committed_is_not_remembered)
{
    log({metric("m", 1, 1, 1)});
    BOOST_TEST(!execute("CREATE TRIGGER refuse BEFORE UPDATE ON latest_metrics BEGIN SELECT RAISE(ABORT, 'no'); END"));
    const std::vector<schema::metric> refused{metric("m", 2, 2, 2), metric("new", 2, 2, 2)};
    BOOST_TEST(store->append(run, {refused, {}, {}, {}}).has_error());
    BOOST_TEST(!execute("DROP TRIGGER refuse"));
    check("m");
    log({metric("m", 3, 1, 1)});
    check("m");
    BOOST_TEST(*store->find_run(run).value()->data.metrics.at(0).value == 3.0);
    BOOST_TEST(store->find_run(run).value()->data.metrics.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_change_of_the_layout_is_noticed)
{
    log(curve("m", 10));
    test::use_mlflow_layout(file);
    log(curve("m", 20));
    BOOST_TEST(store->metric_history(run, "m", {0, 100}).value().size() == 20u);
    BOOST_TEST(number("SELECT COUNT(*) FROM metrics") == 20);
    BOOST_TEST(store->find_run(run).value()->data.metrics.at(0).step == 19);
}

BOOST_AUTO_TEST_CASE(more_series_than_are_remembered_are_kept)
{
    std::vector<schema::metric> values;
    for (int part = 0; part != 4; ++part) {
        values.clear();
        for (int number = 0; number != 4000; ++number)
            values.push_back(metric("p" + std::to_string(part) + "m" + std::to_string(number), 1, 1, 1));
        log(values);
    }
    for (auto& each : values)
        each.step = 2;
    log(values);
    for (const auto* key : {"p0m0", "p3m0", "p3m3999"})
        check(key);
    BOOST_TEST(number("SELECT SUM(points) FROM metric_series") == 20'000);
    BOOST_TEST(store->find_run(run).value()->data.metrics.size() == 16'000u);
}

BOOST_AUTO_TEST_SUITE_END()
