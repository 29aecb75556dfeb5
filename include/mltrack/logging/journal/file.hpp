#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/fork.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace mltrack::logging {

/// How a journal is opened.
enum class journal_access {
    read,   ///< As it is, also while a process writes to it.
    lock,   ///< Locked: no other process, and no other logger of this one, has it.
    create, ///< As `lock`, and made when it is not there.
};

/// The file of a journal, open. A lock lasts as long as the object, and ends with the process.
class journal_file
{
public:
    /// Errors: `resource_conflict` when somebody else has it locked, `resource_does_not_exist` when it is not there,
    /// `internal_error` for what the system says.
    static result<journal_file> open(const std::filesystem::path& path, journal_access access);

    /// Its bytes as far as the file has them. Errors: `internal_error`.
    result<std::string> read(std::uint64_t offset, std::size_t length) const;

    /// Its size in bytes. Errors: `internal_error`.
    result<std::uint64_t> size() const;

    /// When it was last changed. Errors: `internal_error`.
    result<schema::unix_ms> time() const;

    /// Writes all of the bytes, or leaves the file as long as `offset`. Errors: `internal_error`.
    result<void> write(std::uint64_t offset, std::string_view bytes) const;

    /// Errors: `internal_error`.
    result<void> truncate(std::uint64_t size) const;

    /// Waits until the disk has what was written. Errors: `internal_error`.
    result<void> flush() const;

    /// Removes the file from its folder. Errors: `internal_error`.
    result<void> remove() const;

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    journal_file(std::filesystem::path path, unshared_descriptor descriptor)
        : path_(std::move(path)), descriptor_(std::move(descriptor))
    {
    }

    error failure(std::string_view action) const;

    std::filesystem::path path_;
    unshared_descriptor descriptor_;
};

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/journal/impl/file.ipp>
#endif
