#pragma once

#include "builders.hpp"
#include <mltrack/query/to_text.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

/// @file
/// Random filters of the whole language over random runs, with an evaluator of their own: each filter is made together
/// with a function that says naively whether a run meets it, so that neither the parser nor the matcher is asked.

namespace mltrack::test::store_contract {

/// A run as the evaluator knows it.
struct plain_run
{
    int number = 0;
    bool is_deleted = false;
    std::optional<int> parent; ///< The number of a run that there may not be.
    std::string user;
    std::int64_t start_time = 0;
    std::optional<std::int64_t> end_time;
    std::map<std::string, std::string> params;
    std::map<std::string, std::string> tags;
    std::map<std::string, std::set<std::tuple<int, int, double>>> metrics; ///< Step, time, value; NaN is `plain_nan`.
};

/// Stands for NaN where values are in a set: it is logged as NaN, and no other value is between -1 and 1.
inline constexpr double plain_nan = 0.25;

struct plain_world
{
    std::vector<plain_run> runs;

    const plain_run* active(std::optional<int> number) const
    {
        for (const auto& run : runs)
            if (number && run.number == *number && !run.is_deleted)
                return &run;
        return nullptr;
    }

    std::vector<const plain_run*> children(const plain_run& parent) const
    {
        std::vector<const plain_run*> out;
        for (const auto& run : runs)
            if (run.parent == parent.number && !run.is_deleted)
                out.push_back(&run);
        return out;
    }
};

/// What a run has in a column: nothing, a text, or a number that may be NaN.
using plain_value = std::variant<std::monostate, std::string, double>;
using plain_column = std::function<plain_value(const plain_world&, const plain_run&)>;
using plain_condition = std::function<bool(const plain_world&, const plain_run&)>;
using plain_test = std::function<bool(const plain_value&)>;

/// A filter, and what it means.
struct random_filter
{
    std::string text;
    plain_condition holds;
};

/// What functions say of a metric, written from the documentation.
inline plain_value plain_aggregate(const std::string& function, const plain_run& run, const std::string& key)
{
    const auto found = run.metrics.find(key);
    if (found == run.metrics.end())
        return {};
    const auto seen = [](double value) { return value == plain_nan ? nan : value; };
    if (function == "first") // NaN is logged as the only value between -1 and 1, and so stands at 0.
        return seen(std::get<2>(*found->second.begin()));
    if (function == "last" || function.empty())
        return seen(std::get<2>(*found->second.rbegin()));
    std::vector<double> values;
    for (const auto& [step, time, value] : found->second)
        if (value != plain_nan)
            values.push_back(value);
    if (values.empty())
        return {};
    if (function == "min")
        return *std::min_element(values.begin(), values.end());
    if (function == "max")
        return *std::max_element(values.begin(), values.end());
    double sum = 0, up = 0, down = 0;
    for (const auto value : values) {
        sum += std::abs(value) == largest ? 0 : value;
        up += value == largest;
        down += value == -largest;
    }
    if (up > 0 || down > 0)
        return up > 0 && down > 0 ? nan : up > 0 ? largest : -largest;
    return sum / static_cast<double>(values.size());
}

/// Makes runs and filters, the same in every run of the tests.
class search_generator
{
public:
    explicit search_generator(std::uint32_t seed) : random_(seed) {}

    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }
    bool one_in(std::uint32_t count) { return below(count) == 0; }

    plain_run run(int number, int runs)
    {
        plain_run out;
        out.number = number;
        out.is_deleted = one_in(6);
        out.user = pick(texts);
        if (!one_in(3))
            out.parent = static_cast<int>(below(static_cast<std::uint32_t>(runs) + 3));
        out.start_time = below(5);
        if (one_in(2))
            out.end_time = below(5);
        for (const auto* key : keys) {
            if (one_in(2))
                out.params[key] = pick(texts);
            if (one_in(2))
                out.tags[key] = pick(texts);
            if (one_in(3))
                continue;
            for (auto count = below(4) + 1; count != 0; --count)
                out.metrics[key].insert({static_cast<int>(below(2)), static_cast<int>(below(2)), pick(doubles)});
        }
        return out;
    }

