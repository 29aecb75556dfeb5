#pragma once

#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <git2.h>
#include <string>

namespace mltrack::test {

/// A repository in a folder, with one commit.
class repository : public temporary_folder
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

    /// Has Git know a file as it is now, for the next commit.
    void add(const char* file)
    {
        git_index* index = nullptr;
        check(git_repository_index(&index, repository_));
        check(git_index_add_bypath(index, file));
        check(git_index_write(index));
        git_index_free(index);
    }

    /// Commits what was added, as the first commit, and gives its digits.
    std::string commit()
    {
        git_signature* author = nullptr;
        check(git_signature_new(&author, "Ada", "ada@example.org", 0, 0));
        git_index* index = nullptr;
        check(git_repository_index(&index, repository_));
        git_oid tree_id, id;
        check(git_index_write_tree(&tree_id, index));
        git_index_free(index);
        git_tree* tree = nullptr;
        check(git_tree_lookup(&tree, repository_, &tree_id));
        check(git_commit_create(&id, repository_, "HEAD", author, author, nullptr, "first", tree, 0, nullptr));
        git_tree_free(tree);
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

} // namespace mltrack::test
