#pragma once

#include <mltrack/schema/entity/metric.hpp>
#include <mltrack/store/sql/metrics/point_inserter.hpp>
#include <mltrack/store/sql/metrics/series_memory.hpp>
#include <mltrack/store/sql/metrics/summarize.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace mltrack::store::relational {

/// Adds values of metrics to a database of the compact layout. What is known of a series is remembered and written once
/// a transaction, so that a value costs one insert.
///
/// Thread safety: none. When an operation gives an error, `forget` comes next.
template <sql_connection Connection>
class series_writer
{
public:
    explicit series_writer(const series_statements& sql) : sql_(sql) {}

    /// What metric_writer.hpp says.
    result<void> add(Connection& connection, std::string_view run, std::span<const schema::metric> metrics)
    {
        if (memory_.is_full()) {
            MLTRACK_CHECK(flush(connection));
            memory_.clear();
        }
        MLTRACK_CHECK(points_.begin(connection, sql_));
        MLTRACK_CHECK(group(connection, run, metrics));
        for (auto* each : touched_)
            MLTRACK_CHECK(add_points(connection, *each, metrics));
        return {};
    }

    result<void> flush(Connection& connection)
    {
        points_.end();
        for (auto* each : changed_)
            MLTRACK_CHECK(write(connection, *each));
        changed_.clear();
        return {};
    }

    void forget() noexcept
    {
        points_.end();
        touched_.clear();
        new_points_.clear();
        changed_.clear();
        memory_.clear();
        next_id_.reset();
    }

private:
    static constexpr auto none = remembered_series::none;
    static constexpr auto points_at_once = series_statements::points_at_once;

    /// Links the values of each series, so that those of one go into the database one behind the other.
    result<void> group(Connection& connection, std::string_view run, std::span<const schema::metric> metrics)
    {
        touched_.clear();
        next_value_.assign(metrics.size(), none);
        auto& known = memory_.run(run);
        remembered_series* previous = nullptr;
        for (std::size_t index = 0; index != metrics.size(); ++index) {
            auto* series = memory_.find(previous, *metrics[index].key);
            if (series == nullptr) {
                MLTRACK_TRY(series, load(connection, run, *metrics[index].key));
            }
            (previous == nullptr ? known.first : previous->follower) = series;
            if (series->first_value == none) {
                series->first_value = index;
                touched_.push_back(series);
            } else {
                next_value_[series->last_value] = index;
            }
            series->last_value = index;
            previous = series;
        }
        return {};
    }

    /// Remembers a series of the database, which is made when it is not there: triggers on points look for it.
    result<remembered_series*> load(Connection& connection, std::string_view run, std::string_view key)
    {
        MLTRACK_TRY(auto found, read(connection, run, key));
        if (!found) {
            MLTRACK_TRY(found, make(connection, run, key));
        }
        return &memory_.add(key, *found);
    }

    result<series> make(Connection& connection, std::string_view run, std::string_view key)
    {
        if (!next_id_) {
            MLTRACK_TRY(next_id_, number(connection, sql_.next_id));
        }
        series made;
        made.id = (*next_id_)++;
        made.is_new = true;
        auto row = to_row(made);
        row.run_uuid = run;
        row.key = key;
        MLTRACK_CHECK(execute_row(connection, sql_.add, row));
        return made;
    }

    /// The number that a query gives; nothing when it has no rows.
    template <class... Values>
    static result<std::optional<std::int64_t>> number(Connection& connection, std::string_view sql,
                                                      const Values&... values)
    {
        MLTRACK_TRY(auto statement, prepare(connection, sql, values...));
        MLTRACK_TRY(const bool is_there, statement.next());
        return is_there ? std::optional(statement.whole(0)) : std::nullopt;
    }

    result<std::optional<series>> read(Connection& connection, std::string_view run, std::string_view key)
    {
        series found;
        std::optional<series_summary> summary;
        {
            MLTRACK_TRY(auto statement, prepare(connection, sql_.find, run, key));
            MLTRACK_TRY(const bool is_there, statement.next());
            if (!is_there)
                return std::optional<series>();
            const auto row = read_row<rows::metric_series>(statement);
            found.id = row.id.value;
            summary = to_series_summary(row);
            found.tail.points = row.tail.value_or(0);
            if (constexpr std::size_t latest = 15; !statement.is_null(latest)) {
                found.latest = stored_point{statement.whole(latest), statement.whole(latest + 1),
                                            statement.real(latest + 2), statement.truth(latest + 3)};
                found.latest_row = statement.whole(latest + 4);
            }
            if (constexpr std::size_t last_block = 20; !statement.is_null(last_block))
                found.tail.from = statement.whole(last_block) + 1;
            if (constexpr std::size_t has_stale = 21; statement.truth(has_stale))
                found.late_points = 2 * series::block_points; // Nobody counted on: the next `flush` rebuilds them.
        }
        if (summary) {
            found.summary = *summary;
            return std::optional(found);
        }
        MLTRACK_CHECK(rebuild_stale_blocks(connection, sql_, found.id));
        MLTRACK_TRY(const auto computed, summarize(connection, sql_, found.id));
        std::tie(found.summary, found.tail) = computed;
        return std::optional(found);
    }

