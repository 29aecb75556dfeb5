#pragma once

#include "builders.hpp"
#include <mltrack/query/match.hpp>

#include <array>
#include <functional>
#include <iterator>
#include <random>
#include <span>

/// @file
/// A store may answer searches as it likes; the answer must be that of `query::matches` and `query::before`. Both are
/// asked the same random searches over the same random runs, made of few values so that ties and near misses abound.

namespace mltrack::test::store_contract {

/// Random runs, experiments and searches, the same in every run of the tests.
class generator
{
public:
    explicit generator(std::uint32_t seed) : random_(seed) {}

    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }
    bool one_in(std::uint32_t count) { return below(count) == 0; }

    template <class T, std::size_t N>
    const T& one_of(const std::array<T, N>& choices)
    {
        return choices[below(N)];
    }

    std::string value() { return std::string(one_of(values)); }

    schema::run run(const schema::id::experiment& experiment, int number)
    {
        auto run = new_run(experiment, number, value());
        run.info.user_id = value();
        run.info.status = one_of(statuses);
        run.info.start_time = one_of(times);
        for (const auto key : keys)
            if (one_in(2))
                run.data.params.push_back({std::string(key), value()});
        for (const auto key : keys)
            if (one_in(2))
                run.data.tags.push_back({std::string(key), value()});
        return run;
    }

    std::vector<schema::metric> metrics()
    {
        std::vector<schema::metric> metrics;
        for (auto count = below(8); count != 0; --count)
            metrics.push_back(metric(std::string(one_of(keys)), one_of(doubles), below(2), below(2)));
        return metrics;
    }

    std::int64_t time() { return one_of(times); }

    std::string run_filter()
    {
        return joined([this] { return run_comparison(); });
    }

    std::string experiment_filter()
    {
        return joined([this] { return experiment_comparison(); });
    }

    /// Up to three different columns, in either direction.
    std::vector<std::string> order(std::span<const std::string_view> columns)
    {
        std::vector<std::string_view> shuffled(columns.begin(), columns.end());
        std::ranges::shuffle(shuffled, random_);
        shuffled.resize(below(4));
        std::vector<std::string> order;
        for (const auto column : shuffled)
            order.push_back(std::string(column) + std::string(one_of(directions)));
        return order;
    }

    store::page page() { return {one_in(2) ? 0 : below(10), one_in(2) ? 1000 : below(10)}; }

    schema::view_type view() { return schema::view_type{static_cast<int>(below(3)) + 1}; }

private:
    template <class Comparison>
    std::string joined(Comparison comparison)
    {
        std::string filter;
        for (auto count = below(4); count != 0; --count)
            filter += comparison() + (count > 1 ? " AND " : "");
        return filter;
    }

    std::string run_comparison()
    {
        switch (below(5)) {
        case 0:
            return "metrics." + key() + signs() + std::string(one_of(numbers));
        case 1:
            return "params." + key() + text_comparison(true);
        case 2:
            return "tags." + key() + text_comparison(true);
        case 3:
            return std::string(one_of(number_attributes)) + signs() + std::string(one_of(numbers));
        default:
            return one_in(4) ? "run_id" + list("'" + run_id(below(40)).value + "'", "'" + run_id(below(40)).value + "'")
                             : std::string(one_of(text_attributes)) + text_comparison(false);
        }
    }

    std::string experiment_comparison()
    {
        switch (below(4)) {
        case 0:
            return "tags." + key() + text_comparison(true);
        case 1:
            return "name" + text_comparison(false);
        case 2:
            return std::string(one_of(experiment_times)) + signs() + std::string(one_of(whole_numbers));
        default:
            const auto id = [this] { return "'" + std::to_string(below(20)) + "'"; };
            return "experiment_id" + (one_in(2) ? list(id(), id()) : (one_in(2) ? " = " : " != ") + id());
        }
    }

    std::string key() { return "`" + std::string(one_of(keys)) + "`"; }
    std::string signs() { return " " + std::string(one_of(number_comparators)) + " "; }

