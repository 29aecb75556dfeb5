#include "recording.hpp"
#include "repository.hpp"
#include <mltrack/schema/system_tags.hpp>
#include <tests/files.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using test::put;
using test::repository;

BOOST_FIXTURE_TEST_SUITE(fluent_git, repository)

BOOST_AUTO_TEST_CASE(a_repository_without_a_commit_says_nothing)
{
    add_remote("origin", "https://example.org/x");
    BOOST_TEST(fluent::git_tags_at(path()).empty());
}

BOOST_AUTO_TEST_CASE(no_repository_says_nothing)
{
    BOOST_TEST(fluent::git_tags_at("/").empty());
    BOOST_TEST(fluent::git_tags_at(path() / "none").empty());
    BOOST_TEST(fluent::git_tags_at({}).empty());
}

BOOST_AUTO_TEST_CASE(commit_branch_and_repository_are_known)
{
    const auto digits = commit();
    put(path() / "build/debug/file", "");
    const auto found = fluent::git_tags_at(path() / "build/debug");
    BOOST_TEST(found.size() == 2u);
    BOOST_TEST(found.at(schema::git_commit_tag) == digits);
    BOOST_TEST(found.at(schema::git_branch_tag) == "main");

    add_remote("origin", "https://ada:secret@example.org/team/x.git");
    BOOST_TEST(fluent::git_tags_at(path()).at(schema::git_repository_tag) == "https://example.org/team/x.git");
    add_remote("second", "https://example.org/second.git");
    BOOST_TEST(fluent::git_tags_at(path()).at(schema::git_repository_tag) == "https://example.org/team/x.git");
    detach();
    BOOST_TEST(!fluent::git_tags_at(path()).contains(schema::git_branch_tag));
}

BOOST_AUTO_TEST_CASE(only_credentials_are_left_out_of_a_url)
{
    for (const auto& [url, shown] : {std::pair("git@example.org:team/x.git", "git@example.org:team/x.git"),
                                     {"ssh://git@example.org/x@y", "ssh://example.org/x@y"},
                                     {"https://example.org/x@y", "https://example.org/x@y"},
                                     {"https://a:b@c:d@example.org", "https://example.org"},
                                     {"/srv/x", "/srv/x"}}) {
        repository fresh;
        fresh.commit();
        fresh.add_remote("origin", url);
        BOOST_TEST(fluent::git_tags_at(fresh.path()).at(schema::git_repository_tag) == shown);
    }
}

BOOST_AUTO_TEST_CASE(a_run_has_the_tags)
{
    test::recording recorder;
    const auto started = start_run();
    const auto wanted = fluent::git_tags();
    const auto found = recorder.tags(started.id());
    for (const auto& [key, value] : wanted)
        BOOST_TEST(found.at(key) == value);
    BOOST_TEST(found.contains(schema::git_commit_tag) == wanted.contains(schema::git_commit_tag));
}

BOOST_AUTO_TEST_SUITE_END()
