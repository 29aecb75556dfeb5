#pragma once

#include <mltrack/artifact/registry.hpp>
#include <mltrack/artifact/transfer.hpp>
#include <mltrack/client/engine.hpp>

#include <string>
#include <string_view>

namespace mltrack::calling {

/// Moves artifacts through the server's proxy; large ones in parts right to its storage, where it signs URLs for that
/// (`multipart_options`). A download that breaks off goes on where it was if the server tells that the artifact is
/// still the same, else it begins anew. Thread safety: as the client's.
///
/// A proxy reads paths percent-decoded, however often they are encoded: names that it would take for others are refused
/// with `invalid_parameter_value`.
class artifact_proxy final : public artifact::transfer
{
public:
    /// The artifacts below an `mlflow-artifacts:` URI. Errors: `invalid_parameter_value` for one that names a host, as
    /// that may be another server, and for a bad path.
    static result<artifact_proxy> below(std::string_view uri, calling::engine& engine);

    result<void> check(const artifact::relative_path& path) const override;
    result<void> upload(std::shared_ptr<artifact::reader> content, const artifact::relative_path& path) override;
    result<void> download(const artifact::relative_path& path, const opening& open) override;
    result<std::vector<schema::file_info>> list(const artifact::relative_path& folder) override;

private:
    artifact_proxy(calling::engine& engine, artifact::relative_path root) : engine_(engine), root_(std::move(root)) {}

    /// Where a path below the root is for the server.
    result<std::string> target_of(const artifact::relative_path& path) const;

    /// Whether an artifact of this size goes up in parts.
    bool goes_in_parts(std::uint64_t size) const;

    calling::engine& engine_;
    artifact::relative_path root_;
};

/// The artifacts whose root is this URI: through the server's proxy when it is `mlflow-artifacts:/…`, else right where
/// they are, as far as `repositories` knows the scheme. Errors: `invalid_parameter_value` for a URI that neither knows.
MLTRACK_DECL result<std::shared_ptr<artifact::transfer>> transfer_below(std::string_view uri, calling::engine& engine,
                                                                        const artifact::registry& repositories);

} // namespace mltrack::calling

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/client/impl/artifact_proxy.ipp>
#endif
