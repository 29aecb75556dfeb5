#pragma once

#include <mltrack/schema/error.hpp>

#include <concepts>
#include <memory>
#include <vector>

namespace mltrack::schema {
struct file_info;
}

namespace mltrack::artifact {

class reader;
class relative_path;
class writer;

/// Any artifact repository behind one type; copies share it. repository.hpp says what each operation does, and has the
/// types that they take and the definitions of what is declared here.
class any_repository
{
public:
    /// Takes over an artifact repository. An error is none, so that a `result<any_repository>` is built from either.
    template <class Repository>
        requires(!std::same_as<Repository, any_repository> && !std::same_as<Repository, error>)
    any_repository(Repository repository);

    result<std::vector<schema::file_info>> list(const relative_path& folder);
    result<std::unique_ptr<reader>> open(const relative_path& file);
    result<std::unique_ptr<writer>> create(const relative_path& file);
    result<void> remove(const relative_path& path);

private:
    struct interface;
    template <class Repository>
    struct model;

    std::shared_ptr<interface> model_;
};

} // namespace mltrack::artifact
