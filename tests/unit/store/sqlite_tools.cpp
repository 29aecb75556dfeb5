#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/backup.hpp>
#include <mltrack/store/sqlite/check/check.hpp>
#include <mltrack/store/sqlite/check/impl/layout_checks.hpp>
#include <mltrack/store/sqlite/check/impl/series_checks.hpp>
#include <mltrack/store/sqlite/layout/conversion.hpp>
#include <mltrack/store/sqlite/layout/impl/row_digest.hpp>
#include <mltrack/store/sqlite/layout/shrink.hpp>
#include <mltrack/store/tracking_store.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

using namespace mltrack;
using store::relational::metric_layout;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view all_values = "SELECT run_uuid, \"key\", step, timestamp, value, is_nan FROM metrics";

/// A database of the compact layout with one run that has some metrics.
struct fixture
{
    test::temporary_folder folder;
    store::sqlite_options options{.file = folder / "store.db"};
    schema::id::run run{"0123456789abcdef0123456789abcdef"};

    fixture()
    {
        const auto store = store::sqlite::open(options).value();
        schema::experiment experiment;
        experiment.name = "first";
        schema::run made;
        made.info.experiment_id = store->create_experiment(experiment, "root").value();
        made.info.run_id = made.info.run_uuid = run;
        BOOST_TEST_REQUIRE(store->create_run(made).has_value());
        std::vector<schema::metric> metrics;
        const auto add = [&](std::string key, double value, std::int64_t step) {
            auto& metric = metrics.emplace_back();
            metric.key = key;
            metric.value = value;
            metric.timestamp = schema::metric_time(1);
            metric.step = step;
        };
        for (const auto* key : {"a", "b", "c"})
            for (std::int64_t step = -2; step != 5; ++step)
                for (const double value : {0.5, 1.5, std::numeric_limits<double>::quiet_NaN()})
                    add(key, value * static_cast<double>(step), step);
        add("d", 1.0, std::numeric_limits<std::int64_t>::min());
        add("d", 2.0, std::numeric_limits<std::int64_t>::max());
        BOOST_TEST_REQUIRE(store->append(run, {metrics, {}, {}, {}}).has_value());
    }

    store::detail::row_digest digest() const
    {
        auto connection = store::sqlite_connection::open(options, store::transaction_kind::read).value();
        return store::detail::digest_of(connection, all_values, [] { return result<void>(); }).value();
    }

    void execute(std::string_view sql) const
    {
        auto connection = store::sqlite_connection::open(options, store::transaction_kind::write).value();
        BOOST_TEST_REQUIRE(store::relational::execute(connection, sql).has_value());
    }