    random_filter filter(int depth = 3)
    {
        if (depth == 0 || one_in(3))
            return comparison();
        auto left = filter(depth - 1);
        if (one_in(4))
            return {"NOT (" + left.text + ")", [of = left.holds](auto& world, auto& run) { return !of(world, run); }};
        auto right = filter(depth - 1);
        const auto a = left.holds, b = right.holds;
        if (one_in(2))
            return {"(" + left.text + " OR " + right.text + ")",
                    [a, b](auto& world, auto& run) { return a(world, run) || b(world, run); }};
        return {"(" + left.text + ") AND " + right.text,
                [a, b](auto& world, auto& run) { return a(world, run) && b(world, run); }};
    }

private:
    template <class T, std::size_t N>
    T pick(const std::array<T, N>& choices)
    {
        return choices[below(N)];
    }

    random_filter comparison()
    {
        switch (below(6)) {
        case 0:
        case 1:
            return metric();
        case 2:
            return entry("params.", &plain_run::params);
        case 3:
            return entry("tags.", &plain_run::tags);
        default:
            return attribute();
        }
    }

    random_filter metric()
    {
        const std::string key = pick(keys);
        const std::string function = pick(functions);
        const auto column = [=](auto&, const plain_run& run) { return plain_aggregate(function, run, key); };
        const auto relation = pick(relations);
        auto name = relation + ("metrics.`" + key + "`");
        if (!function.empty())
            name = function + "(" + name + ")";
        return related(name, relation, column, number_test());
    }

    random_filter entry(const std::string& entity, std::map<std::string, std::string> plain_run::* entries)
    {
        const std::string key = pick(keys);
        const bool is_number = one_in(2);
        const auto column = [=](auto&, const plain_run& run) -> plain_value {
            const auto found = (run.*entries).find(key);
            if (found == (run.*entries).end())
                return {};
            if (!is_number)
                return found->second;
            const auto number = numbers_in_texts().find(found->second);
            return number != numbers_in_texts().end() ? plain_value(number->second) : plain_value();
        };
        const auto relation = pick(relations);
        // IS NULL looks at whether there is an entry, whatever its text.
        return related(relation + entity + "`" + key + "`", relation, column,
                       is_number ? number_test(false) : text_test());
    }

    random_filter attribute()
    {
        if (one_in(4))
            return related(
                "children", "",
                [](auto& world, auto& run) { return plain_value(static_cast<double>(world.children(run).size())); },
                number_test());
        const auto relation = pick(relations);
        if (one_in(2))
            return related(
                relation + std::string("user_id"), relation,
                [](auto&, const plain_run& run) { return plain_value(run.user); }, text_test());
        if (one_in(2))
            return related(
                relation + std::string("start_time"), relation,
                [](auto&, const plain_run& run) { return plain_value(static_cast<double>(run.start_time)); },
                number_test());
        return related(
            relation + std::string("end_time"), relation,
            [](auto&, const plain_run& run) {
                return run.end_time ? plain_value(static_cast<double>(*run.end_time)) : plain_value();
            },
            number_test());
    }

    using written_test = std::pair<std::string, plain_test>;

    random_filter related(const std::string& name, const std::string& relation, const plain_column& column,
                          const written_test& test)
    {
        const auto& [text, meets] = test;
        const auto itself = [column, meets = meets](const plain_world& world, const plain_run& run) {
            return meets(column(world, run));
        };
        if (relation == "parent.")
            return {name + text, [itself, meets = meets](const plain_world& world, const plain_run& run) {
                        const auto* parent = world.active(run.parent);
                        return parent != nullptr ? itself(world, *parent) : meets(plain_value());
                    }};
        if (relation == "children.")
            return {name + text, [itself](const plain_world& world, const plain_run& run) {
                        for (const auto* child : world.children(run))
                            if (itself(world, *child))
                                return true;
                        return false;
                    }};
        return {name + text, itself};
    }

