#pragma once

#include <mutex>
#include <pthread.h>
#include <vector>

namespace mltrack::fluent {

/// The mutexes that forks wait for.
class forkable_mutexes
{
public:
    static forkable_mutexes& instance()
    {
        static auto& all = *new forkable_mutexes;
        return all;
    }

    void add(std::timed_mutex& mutex)
    {
        const std::lock_guard lock(adding_);
        all_.push_back(&mutex);
    }

private:
    forkable_mutexes()
    {
        ::pthread_atfork([] { instance().lock(); }, [] { instance().unlock(); }, [] { instance().unlock(); });
    }

    /// Waits for none while it holds others: a thread that has one may itself wait for another.
    void lock()
    {
        while (auto* const busy = try_lock()) {
            busy->lock();
            busy->unlock();
        }
    }

    /// Locks all of them, and gives null; or none, and gives one that another thread holds.
    std::timed_mutex* try_lock()
    {
        adding_.lock();
        for (auto each = all_.begin(); each != all_.end(); ++each) {
            if ((*each)->try_lock())
                continue;
            auto* const busy = *each;
            while (each != all_.begin())
                (*--each)->unlock();
            adding_.unlock();
            return busy;
        }
        return nullptr;
    }

    void unlock()
    {
        for (auto* const each : all_)
            each->unlock();
        adding_.unlock();
    }

    std::mutex adding_;
    std::vector<std::timed_mutex*> all_;
};

/// A mutex that forks wait for: in a child nobody would give back what another thread of its parent held. It lives as
/// long as the program, and who holds it calls nothing of the program's own, which might fork.
class forkable_mutex : public std::timed_mutex
{
public:
    forkable_mutex() { forkable_mutexes::instance().add(*this); }
};

} // namespace mltrack::fluent
