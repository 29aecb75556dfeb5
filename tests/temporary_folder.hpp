#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace mltrack::test {

/// An empty folder of its own that goes away with the object.
class temporary_folder
{
public:
    temporary_folder()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "mltrack-test-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

} // namespace mltrack::test
