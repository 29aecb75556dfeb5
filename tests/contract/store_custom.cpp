#include "store_contract.hpp"
#include <examples/custom_store.hpp>

namespace {

struct custom
{
    my::deque_store make() { return {}; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(store_custom)
MLTRACK_STORE_CONTRACT(custom)
MLTRACK_FILTER_STORE_CONTRACT(custom)
BOOST_AUTO_TEST_SUITE_END()
