#pragma once

#include <mltrack/query/page_token.hpp>
#include <mltrack/store/records.hpp>

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace mltrack::tracking {

/// The page that a token leads to. Errors: `invalid_parameter_value` for a token of no page.
inline result<store::page> first_page(std::string_view token, std::int64_t size)
{
    MLTRACK_TRY(const auto offset, query::decode_page_token(token));
    return store::page{.offset = offset, .limit = size};
}

/// How many rows a page has whose size need not be given: without it everything from the token on is one page.
template <class Size>
std::int64_t size_or_all(const std::optional<Size>& size)
{
    return size ? size->value : std::numeric_limits<int>::max();
}

/// The page with one row more, whose presence tells that a further page exists.
inline store::page one_more(const store::page& page)
{
    return {.offset = page.offset, .limit = page.limit + 1};
}

/// The token of the page behind `page`, if `rows`, which were found by `one_more`, has its row; takes that row away.
template <class Rows>
std::optional<std::string> next_page_token(Rows& rows, const store::page& page)
{
    if (static_cast<std::int64_t>(rows.size()) <= page.limit)
        return std::nullopt;
    rows.resize(static_cast<std::size_t>(page.limit));
    return query::encode_page_token(page.offset + page.limit);
}

} // namespace mltrack::tracking
