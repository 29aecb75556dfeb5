#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace mltrack::test {

/// Writes a file, with the folders above it.
inline void put(const std::filesystem::path& path, const std::string& content)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
}

/// The whole content of a file.
inline std::string get(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace mltrack::test
