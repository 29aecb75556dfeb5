#include <mltrack/artifact/local.hpp>
#include <mltrack/artifact/registry.hpp>
#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/artifact/repository.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using namespace mltrack;
using artifact::relative_path;
namespace fs = std::filesystem;

namespace {

/// A folder with `root/` (the repository) and `secret.txt`, `secrets/` beside it, which must never be reached.
struct fixture
{
    fixture()
    {
        std::string pattern = (fs::temp_directory_path() / "mltrack-local-XXXXXX").string();
        base = ::mkdtemp(pattern.data());
        root = base / "root";
        fs::create_directory(root);
        fs::create_directories(base / "secrets");
        put(base / "secret.txt", "secret");
        put(base / "secrets/inner.txt", "secret");
    }
    ~fixture() { fs::remove_all(base); }

    static void put(const fs::path& path, const std::string& content) { std::ofstream(path) << content; }
    static std::string get(const fs::path& path)
    {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    static relative_path at(std::string_view path) { return relative_path::parse(path).value(); }

    static result<void> write(artifact::local& repository, std::string_view path, std::string_view content)
    {
        MLTRACK_TRY(const auto writer, repository.create(at(path)));
        MLTRACK_CHECK(writer->write(content));
        return writer->commit();
    }

    /// Every operation must refuse the path and leave what is outside alone.
    void check_refused(artifact::local& repository, std::string_view path)
    {
        const auto refused = [&](const auto& outcome) {
            BOOST_REQUIRE(outcome.has_error());
            BOOST_CHECK(outcome.error().code == errc::invalid_parameter_value);
            BOOST_TEST(outcome.error().message.find("link") != std::string::npos, outcome.error().message);
        };
        refused(repository.list(at(path)));
        refused(repository.open(at(path)));
        refused(repository.create(at(path)));
        refused(repository.remove(at(path)));
        BOOST_TEST(get(base / "secret.txt") == "secret");
        BOOST_TEST(get(base / "secrets/inner.txt") == "secret");
        BOOST_TEST(std::distance(fs::directory_iterator(base / "secrets"), {}) == 1);
    }

    fs::path base, root;
};

std::size_t entries_below(const fs::path& folder)
{
    return static_cast<std::size_t>(std::distance(fs::recursive_directory_iterator(folder), {}));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(artifact_local, fixture)

BOOST_AUTO_TEST_CASE(the_root_is_made_by_the_first_write)
{
    artifact::local repository(root / "deep/er");
    auto copy = repository;
    BOOST_TEST(repository.list({}).value().empty());
    BOOST_TEST(repository.list(at("a")).value().empty());
    BOOST_CHECK(repository.open(at("a")).error().code == errc::resource_does_not_exist);
    BOOST_TEST(repository.remove(at("a")).has_value());
    BOOST_TEST(artifact::registry().open((root / "deep/er").string())->list({}).value().empty());
    BOOST_TEST(entries_below(root) == 0u);
    BOOST_REQUIRE(write(repository, "a", "x"));
    BOOST_TEST(get(root / "deep/er/a") == "x");
    BOOST_TEST(copy.list({}).value().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_root_that_another_makes_is_found)
{
    artifact::local repository(root / "later");
    BOOST_TEST(repository.list({}).value().empty());
    fs::create_directory(root / "later");
    put(root / "later/a", "x");
    BOOST_TEST(repository.list({}).value().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_root_that_cannot_be_made_is_refused_when_it_is_written)
{
    artifact::local repository(root / "later");
    put(root / "later", "a file");
    const auto refused = write(repository, "a", "x");
    BOOST_CHECK(refused.error().code == errc::invalid_parameter_value);
    BOOST_TEST(refused.error().message.find("later") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(root_that_is_a_file_is_refused)
{
    BOOST_CHECK_EXCEPTION(artifact::local(base / "secret.txt"), exception, [](const exception& refused) {
        return refused.code() == errc::invalid_parameter_value && std::string(refused.what()).find("secret.txt");
    });
}

BOOST_AUTO_TEST_CASE(link_to_a_file_outside)
{
    artifact::local repository(root);
    fs::create_symlink(base / "secret.txt", root / "out");
    check_refused(repository, "out");
}

BOOST_AUTO_TEST_CASE(relative_link_to_a_file_outside)
{
    artifact::local repository(root);
    fs::create_directory(root / "a");
    fs::create_symlink("../../secret.txt", root / "a/out");
    check_refused(repository, "a/out");
}

BOOST_AUTO_TEST_CASE(link_to_a_folder_outside)
{
    artifact::local repository(root);
    fs::create_symlink(base / "secrets", root / "out");
    check_refused(repository, "out");
    check_refused(repository, "out/inner.txt");
    check_refused(repository, "out/new.txt");
    check_refused(repository, "out/new/new.txt");
}

BOOST_AUTO_TEST_CASE(link_to_something_missing_outside)
{
    artifact::local repository(root);
    fs::create_symlink(base / "new.txt", root / "out");
    check_refused(repository, "out");
    BOOST_TEST(!fs::exists(base / "new.txt"));
}

BOOST_AUTO_TEST_CASE(chain_of_links_that_ends_outside)
{
    artifact::local repository(root);
    fs::create_symlink("second", root / "first");
    fs::create_symlink("../secret.txt", root / "second");
    check_refused(repository, "first");
}

BOOST_AUTO_TEST_CASE(link_to_a_neighbour_whose_name_starts_like_the_root)
{
    artifact::local repository(root);
    fs::create_directory(base / "root2");
    fs::create_symlink(base / "root2", root / "out");
    check_refused(repository, "out/x");
}

BOOST_AUTO_TEST_CASE(link_loop)
{
    artifact::local repository(root);
    fs::create_symlink("b", root / "a");
    fs::create_symlink("a", root / "b");
    check_refused(repository, "a");
    check_refused(repository, "a/x");
}

BOOST_AUTO_TEST_CASE(link_put_in_the_way_of_a_writer)
{
    artifact::local repository(root);
    auto writer = repository.create(at("folder/file")).value();
    fs::create_symlink(base / "secrets", root / "folder");
    BOOST_CHECK(writer->commit().error().code == errc::invalid_parameter_value);
    writer.reset();
    BOOST_TEST(!fs::exists(base / "secrets/file"));
    BOOST_TEST(entries_below(root) == 1u);
}

BOOST_AUTO_TEST_CASE(links_that_stay_inside_are_followed)
{
    artifact::local repository(root);
    fs::create_directories(root / "real/deep");
    put(root / "real/deep/x", "inside");
    fs::create_symlink("real", root / "relative");
    fs::create_symlink(root / "real", root / "absolute");
    fs::create_symlink("../../relative/deep/x", root / "real/deep/round");
    for (const char* path : {"relative/deep/x", "absolute/deep/x", "absolute/deep/round"}) {
        const auto reader = repository.open(at(path));
        BOOST_REQUIRE(reader.has_value());
        BOOST_TEST((*reader)->size() == 6u);
    }
    BOOST_REQUIRE(write(repository, "absolute/new", "n"));
    BOOST_TEST(get(root / "real/new") == "n");
}

BOOST_AUTO_TEST_CASE(removing_a_link_leaves_what_it_points_to)
{
    artifact::local repository(root);
    fs::create_directory(root / "real");
    put(root / "real/x", "inside");
    fs::create_symlink("real", root / "link");
    BOOST_REQUIRE(repository.remove(at("link")));
    BOOST_TEST(!fs::exists(fs::symlink_status(root / "link")));
    BOOST_TEST(get(root / "real/x") == "inside");
}

BOOST_AUTO_TEST_CASE(removing_a_folder_removes_links_in_it_without_following)
{
    artifact::local repository(root);
    fs::create_directory(root / "folder");
    fs::create_symlink(base / "secrets", root / "folder/out");
    BOOST_REQUIRE(repository.remove(at("folder")));
    BOOST_TEST(!fs::exists(root / "folder"));
    BOOST_TEST(get(base / "secrets/inner.txt") == "secret");
}

BOOST_AUTO_TEST_CASE(list_leaves_out_links_that_leave_and_special_files)
{
    artifact::local repository(root);
    put(root / "a", "1");
    fs::create_symlink(base / "secret.txt", root / "out");
    fs::create_symlink("nowhere", root / "dangling");
    BOOST_REQUIRE(::mkfifo((root / "pipe").c_str(), 0600) == 0);
    const auto files = repository.list({}).value();
    BOOST_REQUIRE(files.size() == 1);
    BOOST_TEST(files[0].path == "a");
}

BOOST_AUTO_TEST_CASE(a_pipe_is_not_opened)
{
    artifact::local repository(root);
    BOOST_REQUIRE(::mkfifo((root / "pipe").c_str(), 0600) == 0);
    BOOST_CHECK(repository.open(at("pipe")).error().code == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(names_on_the_disk_that_need_no_decoding)
{
    artifact::local repository(root);
    for (const char* name : {"a%2fb", "a#b", "a\\..\\b", "\xFF\xFE"})
        put(root / name, "x");
    BOOST_TEST(repository.list({}).value().size() == 4u);
}

BOOST_AUTO_TEST_CASE(uploads_under_way_are_hidden_and_reserved)
{
    artifact::local repository(root);
    auto writer = repository.create(at("file")).value();
    BOOST_REQUIRE(writer->write(std::string_view("half")));
    BOOST_TEST(entries_below(root) == 1u);
    BOOST_TEST(repository.list({}).value().empty());
    const auto temporary = fs::directory_iterator(root)->path().filename().string();
    BOOST_CHECK(repository.open(at(temporary)).error().code == errc::invalid_parameter_value);
    BOOST_CHECK(repository.remove(at(temporary)).error().code == errc::invalid_parameter_value);
    writer.reset();
    BOOST_TEST(entries_below(root) == 0u);
}

BOOST_AUTO_TEST_CASE(deep_paths_and_long_names_are_refused)
{
    artifact::local repository(root);
    std::string deep;
    for (int level = 0; level != 200; ++level)
        deep += "d/";
    BOOST_CHECK(write(repository, deep + "x", "").error().code == errc::invalid_parameter_value);
    BOOST_CHECK(repository.open(at(std::string(300, 'x'))).error().code == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(the_registry_opens_paths_and_file_uris)
{
    const artifact::registry registry;
    for (const auto& uri : {root.string(), "file:" + root.string(), "file://" + root.string(),
                            "file://localhost" + root.string(), "FILE://" + (base / "r%6Fot").string()}) {
        BOOST_TEST_CONTEXT(uri)
        {
            auto opened = registry.open(uri);
            BOOST_REQUIRE(opened.has_value());
            auto writer = opened->create(at("x")).value();
            BOOST_REQUIRE(writer->commit());
            BOOST_TEST(fs::remove(root / "x"));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_registry_names_what_it_knows)
{
    artifact::registry registry;
    registry.add("mem", [&](std::string_view) { return result<artifact::any_repository>(artifact::local(root)); });
    const auto refused = registry.open("s3://bucket/x");
    BOOST_CHECK(refused.error().code == errc::invalid_parameter_value);
    BOOST_TEST(refused.error().message ==
               "No artifact repository for 's3://bucket/x': this program can open plain paths, file:, mem:");
    BOOST_TEST(registry.open("mem:anything").has_value());
}

BOOST_AUTO_TEST_CASE(the_registry_passes_on_what_is_wrong)
{
    const artifact::registry registry;
    BOOST_CHECK(registry.open("file://elsewhere/x").error().code == errc::invalid_parameter_value);
    BOOST_CHECK(registry.open("file:").error().code == errc::invalid_parameter_value);
    BOOST_CHECK(registry.open((base / "secret.txt").string()).error().code == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_SUITE_END()
