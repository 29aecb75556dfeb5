#pragma once

#include <mltrack/artifact/repository.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// What every artifact repository must do. A suite of a repository calls `MLTRACK_REPOSITORY_CONTRACT(fixture)` in it;
/// the fixture is default-constructible and gives an empty repository by `make()`.

namespace mltrack::test {

inline artifact::relative_path at(std::string_view path)
{
    return artifact::relative_path::parse(path).value();
}

template <class Repository>
result<void> put(Repository& repository, std::string_view path, std::string_view content)
{
    MLTRACK_TRY(const auto writer, repository.create(at(path)));
    MLTRACK_CHECK(writer->write(content));
    return writer->commit();
}

template <class Repository>
result<std::string> get(Repository& repository, std::string_view path)
{
    MLTRACK_TRY(const auto reader, repository.open(at(path)));
    std::string content;
    std::string piece(7, '\0');
    for (;;) {
        MLTRACK_TRY(const auto count, reader->read(piece));
        if (count == 0)
            return content;
        content.append(piece, 0, count);
    }
}

template <class Repository>
std::string listing(Repository& repository, std::string_view path)
{
    std::string text;
    for (const auto& file : repository.list(at(path)).value())
        text += file.path + (file.is_dir ? "/ " : ":" + std::to_string(file.file_size.value()) + " ");
    return text;
}

template <class T>
void check_error(const result<T>& outcome, errc code, std::string_view names)
{
    BOOST_REQUIRE(outcome.has_error());
    BOOST_CHECK(outcome.error().code == code);
    BOOST_TEST(outcome.error().message.find(names) != std::string::npos, outcome.error().message);
}

template <class Repository>
struct repository_contract
{
    static void an_empty_repository_lists_nothing(Repository repository)
    {
        BOOST_TEST(listing(repository, "").empty());
        BOOST_TEST(listing(repository, "no/such/folder").empty());
        check_error(repository.open(at("no/such")), errc::resource_does_not_exist, "no/such");
    }

    static void what_is_written_is_read(Repository repository)
    {
        const std::string bytes("\0\xFF\r\nbytes of any kind\0", 22);
        BOOST_REQUIRE(put(repository, "a/b/file.bin", bytes));
        BOOST_TEST(get(repository, "a/b/file.bin").value() == bytes);
        BOOST_REQUIRE(put(repository, "empty", ""));
        BOOST_TEST(get(repository, "empty").value().empty());
    }

    static void names_may_be_of_any_script(Repository repository)
    {
        for (const std::string name :
             {"\xC3\xA4/\xE6\x95\xB0\xE6\x8D\xAE.csv", "with blank", "a\\b", "100%", "-x", "~"}) {
            BOOST_REQUIRE(put(repository, name, name));
            BOOST_TEST(get(repository, name).value() == name);
        }
    }

    static void list_is_one_level_sorted_by_path(Repository repository)
    {
        for (const char* path : {"b", "a/z", "a/b/c", "a.txt", "C"})
            BOOST_REQUIRE(put(repository, path, "12"));
        BOOST_TEST(listing(repository, "") == "C:2 a/ a.txt:2 b:2 ");
        BOOST_TEST(listing(repository, "a") == "a/b/ a/z:2 ");
        BOOST_TEST(listing(repository, "b").empty());
        BOOST_TEST(listing(repository, "b/below").empty());
    }

    static void a_file_is_there_once_committed(Repository repository)
    {
        auto writer = repository.create(at("folder/file")).value();
        BOOST_REQUIRE(writer->write(std::string_view("new")));
        BOOST_TEST(listing(repository, "").empty());
        BOOST_TEST(repository.open(at("folder/file")).has_error());
        BOOST_REQUIRE(writer->commit());
        BOOST_TEST(listing(repository, "folder") == "folder/file:3 ");
    }

    static void an_abandoned_writer_leaves_nothing(Repository repository)
    {
        BOOST_REQUIRE(put(repository, "old", "old"));
        for (const char* path : {"old", "new", "folder/new"})
            BOOST_REQUIRE(repository.create(at(path)).value()->write(std::string_view("half")));
        BOOST_TEST(listing(repository, "") == "old:3 ");
        BOOST_TEST(get(repository, "old").value() == "old");
    }

    static void a_file_is_replaced(Repository repository)
    {
        BOOST_REQUIRE(put(repository, "x", "a longer content"));
        auto reader = repository.open(at("x")).value();
        BOOST_REQUIRE(put(repository, "x", "short"));
        BOOST_TEST(get(repository, "x").value() == "short");
        BOOST_TEST(reader->size() == 16u);
    }

