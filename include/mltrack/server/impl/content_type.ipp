#pragma once

#include <mltrack/server/content_type.hpp>
#include <mltrack/transport/message.hpp>

#include <algorithm>
#include <iterator>

namespace mltrack::serving {

/// Of files that are shown as text, and names of such files without an extension.
inline constexpr std::string_view text_extensions[] = {
    "txt", "log", "err",  "cfg", "conf", "cnf", "cf",  "ini", "properties", "prop", "hocon", "toml",    "yaml",
    "yml", "xml", "json", "js",  "py",   "py3", "csv", "tsv", "md",         "rst",  "ipynb", "MLmodel", "mlproject"};

/// The extensions that the files of trainings have most, in the form of `mime.types`.
inline constexpr struct
{
    std::string_view extension;
    std::string_view type;
} media_types[] = {
    {"txt", "text/plain"},
    {"csv", "text/csv"},
    {"tsv", "text/tab-separated-values"},
    {"json", "application/json"},
    {"xml", "application/xml"},
    {"h5", "application/x-hdf5"},
    {"html", "text/html"},
    {"htm", "text/html"},
    {"css", "text/css"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"bmp", "image/bmp"},
    {"webp", "image/webp"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"ico", "image/vnd.microsoft.icon"},
    {"pdf", "application/pdf"},
    {"zip", "application/zip"},
    {"tar", "application/x-tar"},
    {"wasm", "application/wasm"},
    {"geojson", "application/geo+json"},
    {"mp3", "audio/mpeg"},
    {"wav", "audio/x-wav"},
    {"mp4", "video/mp4"},
    {"webm", "video/webm"},
};

/// Endings of compressed files. Their type is that of the file inside, as Python's `mimetypes` has it.
inline constexpr std::string_view compressed_extensions[] = {"gz", "bz2", "xz", "Z", "br"};

/// What stands behind a name's last dot, which is not one at its front; empty when there is none.
inline std::string_view extension_of(std::string_view file_name)
{
    const auto dot = file_name.rfind('.');
    const bool has_stem = file_name.substr(0, dot).find_first_not_of('.') != std::string_view::npos;
    return dot == std::string_view::npos || !has_stem ? std::string_view() : file_name.substr(dot + 1);
}

MLTRACK_DECL std::string_view content_type_of(std::string_view file_name)
{
    const auto contains = [](const auto& list, std::string_view text) {
        return std::find(std::begin(list), std::end(list), text) != std::end(list);
    };
    auto extension = extension_of(file_name);
    if (contains(text_extensions, extension.empty() ? file_name : extension))
        return "text/plain";
    if (contains(compressed_extensions, extension))
        extension = extension_of(file_name.substr(0, file_name.size() - extension.size() - 1));
    else if (extension == "tgz")
        return "application/x-tar";
    for (const auto& entry : media_types)
        if (transport::same_header(entry.extension, extension))
            return entry.type;
    return "application/octet-stream";
}

} // namespace mltrack::serving