    /// Inserts the values that a series has in the batch. Those that come behind all that are there go in together.
    result<void> add_points(Connection& connection, remembered_series& each, std::span<const schema::metric> metrics)
    {
        auto& series = each.state;
        const bool was_changed = series.is_changed;
        for (auto index = std::exchange(each.first_value, none); index != none; index = next_value_[index]) {
            const auto point = to_point(metrics[index]);
            const auto* last = !new_points_.empty() ? &new_points_.back() : series.latest ? &*series.latest : nullptr;
            if (last == nullptr || point.is_later_than(*last)) {
                new_points_.push_back(point);
                if (new_points_.size() == points_at_once)
                    MLTRACK_CHECK(add_together(connection, series));
            } else {
                MLTRACK_CHECK(add_one_by_one(connection, series));
                new_points_.push_back(point);
                MLTRACK_CHECK(add_one_by_one(connection, series));
            }
        }
        MLTRACK_CHECK(add_one_by_one(connection, series));
        if (series.is_changed && !was_changed)
            changed_.push_back(&each);
        return {};
    }

    result<void> add_one_by_one(Connection& connection, series& series)
    {
        for (const auto& point : new_points_) {
            MLTRACK_TRY(const auto added, points_.add(series.id, point));
            if (added != 0)
                MLTRACK_CHECK(note(connection, series, point));
        }
        new_points_.clear();
        return {};
    }

    result<void> add_together(Connection& connection, series& series)
    {
        MLTRACK_TRY(const auto added,
                    points_.add(series.id, std::span<const stored_point, points_at_once>(new_points_)));
        for (const auto& point : new_points_)
            MLTRACK_CHECK(note(connection, series, point));
        new_points_.clear();
        if (added == points_at_once)
            return {};
        // Some were there: the latest value was behind the points, which another program wrote.
        MLTRACK_TRY(const auto computed, summarize(connection, sql_, series.id));
        std::tie(series.summary, series.tail) = computed;
        return {};
    }

    /// Takes a point into account that was inserted.
    result<void> note(Connection& connection, series& series, const stored_point& point)
    {
        if (series.is_late(point))
            MLTRACK_CHECK(execute(connection, sql_.mark_stale, series.id, series.id, point.step));
        series.add(point);
        return {};
    }

    /// Writes what was held back of a series.
    result<void> write(Connection& connection, remembered_series& each)
    {
        auto& series = each.state;
        if (series.wants_blocks()) {
            if (series.tail.points >= 2 * series::block_points)
                MLTRACK_CHECK(cut_tail(connection, sql_, series));
            MLTRACK_CHECK(rebuild_stale_blocks(connection, sql_, series.id));
            series.late_points = 0;
        }
        if (series.is_latest_changed)
            MLTRACK_CHECK(write_latest(connection, each));
        series.is_new = series.is_changed = series.is_latest_changed = false;
        return put_series(connection, sql_, series);
    }

    /// The number of a row finds it in half the time that its names take.
    result<void> write_latest(Connection& connection, remembered_series& each)
    {
        auto& series = each.state;
        const auto& latest = *series.latest;
        if (!series.is_new && !series.latest_row) {
            MLTRACK_TRY(series.latest_row, number(connection, sql_.latest_row, each.key, each.run));
        }
        if (series.latest_row) {
            MLTRACK_TRY(const auto changed, execute(connection, sql_.update_latest, latest.step, latest.timestamp,
                                                    latest.value, latest.is_nan, *series.latest_row));
            if (changed != 0)
                return {};
            series.latest_row.reset();
        }
        MLTRACK_CHECK(execute_row(connection, sql_.put_latest, to_row(latest, each.run, each.key)));
        return {};
    }

    const series_statements& sql_;
    series_memory memory_;
    std::optional<std::int64_t> next_id_; ///< Of a series that is not there yet, once that is known.
    point_inserter<Connection> points_;
    std::vector<std::size_t> next_value_;     ///< For each value of the batch the next one of its series.
    std::vector<remembered_series*> touched_; ///< The series of the batch.
    std::vector<stored_point> new_points_;    ///< Those of a series that wait to be inserted.
    std::vector<remembered_series*> changed_; ///< Those that `flush` writes.
};

} // namespace mltrack::store::relational
