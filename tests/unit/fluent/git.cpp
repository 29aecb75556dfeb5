#include "recording.hpp"
#include <mltrack/schema/system_tags.hpp>
#include <tests/files.hpp>

#include <boost/test/unit_test.hpp>

#include <git2.h>

using namespace mltrack;
using test::put;

namespace {

/// A repository in a folder, with one commit.
class repository : public test::temporary_folder
{
public:
    repository()
    {
        git_libgit2_init();
        git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
        options.flags = GIT_REPOSITORY_INIT_MKPATH;
        options.initial_head = "main";
        check(git_repository_init_ext(&repository_, path().c_str(), &options));
    }
    repository(const repository&) = delete;
    repository& operator=(const repository&) = delete;
    ~repository()
    {
        git_repository_free(repository_);
        git_libgit2_shutdown();
    }

    /// Commits nothing, and gives the commit's digits.
    std::string commit()
    {
        git_signature* author = nullptr;
        check(git_signature_new(&author, "Ada", "ada@example.org", 0, 0));
        git_treebuilder* builder = nullptr;
        check(git_treebuilder_new(&builder, repository_, nullptr));
        git_oid tree_id, id;
        check(git_treebuilder_write(&tree_id, builder));
        git_tree* tree = nullptr;
        check(git_tree_lookup(&tree, repository_, &tree_id));
        check(git_commit_create(&id, repository_, "HEAD", author, author, nullptr, "first", tree, 0, nullptr));
        git_tree_free(tree);
        git_treebuilder_free(builder);
        git_signature_free(author);
        char digits[GIT_OID_HEXSZ + 1];
        return git_oid_tostr(digits, sizeof digits, &id);
    }

    void add_remote(const std::string& name, const char* url)
    {
        git_config* settings = nullptr;
        check(git_repository_config(&settings, repository_));
        check(git_config_set_string(settings, ("remote." + name + ".url").c_str(), url));
        git_config_free(settings);
    }

    void detach() { check(git_repository_detach_head(repository_)); }

private:
    static void check(int outcome)
    {
        const auto* last = git_error_last();
        BOOST_TEST_REQUIRE(outcome == 0, (last == nullptr || last->message == nullptr ? "" : last->message));
    }

    git_repository* repository_ = nullptr;
};

} // namespace

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
