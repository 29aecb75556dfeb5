#pragma once

#include <mltrack/config.hpp>
#include <mltrack/frame/cell.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::frame {

/// What a column holds.
enum class column_type { text, time, number };

/// A column of a frame: a name and a value, or nothing, for each run. The values lie in memory as Apache Arrow has
/// them: a bit a row that says whether there is a value; numbers and milliseconds one after the other; the bytes of all
/// texts one after the other, and where each ends.
///
/// Thread safety: that of the standard's containers. Preconditions: rows are smaller than `size()`; `numbers`, `times`,
/// `ends` and `bytes` are asked of columns of their type.
class column
{
public:
    /// A column of `rows` runs that have nothing in it.
    MLTRACK_DECL column(std::string name, column_type type, std::size_t rows = 0);

    /// `run_id`, `metrics.loss`, `params.rate`, `tags.mlflow.user`.
    const std::string& name() const noexcept { return name_; }
    column_type type() const noexcept { return type_; }

    /// The number of rows.
    std::size_t size() const noexcept { return size_; }

    /// The number of rows without a value.
    std::size_t null_count() const noexcept { return nulls_; }

    /// Whether the run in this row has no value. A metric that is NaN is a value.
    bool is_null(std::size_t row) const noexcept { return (valid_[row / 8] >> row % 8 & 1) == 0; }

    /// What stands in a row.
    MLTRACK_DECL cell operator[](std::size_t row) const;

    std::span<const double> numbers() const noexcept { return numbers_; }      ///< NaN where there is none.
    std::span<const std::int64_t> times() const noexcept { return integers_; } ///< Milliseconds; 0 where there is none.
    std::span<const std::int64_t> ends() const noexcept { return integers_; }  ///< One more than rows: the first is 0.
    std::string_view bytes() const noexcept { return bytes_; }
    std::span<const std::uint8_t> valid() const noexcept { return valid_; } ///< The lowest bit is the first row's.

    /// Adds a row: nothing, or a value of the column's type. Bytes of a text that are no UTF-8 become U+FFFD.
    MLTRACK_DECL void push_back(const cell& value);

    /// Removes the last row.
    MLTRACK_DECL void pop_back();

private:
    std::string name_;
    column_type type_;
    std::size_t size_ = 0;
    std::size_t nulls_ = 0;
    std::vector<std::uint8_t> valid_;
    std::vector<double> numbers_;
    std::vector<std::int64_t> integers_;
    std::string bytes_;
};

} // namespace mltrack::frame

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/column.ipp>
#endif
