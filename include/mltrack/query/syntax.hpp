#pragma once

#include <mltrack/query/grammar.hpp>
#include <mltrack/query/syntax/condition.hpp>
#include <mltrack/query/syntax/reading.hpp>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace mltrack::query {

/// What a text says, or why it says nothing.
template <class T>
struct parsed
{
    T value{};
    std::optional<syntax_error> error; ///< When set, the value means nothing.
};

/// Parses one text; can run at compile time. What comes out looks into the text.
class parser
{
public:
    /// What is looked for on the way is added to `looked_for`, if there is one; an empty text is then read as others
    /// are.
    constexpr parser(std::string_view text, const grammar& grammar, std::vector<expectation>* looked_for = nullptr)
        : at_(text, grammar, looked_for), is_empty_(text.empty() && looked_for == nullptr)
    {
    }

    /// `filter = [condition]`
    constexpr parsed<filter> parse_filter()
    {
        filter out;
        take_filter(out.root);
        return {std::move(out), at_.error};
    }

    /// `order = column [ASC | DESC]`, without blanks around it.
    constexpr parsed<order> parse_order()
    {
        order out;
        take_order(out);
        return {out, at_.error};
    }

private:
    constexpr bool take_filter(condition& out)
    {
        if (is_empty_)
            return true;
        if (!syntax::take_condition(at_, out, 0))
            return false;
        if (at_.words.at_end())
            return true;
        return at_.fail_here(at_.words.next() == ')' ? "this parenthesis closes none: expected AND, OR or the end"
                                                     : "expected AND, OR or the end");
    }

    constexpr bool take_order(order& out)
    {
        if (!syntax::take_column(at_, out.column, column_use::order))
            return false;
        constexpr std::string_view expected = "expected ASC, DESC or the end, without blanks around the clause";
        if (at_.words.at_end())
            return true;
        if (!at_.words.take_blanks())
            return at_.fail_here(expected);
        out.descending = at_.take_keyword("DESC");
        if (!out.descending && !at_.take_keyword("ASC"))
            return at_.fail_here(expected);
        return at_.words.at_end() || at_.fail_here(expected);
    }

    reading at_;
    bool is_empty_;
};

} // namespace mltrack::query
