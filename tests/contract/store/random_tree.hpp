#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace mltrack::test::store_contract {

/// Random filters over experiments with all that the language has, the same in every run of the tests. Keys and values
/// are few, so that many comparisons hold and many things are missing.
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

    /// A filter over experiments; `depth` is how deep it nests at most.
    std::string experiment_filter(int depth)
    {
        if (depth == 0 || one_in(4))
            return comparison();
        if (one_in(4))
            return "NOT " + (one_in(2) ? "(" + experiment_filter(depth - 1) + ")" : comparison());
        const std::string_view connective = one_in(2) ? " AND " : " OR ";
        std::string out = "(" + experiment_filter(depth - 1);
        for (auto more = 1 + below(2); more != 0; --more)
            out += std::string(connective) + experiment_filter(depth - 1);
        return out + ")";
    }

    std::string text() { return std::string(one_of(texts)); }

    static constexpr std::array<std::string_view, 3> keys{"a", "b", "c"};

private:
    std::string key() { return std::string(one_of(keys)); }

    std::string comparison()
    {
        switch (below(3)) {
        case 0:
            return "tags." + key() + (one_in(2) ? numbers() : strings(true));
        case 1:
            return "name" + strings(false);
        default:
            return std::string(one_in(2) ? "creation_time " : "last_update_time ") + std::string(one_of(signs)) + " " +
                   std::to_string(below(4));
        }
    }

    std::string numbers()
    {
        return compared([this] { return std::string(one_of(literals)); }, signs, false);
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

    static constexpr std::array<std::string_view, 6> signs{"=", "!=", "<", "<=", ">", ">="};
    static constexpr std::array<std::string_view, 4> words{"=", "!=", "LIKE", "ILIKE"};
    static constexpr std::array<std::string_view, 8> literals{"0", "1", "-1", "0.5", "2", "1e1", "1e308", "-0.25"};
    static constexpr std::array<std::string_view, 12> texts{"x",  "X",   "1",  "1.0",      "0.5",     " 1",
                                                            "+1", "inf", "%x", "FINISHED", "RUNNING", ""};

    std::mt19937 random_;
};

} // namespace mltrack::test::store_contract
