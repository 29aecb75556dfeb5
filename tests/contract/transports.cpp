#include "transport_contract.hpp"

BOOST_AUTO_TEST_SUITE(transport_tcp)
MLTRACK_TRANSPORT_CONTRACT(mltrack::transport::tcp)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(transport_in_process)
MLTRACK_TRANSPORT_CONTRACT(mltrack::transport::in_process)
BOOST_AUTO_TEST_SUITE_END()
