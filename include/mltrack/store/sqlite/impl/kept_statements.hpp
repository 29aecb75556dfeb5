#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mltrack::store::detail {

/// A prepared statement of a connection.
struct kept_statement
{
    struct finalize
    {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };

    std::unique_ptr<sqlite3_stmt, finalize> prepared;
    bool is_lent = true;
    bool is_large = false;      ///< It goes when it is given back.
    std::uint64_t last_use = 0; ///< The number of the use.
};

/// The prepared statements of a connection, which stay for the next time. They stay where they are.
class kept_statements
{
public:
    /// How many are kept, unless more are in use: what the store needs and some searches.
    static constexpr std::size_t most = 64;

    /// Bytes of the largest text that is kept. A statement takes some ten times its text, and searches that name very
    /// many experiments have texts of megabytes.
    static constexpr std::size_t largest = 64 << 10;

    /// Lends a statement of this text that nobody has; null when there is none. Takes no memory.
    kept_statement* lend(std::string_view sql) noexcept
    {
        for (auto [each, end] = by_text_.equal_range(sql); each != end; ++each)
            if (!each->second.is_lent)
                return &use(each->second);
        return nullptr;
    }

    /// Keeps a new statement and lends it. When there are many, the one that was not used for the longest time goes.
    kept_statement& add(decltype(kept_statement::prepared) prepared)
    {
        if (by_text_.size() >= most)
            drop_oldest();
        const std::string_view text = sqlite3_sql(prepared.get());
        auto& added = by_text_.emplace(text, kept_statement{std::move(prepared)})->second;
        added.is_large = text.size() > largest;
        return use(added);
    }

    /// Takes a lent statement back. Takes no memory.
    void give_back(kept_statement& statement) noexcept
    {
        statement.is_lent = false;
        if (statement.is_large)
            drop(statement);
    }

private:
    kept_statement& use(kept_statement& statement) noexcept
    {
        statement.is_lent = true;
        statement.last_use = ++uses_;
        return statement;
    }

    void drop(const kept_statement& statement) noexcept
    {
        for (auto [each, end] = by_text_.equal_range(sqlite3_sql(statement.prepared.get())); each != end; ++each)
            if (&each->second == &statement) {
                by_text_.erase(each);
                return;
            }
    }

    void drop_oldest()
    {
        const auto rank = [](const auto& each) { return std::pair(each.second.is_lent, each.second.last_use); };
        const auto oldest =
            std::min_element(by_text_.begin(), by_text_.end(),
                             [&](const auto& left, const auto& right) { return rank(left) < rank(right); });
        if (!oldest->second.is_lent)
            by_text_.erase(oldest);
    }

    std::unordered_multimap<std::string_view, kept_statement> by_text_; ///< The texts are SQLite's own.
    std::uint64_t uses_ = 0;
};

} // namespace mltrack::store::detail
