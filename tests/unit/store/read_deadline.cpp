#include <mltrack/query/parser.hpp>
#include <mltrack/store/sql/transaction.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/connection.hpp>
#include <mltrack/store/tracking_store.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace mltrack;
using namespace std::chrono_literals;

namespace {

/// A statement that takes this many turns.
std::string turns(std::string_view count)
{
    return "WITH RECURSIVE turn (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM turn WHERE number < " +
           std::string(count) + ") SELECT COUNT(*) FROM turn";
}

/// No machine takes less than the milliseconds of these tests for it, and it ends some day where nobody ends it.
const auto long_reading = turns("1000000000");

/// Takes more than a millisecond too, and is soon done.
const auto short_reading = turns("200000");

/// A store in a file of its own.
struct fixture
{
    test::temporary_folder folder;
    store::sqlite_options options{.file = folder / "store.db", .read_timeout = 1ms};

    store::sqlite_connection connect(store::transaction_kind kind) const
    {
        return store::sqlite_connection::open(options, kind).value();
    }

    static result<std::int64_t> count(store::sqlite_connection& connection, std::string_view sql)
    {
        MLTRACK_TRY(auto statement, connection.prepare(sql));
        MLTRACK_CHECK(statement.next());
        return statement.whole(0);
    }

    /// What a statement counts in a transaction.
    static result<std::int64_t> read(store::sqlite_connection& connection, std::string_view sql,
                                     store::transaction_kind kind = store::transaction_kind::read)
    {
        return store::relational::transact(connection, kind, [&](auto& open) { return count(open, sql); });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_read_deadline, fixture)

BOOST_AUTO_TEST_CASE(what_takes_too_long_is_ended_and_the_connection_goes_on)
{
    auto reader = connect(store::transaction_kind::read);
    for (int round = 0; round != 2; ++round) { // The second time the statement is a kept one.
        const auto ended = read(reader, long_reading);
        BOOST_TEST_REQUIRE(ended.has_error());
        BOOST_TEST((ended.error().code == errc::invalid_parameter_value));
        for (const std::string_view part :
             {"longer than the 1 ms", "store.db", "--search-timeout", "sqlite_options::read_timeout", "filter"})
            BOOST_TEST(ended.error().message.find(part) != std::string::npos, part);
        BOOST_TEST(!reader.is_in_transaction());
        BOOST_TEST(read(reader, "SELECT 7").value() == 7);
    }
}

BOOST_AUTO_TEST_CASE(all_statements_of_a_transaction_share_its_time)
{
    auto reader = connect(store::transaction_kind::read);
    const auto ended = store::relational::transact(reader, store::transaction_kind::read,
                                                   [&](store::sqlite_connection& open) -> result<std::int64_t> {
                                                       BOOST_TEST(count(open, long_reading).has_error());
                                                       return count(open, short_reading);
                                                   });
    BOOST_TEST(ended.has_error());
    BOOST_TEST(count(reader, short_reading).value() == 200'000); // Outside of one there is none.
}

BOOST_AUTO_TEST_CASE(changes_take_as_long_as_they_need)
{
    auto writer = connect(store::transaction_kind::write);
    BOOST_TEST(read(writer, short_reading, store::transaction_kind::write).value() == 200'000);
}

BOOST_AUTO_TEST_CASE(without_a_bound_reads_take_as_long_as_they_need)
{
    options.read_timeout = store::sqlite_options().read_timeout;
    auto reader = connect(store::transaction_kind::read);
    BOOST_TEST(read(reader, short_reading).value() == 200'000);
}

BOOST_AUTO_TEST_CASE(a_bound_may_be_as_long_as_time_itself)
{
    options.read_timeout = std::chrono::milliseconds::max();
    auto reader = connect(store::transaction_kind::read);
    BOOST_TEST(read(reader, short_reading).value() == 200'000);
}

BOOST_AUTO_TEST_CASE(a_store_ends_its_searches_and_goes_on)
{
    options.read_timeout = 1s;
    const auto store = store::sqlite::open(options).value();
    schema::experiment experiment;
    experiment.name = "first";
    schema::run run;
    run.info.experiment_id = store->create_experiment(experiment, "root").value();
    run.info.run_id = run.info.run_uuid = "0123456789abcdef0123456789abcdef";
    BOOST_TEST_REQUIRE(store->create_run(run).has_value());
    {
        auto other = store::sqlite_connection::open({options.file}, store::transaction_kind::write).value();
        BOOST_TEST_REQUIRE(store::relational::execute(other, "DROP TABLE tags").has_value());
        const auto view =
            "CREATE VIEW tags AS SELECT 'k' AS key, 'v' AS value, CAST(turns.number AS TEXT) AS run_uuid FROM (" +
            long_reading.substr(0, long_reading.rfind("SELECT")) + "SELECT number FROM turn) turns";
        BOOST_TEST_REQUIRE(store::relational::execute(other, view).has_value());
    }
    const std::vector<schema::id::experiment> experiments{run.info.experiment_id};
    const auto filter = query::parse_run_filter("tags.k = 'v'").value();
    const auto ended = store->search_runs({.experiments = experiments, .filter = filter, .page = {0, 100}});
    BOOST_TEST_REQUIRE(ended.has_error());
    BOOST_TEST((ended.error().code == errc::invalid_parameter_value));
    BOOST_TEST(ended.error().message.find("sqlite_options::read_timeout") != std::string::npos);
    BOOST_TEST(store->find_experiment(run.info.experiment_id).value()->name == "first");
}

BOOST_AUTO_TEST_SUITE_END()