    static void of_two_writers_the_last_to_commit_wins(Repository repository)
    {
        auto first = repository.create(at("d/x")).value();
        auto second = repository.create(at("d/x")).value();
        BOOST_REQUIRE(first->write(std::string_view("first")));
        BOOST_REQUIRE(second->write(std::string_view("second")));
        BOOST_REQUIRE(second->commit());
        BOOST_REQUIRE(first->commit());
        BOOST_TEST(get(repository, "d/x").value() == "first");
    }

    static void files_and_folders_do_not_mix(Repository repository)
    {
        BOOST_REQUIRE(put(repository, "folder/file", "x"));
        check_error(repository.create(at("folder")), errc::invalid_parameter_value, "folder");
        check_error(repository.create(at("")), errc::invalid_parameter_value, "");
        check_error(repository.open(at("folder")), errc::invalid_parameter_value, "folder");
        check_error(repository.open(at("")), errc::invalid_parameter_value, "");
        check_error(repository.open(at("folder/file/below")), errc::resource_does_not_exist, "folder/file/below");
        BOOST_TEST(repository.remove(at("folder/file/below")).has_value());
        check_error(repository.create(at("folder/file/below")), errc::invalid_parameter_value, "folder/file/below");
    }

    static void a_reader_seeks_and_knows_its_size(Repository repository)
    {
        const auto before = schema::unix_ms::now();
        BOOST_REQUIRE(put(repository, "x", "0123456789"));
        auto reader = repository.open(at("x")).value();
        BOOST_TEST(reader->size() == 10u);
        // File systems date by a clock that may lag by a tick.
        BOOST_TEST(reader->modified().value >= before.value - 100);
        std::string piece(3, '\0');
        BOOST_REQUIRE(reader->seek(7));
        BOOST_TEST(reader->read(piece).value() == 3u);
        BOOST_TEST(piece == "789");
        BOOST_TEST(reader->read(piece).value() == 0u);
        BOOST_REQUIRE(reader->seek(0));
        BOOST_TEST(reader->read(piece).value() == 3u);
        BOOST_TEST(piece == "012");
    }

    static void remove_takes_files_and_whole_folders(Repository repository)
    {
        for (const char* path : {"a/b/c", "a/d", "e", "f"})
            BOOST_REQUIRE(put(repository, path, "x"));
        BOOST_REQUIRE(repository.remove(at("e")));
        BOOST_REQUIRE(repository.remove(at("a")));
        BOOST_REQUIRE(repository.remove(at("never/was")));
        BOOST_REQUIRE(repository.remove(at("e")));
        BOOST_TEST(listing(repository, "") == "f:1 ");
        check_error(repository.remove(at("")), errc::invalid_parameter_value, "root");
        BOOST_TEST(listing(repository, "") == "f:1 ");
    }
};

} // namespace mltrack::test

#define MLTRACK_REPOSITORY_CASE(fixture, name)                                                                         \
    BOOST_AUTO_TEST_CASE(name)                                                                                         \
    {                                                                                                                  \
        fixture each;                                                                                                  \
        ::mltrack::test::repository_contract<decltype(each.make())>::name(each.make());                                \
    }

/// Every case of the contract, over the repository that the fixture makes.
#define MLTRACK_REPOSITORY_CONTRACT(fixture)                                                                           \
    MLTRACK_REPOSITORY_CASE(fixture, an_empty_repository_lists_nothing)                                                \
    MLTRACK_REPOSITORY_CASE(fixture, what_is_written_is_read)                                                          \
    MLTRACK_REPOSITORY_CASE(fixture, names_may_be_of_any_script)                                                       \
    MLTRACK_REPOSITORY_CASE(fixture, list_is_one_level_sorted_by_path)                                                 \
    MLTRACK_REPOSITORY_CASE(fixture, a_file_is_there_once_committed)                                                   \
    MLTRACK_REPOSITORY_CASE(fixture, an_abandoned_writer_leaves_nothing)                                               \
    MLTRACK_REPOSITORY_CASE(fixture, a_file_is_replaced)                                                               \
    MLTRACK_REPOSITORY_CASE(fixture, of_two_writers_the_last_to_commit_wins)                                           \
    MLTRACK_REPOSITORY_CASE(fixture, files_and_folders_do_not_mix)                                                     \
    MLTRACK_REPOSITORY_CASE(fixture, a_reader_seeks_and_knows_its_size)                                                \
    MLTRACK_REPOSITORY_CASE(fixture, remove_takes_files_and_whole_folders)
