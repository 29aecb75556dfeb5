#pragma once

#include <mltrack/query/syntax/expectation.hpp>
#include <mltrack/query/syntax/lexer.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace mltrack::query {

/// Why a text is no filter or order.
struct syntax_error
{
    std::size_t position = 0;           ///< The byte of the text at which it goes wrong.
    std::string_view message;           ///< What should stand there.
    std::size_t expected_at = position; ///< The byte at which it should stand: behind what began there and has no end.
};

/// One run of the parser over a text: how far it is, and what went wrong.
class reading
{
public:
    /// What the parser looks for is added to `looked_for`, if there is one.
    constexpr reading(std::string_view text, const grammar& language, std::vector<expectation>* looked_for)
        : words(text), language(language), looked_for_(looked_for)
    {
    }

    constexpr bool fail(std::size_t position, std::string_view message)
    {
        error = syntax_error{position, message};
        return false;
    }

    /// Fails where something began whose end is missing at the place that is reached.
    constexpr bool fail_unclosed(std::size_t position, std::string_view message)
    {
        error = syntax_error{position, message, words.position()};
        return false;
    }

    /// Fails at the place that is reached.
    constexpr bool fail_here(std::string_view message) { return fail(words.position(), message); }

    /// Notes what is looked for at the place that is reached.
    constexpr void expect(const expectation& what) { expect_at(words.position(), what); }

    constexpr void expect_at(std::size_t start, expectation what)
    {
        if (looked_for_ == nullptr)
            return;
        what.start = start;
        looked_for_->push_back(what);
    }

    /// Notes that a word is looked for, and reads it if it comes next.
    constexpr bool take_keyword(std::string_view upper_case)
    {
        expect({.word = upper_case});
        return words.take_keyword(upper_case);
    }

    /// The same with a sign.
    constexpr bool take_sign(std::string_view sign)
    {
        expect({.word = sign});
        return words.take(sign.front());
    }

    lexer words;
    const grammar& language;
    std::optional<syntax_error> error;
    std::size_t comparisons = 0; ///< So many were read.
    std::size_t literals = 0;

private:
    std::vector<expectation>* looked_for_;
};

} // namespace mltrack::query
