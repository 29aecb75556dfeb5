#pragma once

#include <csignal>
#include <sys/resource.h>

namespace mltrack::test {

/// Files of this process cannot grow beyond some bytes as long as the object lives: as on a full disk.
class file_size_limit
{
public:
    explicit file_size_limit(::rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const ::rlimit limited{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~file_size_limit()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    file_size_limit(const file_size_limit&) = delete;
    file_size_limit& operator=(const file_size_limit&) = delete;

private:
    void (*handler_)(int) = std::signal(SIGXFSZ, SIG_IGN);
    ::rlimit before_{};
};

} // namespace mltrack::test