    std::size_t files() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(store_sqlite_tools)

BOOST_FIXTURE_TEST_CASE(a_conversion_that_is_interrupted_at_every_step_ends, fixture)
{
    const auto before = digest();
    BOOST_TEST(before.rows == 62);
    for (const auto target : {metric_layout::mlflow, metric_layout::compact}) {
        int attempts = 0;
        bool was_begun = false;
        for (;; ++attempts) {
            int calls = 0;
            const auto converted = store::convert_layout(
                options, target, {.chunk_rows = 1, .on_progress = [&](auto, auto done, auto total) {
                                      BOOST_TEST(done <= total);
                                      return ++calls < 2; // One step more than the last time.
                                  }});
            BOOST_TEST((digest() == before));
            if (converted.has_value()) {
                was_begun = converted->was_begun;
                BOOST_TEST(converted->rows_before == before.rows);
                BOOST_TEST(converted->rows_after == before.rows);
                break;
            }
            BOOST_TEST((converted.error().code == errc::cancelled));
            BOOST_TEST_REQUIRE(attempts < 100);
        }
        BOOST_TEST(attempts > 10);
        BOOST_TEST((was_begun || target == metric_layout::compact));
        const auto status = store::read_layout_status(options).value();
        BOOST_TEST((status.layout == target));
        BOOST_TEST(!status.target.has_value());
        BOOST_TEST(store::check_database(options).value().empty());
    }
}

BOOST_FIXTURE_TEST_CASE(a_copy_that_was_changed_is_thrown_away, fixture)
{
    const auto before = digest();
    const auto interrupted = store::convert_layout(
        options, metric_layout::mlflow, {.chunk_rows = 1'000, .on_progress = [](auto, auto, auto) { return false; }});
    BOOST_TEST((interrupted.error().code == errc::cancelled));
    execute("UPDATE mltrack_converted_metrics SET timestamp = 2 WHERE \"key\" = 'a'");
    const auto refused = store::convert_layout(options, metric_layout::mlflow);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST(refused.error().message.find("is not the same, so it was thrown away") != std::string::npos);
    BOOST_TEST(!store::read_layout_status(options).value().target.has_value());
    BOOST_TEST((digest() == before));
    BOOST_TEST(store::convert_layout(options, metric_layout::mlflow).value().rows_after == before.rows);
}

BOOST_FIXTURE_TEST_CASE(what_another_version_has_begun_is_begun_anew, fixture)
{
    const auto interrupted = store::convert_layout(
        options, metric_layout::mlflow, {.chunk_rows = 1, .on_progress = [](auto, auto, auto) { return false; }});
    BOOST_TEST(interrupted.has_error());
    execute("UPDATE mltrack_conversion SET made_by = 'another'");
    BOOST_TEST(!store::convert_layout(options, metric_layout::mlflow).value().was_begun);
}

BOOST_FIXTURE_TEST_CASE(a_database_is_written_anew_without_unused_pages, fixture)
{
    execute("CREATE TABLE filling AS SELECT zeroblob(1000000)");
    execute("DROP TABLE filling");
    const auto before = store::read_file_usage(options).value();
    BOOST_TEST(before.unused >= 1'000'000u);
    BOOST_TEST(store::shrink(options).has_value());
    const auto after = store::read_file_usage(options).value();
    BOOST_TEST(after.unused == 0u);
    BOOST_TEST(after.bytes + 1'000'000 <= before.bytes);
}

BOOST_FIXTURE_TEST_CASE(a_backup_tells_how_far_it_is_and_can_be_given_up, fixture)
{
    const auto target = folder / "copy.db";
    std::uint64_t last = 0;
    const auto bytes =
        store::back_up(options.file, target, {.step_pages = 1, .on_progress = [&](auto done, auto total) {
                                                  BOOST_TEST(done > last);
                                                  BOOST_TEST(done <= total);
                                                  last = done;
                                                  return true;
                                              }});
    BOOST_TEST(bytes.value() == fs::file_size(target));
    BOOST_TEST(last > bytes.value() / 2);
    const auto there = store::back_up(options.file, target);
    BOOST_TEST((there.error().code == errc::resource_already_exists));

    const auto before = files();
    const auto given_up = store::back_up(options.file, folder / "other.db",
                                         {.step_pages = 1, .on_progress = [](auto, auto) { return false; }});
    BOOST_TEST((given_up.error().code == errc::cancelled));
    BOOST_TEST(files() == before);
}

BOOST_FIXTURE_TEST_CASE(writers_neither_get_into_a_backup_nor_make_it_begin_anew, fixture)
{
    const auto before = digest();
    const auto target = folder / "copy.db";
    std::uint64_t last = 0;
    const auto copied = store::back_up(options.file, target, {.step_pages = 10, .on_progress = [&](auto done, auto) {
                                                                  BOOST_TEST(done > last);
                                                                  last = done;
                                                                  execute("DELETE FROM metrics WHERE step = 1");
                                                                  return true;
                                                              }});
    BOOST_TEST(copied.has_value());
    BOOST_TEST((digest() != before));
    options.file = target;
    BOOST_TEST((digest() == before));
}

BOOST_FIXTURE_TEST_CASE(many_problems_of_a_kind_are_cut_short_and_all_mended, fixture)
{
    for (int number = 0; number != 150; ++number)
        execute("INSERT INTO latest_metrics VALUES ('none " + std::to_string(number) +
                "', 1, 1, 1, 0, '0123456789abcdef0123456789abcdef')");
    const auto found = store::check_database(options).value();
    BOOST_TEST_REQUIRE(found.size() == 101u);
    BOOST_TEST(found.back().what == "50 more problems of this kind");
    for (const auto& each : store::check_database(options, {.repair = true, .on_progress = {}}).value())
        BOOST_TEST(each.is_mended);
    BOOST_TEST(store::check_database(options).value().empty());
}

BOOST_AUTO_TEST_CASE(a_sum_may_differ_by_what_the_order_makes)
{
    store::detail::counted_points counted;
    for (const double value : {1e16, 1.0, -1e16, 1.0})
        counted.add({.value = value});
    auto kept = counted.block.values;
    BOOST_TEST(counted.matches(kept));
    kept.sum += 2.0; // Another order of the same values.
    BOOST_TEST(counted.matches(kept));
    kept.sum += 1e9;
    BOOST_TEST(!counted.matches(kept));
    kept = counted.block.values;
    ++kept.nans;
    BOOST_TEST(!counted.matches(kept));
}

BOOST_AUTO_TEST_CASE(a_statement_tells_which_part_it_makes)
{
    const auto part = store::detail::part_of("CREATE TABLE \"metric_series\" (\n\t\"id\" INTEGER)");
    BOOST_TEST(part.kind == "TABLE");
    BOOST_TEST(part.name == "metric_series");
    BOOST_TEST(store::detail::part_of("CREATE VIEW metrics AS SELECT 1").name == "metrics");
}

BOOST_AUTO_TEST_SUITE_END()
