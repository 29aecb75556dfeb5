#pragma once

#include <atomic>
#include <cerrno>

namespace mltrack::test {

/// What `fdatasync` of this process fails with; 0: it does what the system does. The function stands in
/// fdatasync.cpp.
inline std::atomic<int> flush_failure = 0;

/// No file of this process reaches the disk as long as the object lives.
class flush_fault
{
public:
    explicit flush_fault(int reason = EIO) { flush_failure = reason; }
    ~flush_fault() { flush_failure = 0; }
    flush_fault(const flush_fault&) = delete;
    flush_fault& operator=(const flush_fault&) = delete;
};

} // namespace mltrack::test