    std::string list(const std::string& first, const std::string& second)
    {
        return (one_in(2) ? " IN (" : " NOT IN (") + first + ", " + second + ")";
    }

    std::string text_comparison(bool may_be_null)
    {
        if (may_be_null && one_in(5))
            return one_in(2) ? " IS NULL" : " IS NOT NULL";
        const auto literal = value();
        const auto quote = literal.find('\'') == std::string::npos ? "'" : "\"";
        // Patterns hold no NUL.
        const auto comparator =
            literal.find('\0') == std::string::npos ? one_of(text_comparators) : one_of(equality_comparators);
        return " " + std::string(comparator) + " " + quote + literal + quote;
    }

    using words = std::string_view;

    static constexpr std::array<words, 3> keys{"a", "b c", "größe"};
    static constexpr std::array<words, 27> values{words("a\0b", 3),
                                                  words("a\0", 2),
                                                  words("\0", 1),
                                                  "",
                                                  "a",
                                                  "A",
                                                  "b",
                                                  "ab",
                                                  "aB",
                                                  "a%",
                                                  "a_",
                                                  "_",
                                                  "__",
                                                  "%",
                                                  "%b",
                                                  "a%",
                                                  "ä",
                                                  "Ä",
                                                  "_b",
                                                  "%%_",
                                                  "äb",
                                                  "it's",
                                                  "\\b",
                                                  "a\\%",
                                                  "😀",
                                                  "FINISHED",
                                                  "%I%"};
    static constexpr std::array<words, 11> numbers{"0",
                                                   "1",
                                                   "-1",
                                                   "0.5",
                                                   "1e300",
                                                   "2.0",
                                                   "1e400",
                                                   "-1e400",
                                                   "1.7976931348623157e308",
                                                   "9007199254740993",
                                                   "9007199254740992.0"};
    static constexpr std::array<words, 5> whole_numbers{"0", "1", "2", "9007199254740993", "99999999999999999999"};
    static constexpr std::array<words, 6> number_comparators{"=", "!=", "<", "<=", ">", ">="};
    static constexpr std::array<words, 4> text_comparators{"=", "!=", "LIKE", "ILIKE"};
    static constexpr std::array<words, 2> equality_comparators{"=", "!="};
    static constexpr std::array<words, 2> number_attributes{"start_time", "end_time"};
    static constexpr std::array<words, 4> text_attributes{"run_name", "user_id", "status", "artifact_uri"};
    static constexpr std::array<words, 2> experiment_times{"creation_time", "last_update_time"};
    static constexpr std::array<words, 3> directions{"", " ASC", " DESC"};
    static constexpr std::array<double, 9> doubles{0, -0.0, 1, -1, 0.5, 2, nan, infinity, -infinity};
    static constexpr std::array<std::int64_t, 6> times{0, 1, 2, -1, 9007199254740992, 9007199254740993};
    static constexpr std::array<schema::run_status, 3> statuses{
        schema::run_status::RUNNING, schema::run_status::FINISHED, schema::run_status::KILLED};

    std::mt19937 random_;
};

/// The page that the matcher finds among all things.
template <class Thing>
std::vector<const Thing*> expected_page(const std::vector<Thing>& things, const query::filter& filter,
                                        const std::vector<query::order>& order, store::page page)
{
    std::vector<const Thing*> found;
    for (const auto& each : things)
        if (query::matches(filter, each))
            found.push_back(&each);
    std::ranges::sort(found,
                      [&](const Thing* left, const Thing* right) { return query::before(order, *left, *right); });
    found.erase(found.begin(), found.begin() + std::min<std::int64_t>(page.offset, std::ssize(found)));
    found.resize(std::min<std::size_t>(found.size(), page.limit));
    return found;
}

/// The things that a view shows.
template <class Thing, class Stage>
std::vector<Thing> shown(const std::vector<Thing>& things, schema::view_type view, Stage stage_of)
{
    std::vector<Thing> out;
    std::ranges::copy_if(things, std::back_inserter(out),
                         [&](const Thing& each) { return schema::shows(view, std::invoke(stage_of, each)); });
    return out;
}

