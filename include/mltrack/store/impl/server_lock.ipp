#pragma once

#include <mltrack/store/server_lock.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace mltrack::store {

MLTRACK_DECL server_lock::~server_lock()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

MLTRACK_DECL result<server_lock> lock_for_server(const std::filesystem::path& file)
{
    const auto path = file.string() + ".mltrack-lock";
    const auto failed = [&](std::string_view action) {
        return error{errc::internal_error, "cannot " + std::string(action) + " the lock file '" + path +
                                               "': " + std::generic_category().message(errno)};
    };
    server_lock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (lock.descriptor_ < 0)
        return failed("open");
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return failed("lock");
        std::array<char, 20> holder{};
        const auto size = ::read(lock.descriptor_, holder.data(), holder.size());
        const std::string id(holder.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
        return error{errc::resource_conflict, "the mltrack server with process id " + id + " serves '" + file.string() +
                                                  "' already: use that one, or stop it first"};
    }
    const auto id = std::to_string(::getpid());
    if (::ftruncate(lock.descriptor_, 0) != 0 ||
        ::write(lock.descriptor_, id.data(), id.size()) != static_cast<::ssize_t>(id.size()))
        return failed("write");
    return lock;
}

} // namespace mltrack::store
