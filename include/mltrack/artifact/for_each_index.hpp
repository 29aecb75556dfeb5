#pragma once

#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace mltrack::artifact {

/// Calls `result<void> work(index)` for each index, from several threads, in order. After an error no more begin; the
/// error is that of the lowest index which failed.
template <class Work>
result<void> for_each_index(std::size_t count, std::size_t threads, const Work& work)
{
    std::mutex mutex;
    std::size_t next = 0;
    std::size_t failed = std::numeric_limits<std::size_t>::max();
    result<void> outcome;
    const auto take = [&] {
        for (;;) {
            std::unique_lock lock(mutex);
            if (next == count)
                return;
            const auto index = next++;
            lock.unlock();
            auto done = guarded([&]() -> result<void> { return work(index); });
            if (done)
                continue;
            lock.lock();
            next = count;
            if (index < failed) {
                failed = index;
                outcome = std::move(done);
            }
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t other = 1; other < std::min(threads, count); ++other)
            others.emplace_back(take);
        take();
    }
    return outcome;
}

} // namespace mltrack::artifact