inline std::string described(const std::string& filter, const std::vector<std::string>& order)
{
    std::string out = filter;
    for (const auto& clause : order)
        out += "; by " + clause;
    return out;
}

inline void run_searches_agree_with_the_matcher(store::any_store& store)
{
    constexpr std::array<std::string_view, 11> columns{"metrics.a", "metrics.`b c`", "params.a",    "tags.`größe`",
                                                       "run_id",    "run_name",      "user_id",     "status",
                                                       "end_time",  "start_time",    "artifact_uri"};
    generator random(4711);
    const auto experiment = add_experiment(store, "random");
    std::vector<schema::run> runs;
    for (int number = 0; number != 40; ++number) {
        const auto id = add_run(store, random.run(experiment, number));
        log(store, id, random.metrics());
        if (random.one_in(5))
            BOOST_TEST_REQUIRE(store.delete_run_tag(id, "mlflow.runName").value());
        store::run_change change;
        if (random.one_in(2))
            change.end_time = random.time();
        if (random.one_in(5))
            change.stage = store::stage_change{schema::lifecycle_stage::deleted, 1};
        BOOST_TEST_REQUIRE(store.update_run(id, change).has_value());
        runs.push_back(fetch(store, id));
    }
    std::size_t hits = 0;
    for (int round = 0; round != 1000; ++round) {
        const auto filter = random.run_filter();
        const auto order = random.order(columns);
        const auto page = random.page();
        const auto view = random.view();
        const auto visible = shown(runs, view, [](const schema::run& run) { return run.info.lifecycle_stage; });
        std::string expected;
        for (const auto* run :
             expected_page(visible, query::parse_run_filter(filter).value(), query::run_order(order).value(), page))
            expected += run->info.run_id.value + "\n";
        std::string found;
        for (const auto& run : find(store, {experiment}, filter, order, view, page))
            found += run.info.run_id.value + "\n";
        BOOST_TEST(found == expected, "round " << round << ": " << described(filter, order) << "\n"
                                               << found << "is not\n"
                                               << expected);
        hits += !expected.empty();
    }
    BOOST_TEST(hits > 300u);
}

inline void experiment_searches_agree_with_the_matcher(store::any_store& store)
{
    constexpr std::array<std::string_view, 4> columns{"name", "experiment_id", "creation_time", "last_update_time"};
    generator random(1147);
    std::vector<schema::experiment> experiments;
    for (int number = 0; number != 15; ++number) {
        auto experiment = new_experiment(random.value() + std::string(number, 'a'), random.time());
        experiment.last_update_time = random.time();
        experiment.tags = {{"a", random.value()}};
        if (random.one_in(2))
            experiment.tags.push_back({"b c", random.value()});
        if (store.find_experiment_by_name(experiment.name).value())
            continue;
        const auto id = store.create_experiment(experiment, "root").value();
        if (random.one_in(4))
            BOOST_TEST_REQUIRE(
                store.move_experiment(id, {schema::lifecycle_stage::deleted, random.time()}).has_value());
        experiments.push_back(fetch(store, id));
    }
    std::size_t hits = 0;
    for (int round = 0; round != 500; ++round) {
        const auto filter = random.experiment_filter();
        const auto order = random.order(columns);
        const auto page = random.page();
        const auto view = random.view();
        const auto visible = shown(experiments, view, &schema::experiment::lifecycle_stage);
        std::string expected;
        for (const auto* each : expected_page(visible, query::parse_experiment_filter(filter).value(),
                                              query::experiment_order(order).value(), page))
            expected += each->experiment_id.value + " ";
        std::string found;
        for (const auto& each : find_experiments(store, filter, order, view, page))
            found += each.experiment_id.value + " ";
        BOOST_TEST(found == expected,
                   "round " << round << ": " << described(filter, order) << ": " << found << "is not " << expected);
        hits += !expected.empty();
    }
    BOOST_TEST(hits > 150u);
}

} // namespace mltrack::test::store_contract