    written_test null_test()
    {
        const bool negated = one_in(2);
        return {negated ? " IS NOT NULL" : " IS NULL", [negated](const plain_value& value) {
                    return std::holds_alternative<std::monostate>(value) != negated;
                }};
    }

    /// A test of numbers: false of what is missing, and of NaN but for !=.
    written_test number_test(bool may_be_null = true)
    {
        if (may_be_null && one_in(8))
            return null_test();
        const auto low = pick(literals), high = pick(literals);
        const auto a = low.second, b = high.second;
        const auto real = [](std::string text, auto test) {
            return written_test{text, [test](const plain_value& value) {
                                    const auto* number = std::get_if<double>(&value);
                                    return number != nullptr && !std::isnan(*number) && test(*number);
                                }};
        };
        const auto list = " (" + std::string(low.first) + ", " + high.first + ")";
        const auto range = " " + std::string(low.first) + " AND " + high.first;
        switch (below(10)) {
        case 0:
            return real(" = " + std::string(low.first), [=](double x) { return x == a; });
        case 1:
            return {" != " + std::string(low.first), [=](const plain_value& value) {
                        const auto* number = std::get_if<double>(&value);
                        return number != nullptr && (std::isnan(*number) || *number != a);
                    }};
        case 2:
            return real(" < " + std::string(low.first), [=](double x) { return x < a; });
        case 3:
            return real(" <= " + std::string(low.first), [=](double x) { return x <= a; });
        case 4:
            return real(" > " + std::string(low.first), [=](double x) { return x > a; });
        case 5:
            return real(" >= " + std::string(low.first), [=](double x) { return x >= a; });
        case 6:
            return real(" IN" + list, [=](double x) { return x == a || x == b; });
        case 7:
            return real(" NOT IN" + list, [=](double x) { return x != a && x != b; });
        case 8:
            return real(" BETWEEN" + range, [=](double x) { return a <= x && x <= b; });
        default:
            return real(" NOT BETWEEN" + range, [=](double x) { return x < a || b < x; });
        }
    }

    written_test text_test()
    {
        if (one_in(6))
            return null_test();
        const std::string a = pick(texts), b = pick(texts);
        const auto text = [](std::string written, auto test) {
            return written_test{written, [test](const plain_value& value) {
                                    const auto* text = std::get_if<std::string>(&value);
                                    return text != nullptr && test(*text);
                                }};
        };
        const auto list = " ('" + a + "', '" + b + "')";
        const auto range = " '" + a + "' AND '" + b + "'";
        switch (below(7)) {
        case 0:
            return text(" = '" + a + "'", [=](const std::string& x) { return x == a; });
        case 1:
            return text(" != '" + a + "'", [=](const std::string& x) { return x != a; });
        case 2:
            return text(" LIKE 'a%'", [](const std::string& x) { return x.starts_with("a"); });
        case 3:
            return text(" IN" + list, [=](const std::string& x) { return x == a || x == b; });
        case 4:
            return text(" NOT IN" + list, [=](const std::string& x) { return x != a && x != b; });
        case 5:
            return text(" BETWEEN" + range, [=](const std::string& x) { return a <= x && x <= b; });
        default:
            return text(" NOT BETWEEN" + range, [=](const std::string& x) { return x < a || b < x; });
        }
    }

    static const std::map<std::string, double>& numbers_in_texts()
    {
        static const std::map<std::string, double> numbers{
            {"1", 1}, {"-1.0", -1}, {"2.5", 2.5}, {"1e2", 100}, {"inf", infinity}};
        return numbers;
    }

