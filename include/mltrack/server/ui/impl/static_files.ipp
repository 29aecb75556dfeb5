#pragma once

#include <mltrack/artifact/local.hpp>
#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/artifact/repository.hpp>
#include <mltrack/schema/field/split.hpp>
#include <mltrack/server/content_type.hpp>
#include <mltrack/server/ui/static_files.hpp>

#include <algorithm>
#include <iterator>

namespace mltrack::serving {

inline constexpr std::string_view index_file = "index.html";

/// The extensions of web pages' files that browsers want other types for than an artifact's preview does.
inline constexpr struct
{
    std::string_view extension;
    std::string_view type;
} web_types[] = {
    {"html", "text/html; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"cjs", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"txt", "text/plain; charset=utf-8"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"ttf", "font/ttf"},
    {"eot", "application/vnd.ms-fontobject"},
};

MLTRACK_DECL std::string web_content_type(std::string_view path)
{
    const auto extension = path.substr(path.rfind('.') + 1);
    for (const auto& entry : web_types)
        if (entry.extension == extension)
            return std::string(entry.type);
    return std::string(content_type_of(path.substr(path.rfind('/') + 1)));
}

MLTRACK_DECL bool has_hashed_name(std::string_view path)
{
    constexpr std::size_t shortest_hash = 8;
    const auto is_hexadecimal = [](char each) { return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'f'); };
    bool found = false;
    schema::for_each_part(path.substr(path.rfind('/') + 1), ".", [&](std::string_view part) {
        found = found || (part.size() >= shortest_hash && std::all_of(part.begin(), part.end(), is_hexadecimal));
    });
    return found;
}

inline error not_in_ui(std::string_view path)
{
    return {errc::endpoint_not_found, "The web UI has no file '" + std::string(path) + "'."};
}

/// Whether the folder of a repository has the first file of a UI.
inline bool has_index(artifact::local& files)
{
    return files.open(artifact::relative_path::literal(index_file).value()).has_value();
}

MLTRACK_DECL static_files::static_files(const std::string& folder)
{
    try {
        files_ = std::make_shared<artifact::local>(folder);
    } catch (const exception&) {
        // No folder, or not readable: it is told below what it should be.
    }
    if (files_ == nullptr || !has_index(*files_))
        throw exception(
            error{errc::invalid_parameter_value,
                  "The folder '" + folder +
                      "' holds no web UI, since it has no file index.html that can be read: name the folder "
                      "mlflow/server/js/build of an installed MLflow"});
}

MLTRACK_DECL result<transport::reply> static_files::answer(std::string_view path,
                                                           const download_conditions& conditions) const
{
    const auto place = artifact::relative_path::literal(path);
    if (place.has_error())
        return not_in_ui(path);
    auto file = files_->open(*place);
    if (file.has_error() && file.error().code == errc::internal_error)
        return file.error();
    if (file.has_error())
        return not_in_ui(path);
    return file_reply(std::move(*file),
                      {.content_type = web_content_type(path),
                       .cache_control = has_hashed_name(path) ? "public, max-age=31536000, immutable" : "no-cache"},
                      conditions);
}

} // namespace mltrack::serving
