#include "store_contract.hpp"
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/connection.hpp>
#include <tests/temporary_folder.hpp>

namespace {

struct sqlite_fixture
{
    mltrack::test::temporary_folder folder;

    std::shared_ptr<mltrack::store::sqlite> make()
    {
        return mltrack::store::sqlite::open({folder / "store.db"}).value();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(store_contract_sqlite)
MLTRACK_STORE_CONTRACT(sqlite_fixture)
MLTRACK_FILTER_STORE_CONTRACT(sqlite_fixture)
MLTRACK_INPUT_STORE_CONTRACT(sqlite_fixture)
MLTRACK_MODEL_STORE_CONTRACT(sqlite_fixture)
MLTRACK_PURGE_STORE_CONTRACT(sqlite_fixture)
MLTRACK_TRANSACTION_STORE_CONTRACT(sqlite_fixture)

/// As another program leaves them that has written.
BOOST_AUTO_TEST_CASE(filters_find_what_they_say_where_series_are_stale)
{
    using namespace mltrack;
    sqlite_fixture fixture;
    const auto store = test::store_contract::erased(fixture.make());
    test::store_contract::filters_find_what_they_say(*store, [&] {
        auto connection =
            store::sqlite_connection::open({fixture.folder / "store.db"}, store::transaction_kind::write).value();
        const auto marked = store::relational::execute(
            connection,
            "UPDATE metric_series SET points = NULL, minimum = NULL, sum = 77, first_value = 77 WHERE id % 3 "
            "<> 0");
        BOOST_TEST(marked.value() > 20);
    });
}

BOOST_AUTO_TEST_SUITE_END()
