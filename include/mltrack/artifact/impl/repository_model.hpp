#pragma once

#include <mltrack/artifact/any_repository.hpp>
#include <mltrack/artifact/repository.hpp>

#include <utility>

namespace mltrack::artifact {

struct any_repository::interface
{
    virtual ~interface() = default;
    virtual result<std::vector<schema::file_info>> list(const relative_path&) = 0;
    virtual result<std::unique_ptr<reader>> open(const relative_path&) = 0;
    virtual result<std::unique_ptr<writer>> create(const relative_path&) = 0;
    virtual result<void> remove(const relative_path&) = 0;
};

template <class Repository>
struct any_repository::model final : interface
{
    static_assert(check_artifact_repository<Repository>());

    explicit model(Repository repository) : repository(std::move(repository)) {}

    result<std::vector<schema::file_info>> list(const relative_path& path) override { return repository.list(path); }
    result<std::unique_ptr<reader>> open(const relative_path& path) override { return repository.open(path); }
    result<std::unique_ptr<writer>> create(const relative_path& path) override { return repository.create(path); }
    result<void> remove(const relative_path& path) override { return repository.remove(path); }

    Repository repository;
};

template <class Repository>
    requires(!std::same_as<Repository, any_repository> && !std::same_as<Repository, error>)
any_repository::any_repository(Repository repository)
    : model_(std::make_shared<model<Repository>>(std::move(repository)))
{
}

inline result<std::vector<schema::file_info>> any_repository::list(const relative_path& folder)
{
    return model_->list(folder);
}

inline result<std::unique_ptr<reader>> any_repository::open(const relative_path& file)
{
    return model_->open(file);
}

inline result<std::unique_ptr<writer>> any_repository::create(const relative_path& file)
{
    return model_->create(file);
}

inline result<void> any_repository::remove(const relative_path& path)
{
    return model_->remove(path);
}

static_assert(artifact_repository<any_repository>);

} // namespace mltrack::artifact
