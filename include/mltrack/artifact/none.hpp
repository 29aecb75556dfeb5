#pragma once

#include <mltrack/artifact/repository.hpp>

namespace mltrack::artifact {

/// In place of a repository where there is none: every operation fails with `temporarily_unavailable`, which the server
/// answers as 503, like MLflow's with --no-serve-artifacts.
class none
{
public:
    result<std::vector<schema::file_info>> list(const relative_path&) { return unavailable(); }
    result<std::unique_ptr<reader>> open(const relative_path&) { return unavailable(); }
    result<std::unique_ptr<writer>> create(const relative_path&) { return unavailable(); }
    result<void> remove(const relative_path&) { return unavailable(); }

private:
    static error unavailable()
    {
        return {errc::temporarily_unavailable, "this server does not serve artifacts; start it with --serve-artifacts"};
    }
};

static_assert(artifact_repository<none>);

} // namespace mltrack::artifact
