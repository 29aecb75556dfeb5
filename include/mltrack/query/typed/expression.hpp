#pragma once

#include <mltrack/config.hpp>
#include <mltrack/query/filter.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::query {

/// A filter over runs that the compiler has checked: what comparisons of typed columns and `&&`, `||` and `!` make. It
/// is the text of the filter, and stands wherever a text of a filter does.
class expression
{
public:
    /// `text` is a condition whose outermost node is of the type.
    MLTRACK_DECL expression(std::string text, condition::kind type);

    const std::string& text() const noexcept { return text_; }
    operator std::string() const { return text_; }

    friend expression operator&&(const expression& left, const expression& right)
    {
        return joined(left, right, condition::kind::all);
    }
    friend expression operator||(const expression& left, const expression& right)
    {
        return joined(left, right, condition::kind::any);
    }
    friend expression operator!(const expression& operand) { return negated(operand); }

private:
    MLTRACK_DECL static expression joined(const expression& left, const expression& right, condition::kind by);
    MLTRACK_DECL static expression negated(const expression& operand);

    /// The text, in parentheses when it joins less tightly than what it becomes a part of.
    MLTRACK_DECL std::string part_of(condition::kind whole) const;

    std::string text_;
    condition::kind type_;
};

/// The texts of what typed columns are compared with. Errors: `mltrack::exception` with `invalid_parameter_value` for
/// NaN and for a string that no filter can hold (to_text.hpp).
MLTRACK_DECL std::string literal_of(double number);
MLTRACK_DECL std::string literal_of(std::int64_t number);
MLTRACK_DECL std::string literal_of(std::string_view text);

/// Literals in parentheses. Errors: `mltrack::exception` with `invalid_parameter_value` when there is none.
MLTRACK_DECL std::string list_of(const std::vector<std::string>& literals);

/// The text of a column with a key, behind a word as `parent.metrics.`.
MLTRACK_DECL std::string keyed_column(std::string_view relation, std::string_view entity, std::string_view key);

} // namespace mltrack::query

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/query/impl/expression.ipp>
#endif
