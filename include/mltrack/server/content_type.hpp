#pragma once

#include <mltrack/config.hpp>

#include <string_view>

namespace mltrack::serving {

/// The media type of an artifact, by its file name. What MLflow shows as text is `text/plain`, JSON and XML included;
/// what is not known is `application/octet-stream`. Source: mlflow/utils/mime_type_utils.py.
MLTRACK_DECL std::string_view content_type_of(std::string_view file_name);

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/content_type.ipp>
#endif
