#pragma once

#include <mltrack/schema/error.hpp>

#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mltrack::test {

/// What becomes of a call that a fault meets.
enum class fault {
    none,
    error,     ///< It gives an error.
    exception, ///< It throws.
    hang       ///< It waits for `release`, and does its work then.
};

/// Which calls of a store meet which fault, and what was called. Thread safety: all functions may be called at once.
class fault_plan
{
public:
    static constexpr std::string_view says = "the store is out of order";

    /// From now on: lets `good` calls be, and then `bad` ones meet the fault. They are those of an operation, or of all
    /// that has no name.
    void arm(fault kind, std::string operation = {}, int good = 0, int bad = 1)
    {
        const std::lock_guard lock(mutex_);
        kind_ = kind;
        operation_ = std::move(operation);
        good_ = good;
        bad_ = bad;
    }

    /// Ends all faults, and lets those that hang go on.
    void release()
    {
        const std::lock_guard lock(mutex_);
        kind_ = fault::none;
        ++releases_;
        changed_.notify_all();
    }

    /// Blocks until as many calls hang.
    void wait_for_hanging(int calls)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return hanging_ >= calls; });
    }

    /// How often operations were called, by name.
    std::map<std::string, int> calls() const
    {
        const std::lock_guard lock(mutex_);
        return calls_;
    }

    /// All calls of all operations.
    int all_calls() const
    {
        const std::lock_guard lock(mutex_);
        return all_calls_;
    }

    /// What the store does first in each call. Throws, or gives the error, as it was armed.
    result<void> meet(const char* operation)
    {
        std::unique_lock lock(mutex_);
        ++calls_[operation];
        ++all_calls_;
        const bool is_meant = kind_ != fault::none && (operation_.empty() || operation_ == operation);
        if (!is_meant || good_-- > 0 || bad_-- <= 0)
            return {};
        if (kind_ == fault::exception)
            throw std::runtime_error(std::string(says));
        if (kind_ == fault::error)
            return error{errc::internal_error, std::string(says)};
        ++hanging_;
        changed_.notify_all();
        changed_.wait(lock, [this, before = releases_] { return releases_ != before; });
        --hanging_;
        return {};
    }

private:
    mutable std::mutex mutex_; ///< Guards all below.
    std::condition_variable changed_;
    fault kind_ = fault::none;
    std::string operation_;
    int good_ = 0;
    int bad_ = 0;
    int hanging_ = 0;
    int releases_ = 0;
    int all_calls_ = 0;
    std::map<std::string, int> calls_;
};

} // namespace mltrack::test
