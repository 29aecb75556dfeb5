#include "store_contract.hpp"
#include "temporary_folder.hpp"
#include <mltrack/store/sqlite.hpp>

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
BOOST_AUTO_TEST_SUITE_END()
