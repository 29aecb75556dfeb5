#include "repository_contract.hpp"
#include <mltrack/artifact/any_repository.hpp>
#include <mltrack/artifact/local.hpp>

#include <filesystem>
#include <stdlib.h>

namespace {

namespace fs = std::filesystem;

struct local_fixture
{
    local_fixture()
    {
        std::string pattern = (fs::temp_directory_path() / "mltrack-contract-XXXXXX").string();
        root = ::mkdtemp(pattern.data());
    }
    ~local_fixture() { fs::remove_all(root); }

    auto make() { return mltrack::artifact::local(root); }

    fs::path root;
};

struct erased_fixture : local_fixture
{
    mltrack::artifact::any_repository make() { return mltrack::artifact::local(root); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(repository_contract_local)
MLTRACK_REPOSITORY_CONTRACT(local_fixture)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(repository_contract_any)
MLTRACK_REPOSITORY_CONTRACT(erased_fixture)
BOOST_AUTO_TEST_SUITE_END()
