#pragma once

#include <mltrack/server/content_type.hpp>
#include <mltrack/transport/message.hpp>

#include <algorithm>
#include <iterator>

namespace mltrack::serving {

inline constexpr std::string_view text_extensions[] = {
    "txt",  "log", "err", "cfg",  "conf", "cnf", "cf",  "ini", "properties", "prop", "hocon", "toml",
    "yaml", "yml", "xml", "json", "js",   "py",  "py3", "csv", "tsv",        "md",   "rst",   "ipynb"};

inline constexpr std::string_view text_files[] = {"mlmodel", "mlproject"};

/// The extensions that the files of trainings have most, in the form of `mime.types`.
inline constexpr struct
{
    std::string_view extension;
    std::string_view type;
} media_types[] = {
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
    {"gz", "application/gzip"},
    {"tar", "application/x-tar"},
    {"wasm", "application/wasm"},
    {"geojson", "application/geo+json"},
    {"mp3", "audio/mpeg"},
    {"wav", "audio/x-wav"},
    {"mp4", "video/mp4"},
    {"webm", "video/webm"},
};

MLTRACK_DECL std::string_view content_type_of(std::string_view file_name)
{
    const auto dot = file_name.rfind('.');
    const auto extension = dot == std::string_view::npos ? std::string_view() : file_name.substr(dot + 1);
    const auto is_name = [&](std::string_view each) { return transport::same_header(each, file_name); };
    if (std::find(std::begin(text_extensions), std::end(text_extensions), extension) != std::end(text_extensions) ||
        std::any_of(std::begin(text_files), std::end(text_files), is_name))
        return "text/plain";
    for (const auto& entry : media_types)
        if (transport::same_header(entry.extension, extension))
            return entry.type;
    return "application/octet-stream";
}

} // namespace mltrack::serving
