#pragma once

#include <mltrack/logging/fork.hpp>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <mutex>
#include <pthread.h>
#include <unistd.h>
#include <vector>

namespace mltrack::logging {
namespace detail {

/// The descriptors that children close.
struct unshared
{
    std::mutex mutex;
    std::vector<int> descriptors;

    unshared()
    {
        ::pthread_atfork([] { all().mutex.lock(); }, [] { all().mutex.unlock(); },
                         [] {
                             fork_count.fetch_add(1, std::memory_order_relaxed);
                             for (const int each : all().descriptors)
                                 ::close(each);
                             all().descriptors.clear();
                             all().mutex.unlock();
                         });
    }

    /// Not destroyed: loggers may end after all else that is static.
    static unshared& all()
    {
        static auto& only = *new unshared;
        return only;
    }
};

} // namespace detail

MLTRACK_DECL void watch_forks()
{
    detail::unshared::all();
}

MLTRACK_DECL unshared_descriptor::unshared_descriptor(int descriptor)
    : descriptor_(descriptor), made_at_(fork_count.load(std::memory_order_relaxed))
{
}

MLTRACK_DECL unshared_descriptor unshared_descriptor::open(const char* path, int flags, int mode)
{
    auto& all = detail::unshared::all();
    const std::lock_guard lock(all.mutex); // A fork waits for it.
    all.descriptors.reserve(all.descriptors.size() + 1);
    unshared_descriptor opened(::open(path, flags, mode));
    if (opened.descriptor_ >= 0)
        all.descriptors.push_back(opened.descriptor_);
    return opened;
}

MLTRACK_DECL unshared_descriptor unshared_descriptor::open_pipe(int& write_end)
{
    auto& all = detail::unshared::all();
    const std::lock_guard lock(all.mutex); // A fork waits for it.
    all.descriptors.reserve(all.descriptors.size() + 1);
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0)
        all.descriptors.push_back(ends[0]);
    write_end = ends[1];
    return unshared_descriptor(ends[0]);
}

MLTRACK_DECL unshared_descriptor::~unshared_descriptor()
{
    if (descriptor_ < 0)
        return;
    auto& all = detail::unshared::all();
    const std::lock_guard lock(all.mutex);
    if (made_at_ != fork_count.load(std::memory_order_relaxed))
        return; // It was closed when this process began.
    std::erase(all.descriptors, descriptor_);
    ::close(descriptor_);
}

} // namespace mltrack::logging
