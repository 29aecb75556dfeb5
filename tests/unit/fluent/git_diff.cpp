#include "repository.hpp"
#include <mltrack/fluent/git/git_diff.hpp>
#include <tests/files.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <git2.h>
#include <string>

using namespace mltrack;
using fluent::git_diff_at;
using test::put;
using test::repository;

namespace {

constexpr std::size_t enough = 1 << 20;

/// A repository with a file that is committed.
struct fixture : repository
{
    fixture()
    {
        put(path() / "train.cpp", "one\ntwo\nthree\n");
        add("train.cpp");
        digits = commit();
    }

    std::string digits;
};

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != text.npos;
}

/// How many files a text changes, if libgit2 takes it for a patch; -1 otherwise.
int files_of(const std::string& text)
{
    git_diff* parsed = nullptr;
    if (git_diff_from_buffer(&parsed, text.data(), text.size()) != 0)
        return -1;
    const auto count = static_cast<int>(git_diff_num_deltas(parsed));
    git_diff_free(parsed);
    return count;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_git_diff, fixture)

BOOST_AUTO_TEST_CASE(nothing_is_told_where_nothing_has_changed)
{
    BOOST_TEST(git_diff_at(path(), enough).empty());
    BOOST_TEST(git_diff_at("/", enough).empty());
    BOOST_TEST(git_diff_at({}, enough).empty());
}

BOOST_AUTO_TEST_CASE(changes_are_a_patch)
{
    put(path() / "train.cpp", "one\n2\nthree\nfour");
    put(path() / "new.cpp", "added\n");
    add("new.cpp");
    const auto text = git_diff_at(path(), enough);
    BOOST_TEST(text.starts_with("# Changes since " + digits + "\ndiff --git "));
    BOOST_TEST(has(text, "\n-two\n+2\n three\n+four\n\\ No newline at end of file\n"));
    BOOST_TEST(has(text, "+++ b/new.cpp\n@@ -0,0 +1 @@\n+added\n"));
    BOOST_TEST(files_of(text) == 2);
}

BOOST_AUTO_TEST_CASE(files_that_git_does_not_know_are_only_named)
{
    put(path() / "data/secret.txt", "secret\n");
    put(path() / "ignored.o", "");
    put(path() / ".gitignore", "*.o\n");
    put(path() / "diff\n+++ b/x", "");
    const auto text = git_diff_at(path(), enough);
    BOOST_TEST(text == "# Changes since " + digits +
                           "\n# New files that Git does not know, which are not in it: 3\n#   .gitignore\n#   "
                           "data/secret.txt\n#   diff?+++ b/x\n");
    for (int number = 0; number != 30; ++number)
        put(path() / "many" / std::to_string(number), "");
    const auto longer = git_diff_at(path(), enough);
    BOOST_TEST(has(longer, "not in it: 33\n"));
    BOOST_TEST(std::ranges::count(longer, '\n') == 2 + 20 + 1);
}

BOOST_AUTO_TEST_CASE(what_is_long_is_cut_and_says_so)
{
    std::string lines;
    for (int number = 0; number != 200; ++number)
        lines += "line " + std::to_string(number) + '\n';
    put(path() / "train.cpp", lines);
    for (const std::size_t most : {0, 1, 20, 1000, 1790}) {
        const auto text = git_diff_at(path(), most);
        BOOST_TEST(has(text, "\n# There are more: this is cut after "));
        BOOST_TEST(has(text, "as it may have " + std::to_string(most) + '\n'));
        BOOST_TEST(text.size() <= most + 200);
        BOOST_TEST(text.back() == '\n');
    }
    BOOST_TEST(!has(git_diff_at(path(), enough), "is cut"));
}

BOOST_AUTO_TEST_CASE(files_that_are_too_long_are_only_named)
{
    put(path() / "train.cpp", std::string(17 << 20, 'x'));
    const auto text = git_diff_at(path(), enough);
    BOOST_TEST(has(text, "Binary files a/train.cpp and "));
    BOOST_TEST(!has(text, "xxx"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(fluent_git_diff_before_a_commit, repository)

BOOST_AUTO_TEST_CASE(what_is_to_be_committed_is_told)
{
    BOOST_TEST(git_diff_at(path(), enough).empty());
    put(path() / "train.cpp", "one\n");
    add("train.cpp");
    const auto text = git_diff_at(path(), enough);
    BOOST_TEST(text.starts_with("# Changes since before the first commit\ndiff --git "));
    BOOST_TEST(files_of(text) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
