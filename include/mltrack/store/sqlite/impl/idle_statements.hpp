#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <iterator>
#include <list>
#include <memory>
#include <new>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mltrack::store::detail {

struct finalize_statement
{
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// A statement that is given back to SQLite.
using statement_handle = std::unique_ptr<sqlite3_stmt, finalize_statement>;

/// The prepared statements of a connection that nobody uses, by their text.
class idle_statements
{
public:
    /// How many are kept: what the store needs and some searches.
    static constexpr std::size_t most = 64;

    /// A statement of this text, which is idle no more; null when there is none.
    sqlite3_stmt* take(std::string_view sql) noexcept
    {
        const auto known = by_text_.find(sql);
        if (known == by_text_.end())
            return nullptr;
        const auto taken = known->second;
        auto* statement = taken->release();
        by_text_.erase(known);
        idle_.erase(taken);
        return statement;
    }

    /// Keeps a statement for the next time; when there are many, the one that has been idle for longest goes. Without
    /// memory this one goes: it is prepared anew the next time.
    void keep(statement_handle statement) noexcept
    {
        if (idle_.size() == most)
            const statement_handle gone(take(sqlite3_sql(idle_.front().get())));
        const std::string_view text = sqlite3_sql(statement.get());
        try {
            idle_.push_back(std::move(statement));
        } catch (const std::bad_alloc&) {
            return;
        }
        try {
            by_text_.emplace(text, std::prev(idle_.end()));
        } catch (const std::bad_alloc&) {
            idle_.pop_back();
        }
    }

private:
    std::list<statement_handle> idle_; ///< The one that was given back first stands first.
    std::unordered_multimap<std::string_view, std::list<statement_handle>::iterator> by_text_;
};

} // namespace mltrack::store::detail
