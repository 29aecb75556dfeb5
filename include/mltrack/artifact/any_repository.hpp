#pragma once

#include <mltrack/artifact/repository.hpp>

#include <utility>

namespace mltrack::artifact {

/// Any artifact repository behind one type; copies share it.
class any_repository
{
public:
    /// Takes over an artifact repository. An error is none, so that a `result<any_repository>` is built from either.
    template <class Repository>
        requires(!std::same_as<Repository, any_repository> && !std::same_as<Repository, error>)
    any_repository(Repository repository) : model_(std::make_shared<model<Repository>>(std::move(repository)))
    {
        static_assert(check_artifact_repository<Repository>());
    }

    result<std::vector<schema::file_info>> list(const relative_path& folder) { return model_->list(folder); }
    result<std::unique_ptr<reader>> open(const relative_path& file) { return model_->open(file); }
    result<std::unique_ptr<writer>> create(const relative_path& file) { return model_->create(file); }
    result<void> remove(const relative_path& path) { return model_->remove(path); }

private:
    struct interface
    {
        virtual ~interface() = default;
        virtual result<std::vector<schema::file_info>> list(const relative_path&) = 0;
        virtual result<std::unique_ptr<reader>> open(const relative_path&) = 0;
        virtual result<std::unique_ptr<writer>> create(const relative_path&) = 0;
        virtual result<void> remove(const relative_path&) = 0;
    };

    template <class Repository>
    struct model final : interface
    {
        explicit model(Repository repository) : repository(std::move(repository)) {}

        result<std::vector<schema::file_info>> list(const relative_path& path) override
        {
            return repository.list(path);
        }
        result<std::unique_ptr<reader>> open(const relative_path& path) override { return repository.open(path); }
        result<std::unique_ptr<writer>> create(const relative_path& path) override { return repository.create(path); }
        result<void> remove(const relative_path& path) override { return repository.remove(path); }

        Repository repository;
    };

    std::shared_ptr<interface> model_;
};

static_assert(artifact_repository<any_repository>);

} // namespace mltrack::artifact
