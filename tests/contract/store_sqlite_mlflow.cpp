#include "store_contract.hpp"
#include <mltrack/store/sqlite.hpp>
#include <tests/mlflow_layout.hpp>
#include <tests/temporary_folder.hpp>

namespace {

/// A database as MLflow makes it: its metrics are in MLflow's table.
struct sqlite_fixture
{
    mltrack::test::temporary_folder folder;

    std::shared_ptr<mltrack::store::sqlite> make()
    {
        mltrack::store::sqlite::open({folder / "store.db"}).value();
        mltrack::test::use_mlflow_layout(folder / "store.db");
        return mltrack::store::sqlite::open({folder / "store.db"}).value();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(store_contract_sqlite_mlflow)
MLTRACK_STORE_CONTRACT(sqlite_fixture)
MLTRACK_FILTER_STORE_CONTRACT(sqlite_fixture)
MLTRACK_INPUT_STORE_CONTRACT(sqlite_fixture)
MLTRACK_MODEL_STORE_CONTRACT(sqlite_fixture)
MLTRACK_PURGE_STORE_CONTRACT(sqlite_fixture)
MLTRACK_TRANSACTION_STORE_CONTRACT(sqlite_fixture)
BOOST_AUTO_TEST_SUITE_END()
