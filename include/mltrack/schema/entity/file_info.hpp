#pragma once

#include <mltrack/reflect/reflect.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace mltrack::schema {

/// A file or folder of an artifact repository.
struct file_info
{
    std::string path{};                      ///< Relative to the root that the answer names.
    bool is_dir = false;                     ///< Whether it is a folder.
    std::optional<std::int64_t> file_size{}; ///< Bytes; absent for folders.

    friend bool operator==(const file_info&, const file_info&) = default;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::file_info, path, is_dir, file_size);
