#pragma once

#include <mltrack/transport/load.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mltrack::transport::detail {

/// The memory that a listener has for the bodies of requests, which all its connections share. The beginning of each
/// body takes nothing of it, so that who sends little is served while others hold it all. Thread safety: none, and
/// whoever wants may read the load.
class body_memory
{
public:
    /// The beginning of a body.
    static constexpr std::uint64_t free_bytes = 16 * 1024;

    body_memory(std::uint64_t bytes, transport::load& load) noexcept : bytes_(bytes), load_(load) {}

    /// The longest body that has room when there is no other, with the one byte more that tells a longer one.
    std::uint64_t longest_body() const noexcept { return bytes_ + std::min(free_bytes - 1, UINT64_MAX - bytes_); }

    class body;

private:
    std::uint64_t bytes_;
    std::uint64_t taken_ = 0;
    transport::load& load_;
};

/// The body of a request, with the part of the memory that it takes until its end.
class body_memory::body
{
public:
    explicit body(body_memory& memory) noexcept : memory_(memory) {}
    body(const body&) = delete;
    body& operator=(const body&) = delete;
    ~body() { give_back(); }

    /// Whether so many bytes have room beside the other bodies.
    bool has_room(std::uint64_t size) const noexcept
    {
        return counted(size) <= memory_.bytes_ - (memory_.taken_ - taken_);
    }

    /// Makes the body longer; whether there is room.
    bool grow(std::size_t size)
    {
        if (!has_room(size))
            return false;
        take(counted(size));
        bytes.resize(size);
        return true;
    }

    /// The bytes are gone.
    void give_back() noexcept { take(0); }

    std::string bytes;

private:
    static std::uint64_t counted(std::uint64_t size) noexcept { return size - std::min(size, free_bytes); }

    void take(std::uint64_t count) noexcept
    {
        if (count == taken_)
            return; // As of all short bodies.
        memory_.taken_ = memory_.taken_ - taken_ + count;
        memory_.load_.body_bytes = static_cast<std::int64_t>(memory_.taken_);
        taken_ = count;
    }

    body_memory& memory_;
    std::uint64_t taken_ = 0;
};

} // namespace mltrack::transport::detail
