#pragma once

#include <mltrack/store/sql/metrics/series.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mltrack::store::relational {

/// Hashes a text, whatever holds it.
struct text_hash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

/// Things by a text of their own. They stay where they are while others come and go.
template <class T>
using by_text = std::unordered_map<std::string, T, text_hash, std::equal_to<>>;

/// A series with its names, and its values in the batch that is being added.
struct remembered_series
{
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string_view run;
    std::string_view key;
    series state;
    remembered_series* follower = nullptr; ///< Whose value came behind one of this series the last time.
    std::size_t first_value = none;        ///< Where in the batch its values begin; `none` = it has none there.
    std::size_t last_value = none;
};

/// A run with its series by their keys.
struct remembered_run
{
    by_text<remembered_series> series;
    remembered_series* first = nullptr; ///< Whose value the last batch began with.
};

/// The series that values were added to lately.
class series_memory
{
public:
    /// A few megabytes: a series takes some 300 bytes and its key, which is at most a kilobyte.
    static constexpr std::size_t most_series = 10'000;

    bool is_full() const noexcept { return size_ >= most_series; }

    void clear() noexcept
    {
        runs_.clear();
        last_run_ = nullptr;
        size_ = 0;
    }

    /// The run of an id.
    remembered_run& run(std::string_view id)
    {
        if (last_run_ == nullptr || last_run_->first != id) {
            auto found = runs_.find(id);
            if (found == runs_.end())
                found = runs_.try_emplace(std::string(id)).first;
            last_run_ = &*found;
        }
        return last_run_->second;
    }

    /// A series of the run that was asked for last; null when it is not remembered. Batches log the same metrics in the
    /// same order time and again, so `previous`, whose value came before, mostly knows it.
    remembered_series* find(const remembered_series* previous, std::string_view key)
    {
        auto& run = last_run_->second;
        auto* expected = previous == nullptr ? run.first : previous->follower;
        if (expected != nullptr && expected->key == key)
            return expected;
        const auto found = run.series.find(key);
        return found == run.series.end() ? nullptr : &found->second;
    }

    /// Remembers a series of the run that was asked for last.
    remembered_series& add(std::string_view key, const series& state)
    {
        auto& [id, run] = *last_run_;
        const auto added = run.series.try_emplace(std::string(key)).first;
        ++size_;
        added->second.run = id;
        added->second.key = added->first;
        added->second.state = state;
        return added->second;
    }

private:
    by_text<remembered_run> runs_;
    by_text<remembered_run>::value_type* last_run_ = nullptr;
    std::size_t size_ = 0; ///< Series of all runs.
};

} // namespace mltrack::store::relational
