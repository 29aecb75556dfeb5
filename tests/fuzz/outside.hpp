#pragma once

#include <mltrack/artifact/local.hpp>
#include <tests/files.hpp>
#include <tests/fuzz/fuzz_target.hpp>
#include <tests/temporary_folder.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace mltrack::fuzz {

/// What stands in the files that nothing may read.
inline const std::string secret = "TOP SECRET";

/// A repository with files around it that nothing may read, change, remove or add to, and with links that lead to them.
class guarded_repository
{
public:
    guarded_repository()
    {
        test::put(folder_ / "secret", secret);
        test::put(folder_ / "root-not/secret", secret);
        restore();
        before_ = outside();
    }

    /// Has the repository hold what it did at first, and nothing else.
    void restore()
    {
        const auto root = folder_ / "root";
        std::filesystem::create_directory(root);
        for (const auto& entry : std::filesystem::directory_iterator(root))
            std::filesystem::remove_all(entry);
        test::put(root / "a/file.txt", "open");
        std::filesystem::create_symlink(folder_.path(), root / "out");
        std::filesystem::create_symlink("../secret", root / "secret");
        std::filesystem::create_symlink("a", root / "in");
    }

    artifact::local repository() const { return artifact::local(folder_ / "root"); }

    /// Checks that all that stands around the repository is as it was.
    void check_outside() const
    {
        require(outside() == before_, "nothing outside of the root is added or removed");
        for (const auto* name : {"secret", "root-not/secret"})
            require(test::get(folder_ / name) == secret, "nothing outside of the root is changed");
    }

private:
    std::vector<std::string> outside() const
    {
        std::vector<std::string> names;
        for (const auto* folder : {".", "root-not"})
            for (const auto& entry : std::filesystem::directory_iterator(folder_ / folder))
                names.push_back(entry.path());
        std::sort(names.begin(), names.end());
        return names;
    }

    test::temporary_folder folder_;
    std::vector<std::string> before_;
};

} // namespace mltrack::fuzz
