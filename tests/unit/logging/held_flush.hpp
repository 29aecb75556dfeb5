#pragma once

#include <atomic>

namespace mltrack::test {

inline std::atomic<bool> flushes_are_held = false;
inline std::atomic<int> held_flushes = 0; ///< Calls that wait.

/// What `fdatasync` of this process does first; the function stands in fdatasync.cpp.
inline void wait_while_held()
{
    if (!flushes_are_held)
        return;
    ++held_flushes;
    held_flushes.notify_all();
    flushes_are_held.wait(true);
    --held_flushes;
    held_flushes.notify_all();
}

/// No call of `fdatasync` ends as long as the object lives and does not let go: as with a disk that is busy.
class held_flush
{
public:
    held_flush() { flushes_are_held = true; }
    ~held_flush() { let_go(); }
    held_flush(const held_flush&) = delete;
    held_flush& operator=(const held_flush&) = delete;

    /// Waits until there is a call.
    void wait_for_call() const
    {
        while (held_flushes == 0)
            held_flushes.wait(0);
    }

    /// Ends all calls, of now and later.
    void let_go()
    {
        flushes_are_held = false;
        flushes_are_held.notify_all();
        for (int left = held_flushes; left != 0; left = held_flushes)
            held_flushes.wait(left);
    }
};

} // namespace mltrack::test
