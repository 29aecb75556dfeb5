#pragma once

#include <mltrack/artifact/repository.hpp>

#include <memory>
#include <string>

namespace mltrack::tracking {

/// What a download endpoint streams.
struct download
{
    std::string name; ///< The file's, without the folders that it stands in.
    std::unique_ptr<artifact::reader> content;
};

} // namespace mltrack::tracking
