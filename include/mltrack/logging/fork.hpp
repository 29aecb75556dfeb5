#pragma once

#include <mltrack/config.hpp>

#include <atomic>
#include <utility>

/// @file
/// A child that `fork` makes has none of its parent's threads, but the same open files. Loggers are of no use there.

namespace mltrack::logging {

/// How often the process and its forebears were the child of a `fork` since they first watched for it. What was made
/// at another count belongs to the parent.
inline std::atomic<unsigned> fork_count = 0;

/// Makes `fork_count` count. Thread safety: any thread.
MLTRACK_DECL void watch_forks();

/// A file descriptor that children close, so that a lock on it ends with this process. Closes it at its end.
class unshared_descriptor
{
public:
    /// Opens a file as `open` of the system does, which says in `errno` why it could not; `get` is negative then. No
    /// child that is forked meanwhile has the file.
    static unshared_descriptor open(const char* path, int flags, int mode);

    /// The end of a new pipe to read from, of which the same holds; children have the one to write to, until they
    /// become another program.
    static unshared_descriptor open_pipe(int& write_end);

    unshared_descriptor(unshared_descriptor&& other) noexcept : descriptor_(other.descriptor_), made_at_(other.made_at_)
    {
        other.descriptor_ = -1;
    }
    unshared_descriptor& operator=(unshared_descriptor&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        std::swap(made_at_, other.made_at_);
        return *this;
    }
    ~unshared_descriptor();

    int get() const noexcept { return descriptor_; }

private:
    explicit unshared_descriptor(int descriptor);

    int descriptor_;
    unsigned made_at_;
};

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/impl/fork.ipp>
#endif
