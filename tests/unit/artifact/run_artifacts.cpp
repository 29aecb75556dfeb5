#include <mltrack/artifact/run_artifacts.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

using namespace mltrack;

namespace {

/// A place whose folders list what a test says.
class listing final : public artifact::transfer
{
public:
    explicit listing(std::map<std::string, std::vector<schema::file_info>> folders) : folders_(std::move(folders)) {}

    result<void> upload(std::shared_ptr<artifact::reader>, const artifact::relative_path&) override { return refused; }
    result<void> download(const artifact::relative_path&, const opening&) override { return refused; }

    result<std::vector<schema::file_info>> list(const artifact::relative_path& folder) override
    {
        return folders_[folder.text()];
    }

private:
    const error refused{errc::not_implemented, "it only lists"};
    std::map<std::string, std::vector<schema::file_info>> folders_;
};

schema::file_info folder(std::string path)
{
    return {.path = std::move(path), .is_dir = true};
}

} // namespace

BOOST_AUTO_TEST_SUITE(artifact_run_artifacts)

BOOST_AUTO_TEST_CASE(files_below_folders_are_found)
{
    artifact::run_artifacts artifacts(std::make_shared<listing>(std::map<std::string, std::vector<schema::file_info>>{
        {"", {folder("a")}}, {"a", {{.path = "a/b", .is_dir = false}}}}));
    const auto found = artifacts.list_files_below("").value();
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].path == "a/b");
}

BOOST_AUTO_TEST_CASE(entries_that_are_not_below_their_folder_are_refused)
{
    for (const auto* const wrong : {"", ".", "a", "a/", "a/.", "b", "ab"}) {
        artifact::run_artifacts artifacts(std::make_shared<listing>(
            std::map<std::string, std::vector<schema::file_info>>{{"", {folder("a")}}, {"a", {folder(wrong)}}}));
        for (const auto& outcome :
             {artifacts.list_files_below("a"), artifacts.list_files_below(""), artifacts.list("a")}) {
            BOOST_TEST_REQUIRE(outcome.has_error(), wrong);
            BOOST_TEST(outcome.error().message == "The place of the artifacts lists '" + std::string(wrong) +
                                                      "' in the folder 'a', where it cannot be");
        }
    }
    artifact::run_artifacts upwards(std::make_shared<listing>(
        std::map<std::string, std::vector<schema::file_info>>{{"", {folder("a")}}, {"a", {folder("a/../a")}}}));
    BOOST_TEST(upwards.list_files_below("").has_error());
    artifact::run_artifacts root(
        std::make_shared<listing>(std::map<std::string, std::vector<schema::file_info>>{{"", {folder(".")}}}));
    BOOST_TEST(root.list_files_below("").has_error());
}

BOOST_AUTO_TEST_SUITE_END()
