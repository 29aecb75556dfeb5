#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <filesystem>
#include <utility>

namespace mltrack::store {

/// Keeps a second mltrack server off a database file for as long as it lives. The lock is one of the operating system
/// on a file beside the database, `<file>.mltrack-lock`, which holds the server's process id and stays there: the lock
/// ends with the process, however that ends. Other programs (MLflow, the command line) are not kept out.
class server_lock
{
public:
    server_lock(server_lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    server_lock& operator=(server_lock&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    MLTRACK_DECL ~server_lock();

private:
    friend result<server_lock> lock_for_server(const std::filesystem::path& file);

    explicit server_lock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

/// Takes the lock of a database file, which need not exist yet.
/// Errors: `resource_conflict` when another server has it, whose process id the message names; `internal_error` when
/// the file beside the database cannot be written.
MLTRACK_DECL result<server_lock> lock_for_server(const std::filesystem::path& file);

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/impl/server_lock.ipp>
#endif
