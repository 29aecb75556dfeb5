#include "store_contract.hpp"
#include <mltrack/store/memory.hpp>

namespace {

struct memory_fixture
{
    mltrack::store::memory make() { return {}; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(store_contract_memory)
MLTRACK_STORE_CONTRACT(memory_fixture)
MLTRACK_FILTER_STORE_CONTRACT(memory_fixture)
MLTRACK_INPUT_STORE_CONTRACT(memory_fixture)
MLTRACK_MODEL_STORE_CONTRACT(memory_fixture)
MLTRACK_PURGE_STORE_CONTRACT(memory_fixture)
BOOST_AUTO_TEST_SUITE_END()
