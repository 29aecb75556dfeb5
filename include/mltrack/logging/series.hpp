#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace mltrack::logging {

class series_table;

/// A metric's key that a logger knows.
struct series_entry
{
    const std::string key;
    const std::uint32_t number;      ///< Counts the keys of its table from 0.
    const series_table* const owner; ///< The table that it stands in.
    const series_entry* const next;  ///< The one before it in the same bucket.
};

/// The metrics' keys of a logger, each kept once until the table ends.
///
/// Thread safety: all functions from any thread; `find` waits for nobody.
class series_table
{
public:
    series_table() = default;
    series_table(const series_table&) = delete;
    series_table& operator=(const series_table&) = delete;
    ~series_table()
    {
        for (auto& bucket : buckets_)
            for (const auto* entry = bucket.load(); entry != nullptr;)
                delete std::exchange(entry, entry->next);
    }

    /// The entry of a key; null when it is new.
    const series_entry* find(std::string_view key) const noexcept { return find_in(bucket_of(key).load(acquire), key); }

    /// The entry of a key, made when it is new. Throws `std::bad_alloc`.
    const series_entry* find_or_add(std::string_view key)
    {
        if (const auto* known = find(key))
            return known;
        const std::lock_guard lock(adding_);
        auto& bucket = const_cast<std::atomic<const series_entry*>&>(bucket_of(key));
        const auto* first = bucket.load(acquire);
        if (const auto* known = find_in(first, key))
            return known;
        const auto* added = new series_entry{std::string(key), size_, this, first};
        ++size_;
        bucket.store(added, std::memory_order_release);
        return added;
    }

private:
    static constexpr auto acquire = std::memory_order_acquire;

    static const series_entry* find_in(const series_entry* entry, std::string_view key) noexcept
    {
        while (entry != nullptr && entry->key != key)
            entry = entry->next;
        return entry;
    }

    const std::atomic<const series_entry*>& bucket_of(std::string_view key) const noexcept
    {
        return buckets_[std::hash<std::string_view>()(key) % buckets_.size()];
    }

    std::array<std::atomic<const series_entry*>, 4096> buckets_{};
    std::mutex adding_;
    std::uint32_t size_ = 0;
};

} // namespace mltrack::logging

namespace mltrack {

namespace logging {
class channel;
}

/// A metric of a logger that was looked up once, for calls that cost as little as can be. Made by `logger::series`;
/// used with that logger alone, and not longer than it lives. Copies are the same metric.
class series
{
public:
    /// No metric: what is logged to it is counted as refused.
    series() = default;

    /// Whether it is a metric; not when its key was refused.
    explicit operator bool() const noexcept { return entry_ != nullptr; }

private:
    friend class logging::channel;

    explicit series(const logging::series_entry* entry) noexcept : entry_(entry) {}

    const logging::series_entry* entry_ = nullptr;
};

} // namespace mltrack
