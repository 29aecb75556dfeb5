#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/store/sql/metrics/metric_layout.hpp>
#include <mltrack/store/sql/metrics/series_statements.hpp>
#include <mltrack/store/sqlite/check/check.hpp>
#include <mltrack/store/sqlite/connection.hpp>
#include <mltrack/store/sqlite/driver.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace mltrack::store::detail {

/// What a repair does about a problem, before and behind it.
struct remedy
{
    const char* offered; ///< `removes them`
    const char* done;    ///< `removed them`
};

inline constexpr remedy removal = {"removes them", "removed them"};
inline constexpr remedy removal_of_values = {"removes them for good: first take a backup, by mltrack db backup",
                                             "removed them for good"};

/// What the checks of a database work with.
class check_work
{
public:
    check_work(const sqlite_options& options, const check_options& how) : driver(options), file(options.file), how_(how)
    {
    }

    /// Notes a problem that a repair does something about.
    void note(std::string what, const remedy& remedy) { add({std::move(what), remedy.offered, remedy.done}); }

    /// Says that nothing else can be checked while the problem is there that is noted next.
    void stop() { is_stopped_ = true; }

    /// Whether the last kind that was looked for had such a problem.
    bool is_stopped() const { return is_stopped_; }

    /// Notes a problem that a person must do something about.
    void note_beyond_repair(std::string what, std::string advice)
    {
        add({std::move(what), std::move(advice), {}, false});
    }

    /// The problems that `find` notes.
    template <class Find>
    result<std::vector<database_problem>> collect(Find find)
    {
        is_stopped_ = false;
        MLTRACK_CHECK(find());
        if (omitted_ != 0)
            found_.push_back({std::to_string(omitted_) + " more problems of this kind", found_.back().remedy,
                              found_.back().outcome});
        omitted_ = 0;
        return std::exchange(found_, {});
    }

    void tell(std::string_view what, std::int64_t done = 0, std::int64_t total = 0) const
    {
        if (how_.on_progress)
            how_.on_progress(what, static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
    }

    sqlite_driver driver;
    std::filesystem::path file;
    relational::metric_layout layout = relational::metric_layout::mlflow;
    relational::series_statements sql{sqlite_driver::dialect()};

private:
    static constexpr std::size_t most_of_a_kind = 100;

    void add(database_problem problem)
    {
        if (found_.size() < most_of_a_kind)
            found_.push_back(std::move(problem));
        else
            ++omitted_;
    }

    const check_options& how_;
    std::vector<database_problem> found_;
    std::size_t omitted_ = 0;
    bool is_stopped_ = false;
};

/// One kind of problems.
struct check_kind
{
    /// Notes the problems of the kind, within a transaction.
    result<void> (*find)(check_work& work, sqlite_connection& connection);

    /// Mends those that can be mended, within a transaction that writes.
    result<void> (*mend)(check_work& work, sqlite_connection& connection);
};

/// A value in its shortest exact form; the largest one stands for infinity, as in MLflow's SQL stores.
inline std::string told(double value)
{
    using limits = std::numeric_limits<double>;
    std::string text;
    codec::append_double(text, std::abs(value) == limits::max() ? std::copysign(limits::infinity(), value) : value);
    return text;
}

/// A metric of a run, for messages.
inline std::string metric_name(std::string_view run, std::string_view key)
{
    return "the metric '" + std::string(key) + "' of the run '" + std::string(run) + "'";
}

} // namespace mltrack::store::detail
