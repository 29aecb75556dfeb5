#pragma once

#include <mltrack/artifact/registry.hpp>
#include <mltrack/client/engine.hpp>

#include <filesystem>

namespace mltrack::calling {

/// Moves files between this machine and the artifacts of one run: through the server's proxy when their root is
/// `mlflow-artifacts:/…`, else right where they are, as far as the registry knows the scheme. All functions block.
class artifact_access
{
public:
    artifact_access(calling::engine& engine, const artifact::registry& repositories, std::string root)
        : engine_(engine), repositories_(repositories), root_(std::move(root))
    {
    }

    result<void> upload(const std::filesystem::path& file, std::string_view artifact_path);
    result<void> upload_folder(const std::filesystem::path& folder, std::string_view artifact_path);
    result<void> download(std::string_view path, const std::filesystem::path& file);

    result<std::vector<schema::file_info>> list(std::string_view path);

private:
    bool is_proxied() const;
    result<std::string> proxied_path(std::string_view path) const;
    result<void> put(const std::filesystem::path& file, const std::string& path);
    result<void> send(std::shared_ptr<artifact::reader> content, const std::string& path);

    calling::engine& engine_;
    const artifact::registry& repositories_;
    std::string root_;
};

} // namespace mltrack::calling

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/client/impl/artifact_access.ipp>
#endif
