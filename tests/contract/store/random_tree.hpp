#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace mltrack::test::store_contract {

/// Random filters with all that the language has, the same in every run of the tests. Keys and values are few, so that
/// many comparisons hold and many things are missing.
class random_tree
{
public:
    explicit random_tree(std::uint32_t seed) : random_(seed) {}

    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }
    bool one_in(std::uint32_t count) { return below(count) == 0; }

    template <class T, std::size_t N>
    const T& one_of(const std::array<T, N>& choices)
    {
        return choices[below(N)];
    }

    /// A filter over runs; `depth` is how deep it nests at most.
    std::string run_filter(int depth)
    {
        return tree(depth, [this] { return run_comparison(); });
    }

    /// A filter over experiments.
    std::string experiment_filter(int depth)
    {
        return tree(depth, [this] { return experiment_comparison(); });
    }

    std::string text() { return std::string(one_of(texts)); }

    static constexpr std::array<std::string_view, 3> keys{"a", "b", "c"};
    static constexpr std::array<double, 10> values{0,
                                                   -0.0,
                                                   1,
                                                   -1,
                                                   0.5,
                                                   2,
                                                   4,
                                                   std::numeric_limits<double>::quiet_NaN(),
                                                   std::numeric_limits<double>::infinity(),
                                                   -std::numeric_limits<double>::infinity()};

private:
    template <class Comparison>
    std::string tree(int depth, Comparison comparison)
    {
        if (depth == 0 || one_in(4))
            return comparison();
        if (one_in(4))
            return "NOT " + std::string(one_in(2) ? "(" + tree(depth - 1, comparison) + ")" : comparison());
        const std::string_view connective = one_in(2) ? " AND " : " OR ";
        std::string out = "(" + tree(depth - 1, comparison);
        for (auto more = 1 + below(2); more != 0; --more)
            out += std::string(connective) + tree(depth - 1, comparison);
        return out + ")";
    }

    std::string relation() { return one_in(3) ? (one_in(2) ? "parent." : "children.") : ""; }
    std::string key() { return std::string(one_of(keys)); }

    std::string run_comparison()
    {
        switch (below(7)) {
        case 0:
            return relation() + "metrics." + key() + numbers(true);
        case 1:
        case 2:
            return std::string(one_of(functions)) + "(" + relation() + "metrics." + key() + ")" + numbers(true);
        case 3:
            return relation() + (one_in(2) ? "params." : "tags.") + key() + (one_in(2) ? numbers(false) : strings(true));
        case 4:
            return relation() + (one_in(2) ? "start_time" : "end_time") + numbers(true);
        case 5:
            return "children" + numbers(false);
        default:
            return relation() + std::string(one_of(attributes)) + strings(false);
        }
    }

    std::string experiment_comparison()
    {
        switch (below(3)) {
        case 0:
            return "tags." + key() + (one_in(2) ? numbers(false) : strings(true));
        case 1:
            return "name" + strings(false);
        default:
            return std::string(one_in(2) ? "creation_time " : "last_update_time ") + std::string(one_of(signs)) + " " +
                   std::to_string(below(4));
        }
    }

    std::string numbers(bool may_be_null)
    {
        return compared([this] { return std::string(one_of(literals)); }, signs, may_be_null);
    }

    std::string strings(bool may_be_null)
    {
        return compared([this] { return "'" + text() + "'"; }, words, may_be_null);
    }

    template <class Literal, std::size_t N>
    std::string compared(Literal literal, const std::array<std::string_view, N>& comparators, bool may_be_null)
    {
        const std::string negated = one_in(2) ? " NOT" : "";
        switch (below(may_be_null ? 6 : 5)) {
        case 0:
            return negated + " IN (" + literal() + ", " + literal() + ")";
        case 1: {
            const auto lower = literal();
            return negated + " BETWEEN " + lower + " AND " + literal();
        }
        case 5:
            return " IS" + negated + " NULL";
        default:
            return " " + std::string(one_of(comparators)) + " " + literal();
        }
    }

    static constexpr std::array<std::string_view, 4> functions{"first", "min", "max", "mean"};
    static constexpr std::array<std::string_view, 3> attributes{"status", "run_name", "user_id"};
    static constexpr std::array<std::string_view, 6> signs{"=", "!=", "<", "<=", ">", ">="};
    static constexpr std::array<std::string_view, 4> words{"=", "!=", "LIKE", "ILIKE"};
    static constexpr std::array<std::string_view, 8> literals{"0", "1", "-1", "0.5", "2", "1e1", "1e308", "-0.25"};
    static constexpr std::array<std::string_view, 12> texts{"x",  "X",   "1",  "1.0",      "0.5",     " 1",
                                                            "+1", "inf", "%x", "FINISHED", "RUNNING", ""};

    std::mt19937 random_;
};

} // namespace mltrack::test::store_contract
