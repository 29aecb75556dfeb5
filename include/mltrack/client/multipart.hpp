#pragma once

#include <mltrack/transport/exchange/tls_options.hpp>

#include <cstdint>
#include <optional>

namespace mltrack {

/// When and how artifacts go right to the storage of a server that signs URLs for their parts, not through its proxy.
struct multipart_options
{
    /// Whether they do; unset: as the server says. MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD.
    std::optional<bool> uploads = std::nullopt;

    /// From this size on. MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE.
    std::uint64_t minimum_bytes = 500ull << 20;

    /// The size of a part but the last, at least 1. Storages set bounds, as S3 with 5 MiB.
    /// MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE.
    std::uint64_t part_bytes = 10ull << 20;

    /// How an `https:` storage is made sure of: what goes for the tracking server, and is shown to it, is not for
    /// others. REQUESTS_CA_BUNDLE, or else CURL_CA_BUNDLE.
    transport::tls_options tls = {.authorities_variable = "REQUESTS_CA_BUNDLE"};
};

} // namespace mltrack
