#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/server/download.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace mltrack::artifact {
class local;
}

namespace mltrack::serving {

/// The files of a built web UI, such as MLflow's. Nothing outside of their folder is served, whatever the path and the
/// symbolic links say. Thread safety: any thread may ask.
class static_files
{
public:
    /// Errors: throws `mltrack::exception` (`invalid_parameter_value`) when the folder cannot be read or holds no
    /// `index.html`.
    MLTRACK_DECL explicit static_files(const std::string& folder);

    /// A file as an answer, shown in place. Browsers keep what has a hash in its name, and ask again for all else. May
    /// block. Errors: `endpoint_not_found` for what is no file of the folder.
    MLTRACK_DECL result<transport::reply> answer(std::string_view path, const download_conditions& conditions) const;

private:
    std::shared_ptr<artifact::local> files_;
};

/// The media type of a web page's file, by its extension, with the character set where it is text.
MLTRACK_DECL std::string web_content_type(std::string_view path);

/// Whether a file has a hash of its content in its name, so that it never changes. One is `main.c2f5f8d4.js`.
MLTRACK_DECL bool has_hashed_name(std::string_view path);

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/ui/impl/static_files.ipp>
#endif
