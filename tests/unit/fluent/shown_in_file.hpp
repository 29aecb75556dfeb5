#pragma once

#include <tests/files.hpp>

#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <utility>

namespace mltrack::test {

/// Has stdout or stderr show into a file, which a test can read.
class shown_in_file
{
public:
    explicit shown_in_file(std::filesystem::path file, int descriptor = STDOUT_FILENO)
        : file_(std::move(file)), descriptor_(descriptor)
    {
        std::fflush(stdout);
        before_ = ::dup(descriptor_);
        const int into = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(into, descriptor_);
        ::close(into);
    }
    shown_in_file(const shown_in_file&) = delete;
    shown_in_file& operator=(const shown_in_file&) = delete;
    ~shown_in_file()
    {
        std::fflush(stdout);
        ::dup2(before_, descriptor_);
        ::close(before_);
    }

    std::string text() const { return test::get(file_); }

private:
    std::filesystem::path file_;
    int descriptor_;
    int before_;
};

} // namespace mltrack::test