    static constexpr std::array<const char*, 3> keys{"a", "b c", "größe"};
    static constexpr std::array<const char*, 3> relations{"", "parent.", "children."};
    static constexpr std::array<const char*, 8> functions{"", "", "", "first", "last", "min", "max", "mean"};
    static constexpr std::array<const char*, 13> texts{"",    "a",    "A",   "ab", "b",   "ä",  "1",
                                                       "2.5", "-1.0", "1e2", "+1", "nan", "inf"};
    static constexpr std::array<double, 7> doubles{1, 2.5, -1, 100, plain_nan, largest, -largest};
    static constexpr std::array<std::pair<const char*, double>, 8> literals{{{"1", 1},
                                                                             {"0", 0},
                                                                             {"2.5", 2.5},
                                                                             {"-1", -1},
                                                                             {"3", 3},
                                                                             {"1e2", 100},
                                                                             {"1.7976931348623157e+308", largest},
                                                                             {"-1e300", -1e300}}};

    std::mt19937 random_;
};

/// Puts a run into a store.
inline void add(store::any_store& store, const schema::id::experiment& experiment, const plain_run& plain)
{
    auto run = new_run(experiment, plain.number);
    run.info.user_id = plain.user;
    run.info.start_time = plain.start_time;
    for (const auto& [key, value] : plain.params)
        run.data.params.push_back({key, value});
    for (const auto& [key, value] : plain.tags)
        run.data.tags.push_back({key, value});
    if (plain.parent)
        run.data.tags.push_back({schema::parent_run_tag, run_id(*plain.parent).value});
    const auto id = add_run(store, run);
    std::vector<schema::metric> points;
    for (const auto& [key, history] : plain.metrics)
        for (const auto& [step, time, value] : history)
            points.push_back(metric(key, value == plain_nan ? nan : value, time, step));
    log(store, id, points);
    store::run_change change;
    if (plain.end_time)
        change.end_time = *plain.end_time;
    if (plain.is_deleted)
        change.stage = store::stage_change{schema::lifecycle_stage::deleted, 1};
    BOOST_TEST_REQUIRE(store.update_run(id, change).has_value());
}

/// The ids of the runs that a view shows and a filter finds, in order.
inline std::string expected_ids(const plain_world& world, const random_filter& filter, schema::view_type view)
{
    std::string out;
    for (const auto& run : world.runs) {
        const auto stage = run.is_deleted ? schema::lifecycle_stage::deleted : schema::lifecycle_stage::active;
        if (schema::shows(view, stage) && filter.holds(world, run))
            out += std::to_string(run.number) + " ";
    }
    return out;
}

/// The store finds what the language says, for filters of all that it has. `after_logging` does to it what may happen
/// to one behind the back of its operations.
inline void filters_find_what_they_say(store::any_store& store, const std::function<void()>& after_logging = [] {})
{
    constexpr int runs = 40;
    search_generator random(20260);
    const std::vector experiments{add_experiment(store, "one"), add_experiment(store, "other")};
    plain_world world;
    for (int number = 0; number != runs; ++number)
        add(store, experiments[number % 2], world.runs.emplace_back(random.run(number, runs)));
    after_logging();

    std::size_t hits = 0, misses = 0;
    for (int round = 0; round != 2000; ++round) {
        const auto filter = random.filter();
        const auto view = schema::view_type{static_cast<int>(random.below(3)) + 1};
        std::string found;
        for (const auto& run : find(store, experiments, filter.text, {"run_id"}, view))
            found += std::to_string(std::stoi(run.info.run_id.value)) + " ";
        const auto expected = expected_ids(world, filter, view);
        BOOST_TEST(found == expected, "round " << round << ": " << filter.text << "\n"
                                               << found << "is not\n"
                                               << expected);
        hits += !expected.empty();
        misses += expected.empty();
    }
    BOOST_TEST(hits > 500u);
    BOOST_TEST(misses > 100u);
}

} // namespace mltrack::test::store_contract
