#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>

namespace mltrack::logging {

/// A bounded queue that many threads put things into and one takes them out of, without locks and without taking
/// memory: Dmitry Vyukov's, whose cells carry the number of the turn that may use them.
///
/// Thread safety: `try_push`, `pushed`, `popped` and `size` from any thread; `try_pop` from one at a time, each call
/// happening after the one before.
template <class T>
class ring
{
    static_assert(std::is_trivially_copyable_v<T>, "a ring holds plain values: who pushes never runs code of T's");

public:
    /// Room for `capacity` things, rounded up to a power of two and at least 2.
    explicit ring(std::size_t capacity)
        : mask_(std::bit_ceil(std::max<std::size_t>(capacity, 2)) - 1), cells_(std::make_unique<cell[]>(mask_ + 1))
    {
        for (std::size_t index = 0; index <= mask_; ++index)
            cells_[index].turn.store(index, std::memory_order_relaxed);
    }

    /// Puts a thing in; gives how many came before it, nothing when the ring is full.
    std::optional<std::uint64_t> try_push(const T& thing) noexcept
    {
        auto position = pushed_.load(std::memory_order_relaxed);
        for (;;) {
            cell& place = cells_[position & mask_];
            const auto turn = place.turn.load(std::memory_order_acquire);
            const auto ahead = static_cast<std::int64_t>(turn - position);
            if (ahead < 0)
                return std::nullopt;
            if (ahead > 0) {
                position = pushed_.load(std::memory_order_relaxed);
            } else if (pushed_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
                place.thing = thing;
                place.turn.store(position + 1, std::memory_order_release);
                return position;
            }
        }
    }

    /// Takes the oldest thing out. False when there is none, or when the thread that puts the oldest in has not
    /// finished.
    bool try_pop(T& thing) noexcept
    {
        const auto position = popped_.load(std::memory_order_relaxed);
        cell& place = cells_[position & mask_];
        if (place.turn.load(std::memory_order_acquire) != position + 1)
            return false;
        thing = place.thing;
        place.turn.store(position + mask_ + 1, std::memory_order_release);
        popped_.store(position + 1, std::memory_order_release);
        return true;
    }

    /// How many things were ever put in, those that a thread is putting in right now included.
    std::uint64_t pushed() const noexcept { return pushed_.load(std::memory_order_acquire); }

    /// How many things were ever taken out.
    std::uint64_t popped() const noexcept { return popped_.load(std::memory_order_acquire); }

    /// How many things are in, roughly while others change that.
    std::size_t size() const noexcept
    {
        const auto out = popped();
        return static_cast<std::size_t>(pushed() - out);
    }

    std::size_t capacity() const noexcept { return mask_ + 1; }

private:
    static constexpr std::size_t line = 64; // Of the cache: threads that write beside each other share none.

    struct alignas(line) cell
    {
        std::atomic<std::uint64_t> turn;
        T thing;
    };

    const std::size_t mask_;
    const std::unique_ptr<cell[]> cells_;
    alignas(line) std::atomic<std::uint64_t> pushed_ = 0;
    alignas(line) std::atomic<std::uint64_t> popped_ = 0;
};

} // namespace mltrack::logging
