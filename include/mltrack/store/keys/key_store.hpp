#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// What a store can do beside the operations of tracking_store.hpp: tell quickly which keys and values its runs have,
/// for those who write filters. It then has both operations. For a store without them `store::erased` looks at all
/// runs.

namespace mltrack::store {

/// A search for keys.
struct key_search
{
    std::span<const schema::id::experiment> experiments{}; ///< Whose runs are looked at, the active ones.
    query::entity entity = query::entity::metric;          ///< Of metrics, params or tags; others have no keys.
    std::string_view prefix{};                             ///< How they start.
    std::int64_t limit = 0;                                ///< How many are wanted at most.
};

/// A search for values.
struct value_search
{
    std::span<const schema::id::experiment> experiments{};
    query::column column{};    ///< A param, a tag, or an attribute or a data set's that is a text.
    std::string_view prefix{}; ///< How they start.
    std::int64_t limit = 0;
};

namespace operation {

/// `result<vector<string>> search_keys(const key_search&)`: the first keys in their order, each once.
template <class Store>
concept search_keys = requires(Store& store, const key_search& search) {
    { store.search_keys(search) } -> std::same_as<result<std::vector<std::string>>>;
};

/// `result<vector<string>> search_values(const value_search&)`: the first values in their order, each once.
template <class Store>
concept search_values = requires(Store& store, const value_search& search) {
    { store.search_values(search) } -> std::same_as<result<std::vector<std::string>>>;
};

} // namespace operation

/// A store that tells keys and values.
template <class Store>
concept key_store = operation::search_keys<Store> && operation::search_values<Store>;

/// Names the operation that a class lacks, if it has the other, on the compiler's first error line.
template <class Store>
constexpr bool check_key_store()
{
    if constexpr (operation::search_keys<Store> || operation::search_values<Store>) {
        static_assert(operation::search_keys<Store>,
                      "a store of keys needs: result<std::vector<std::string>> search_keys(const key_search&)");
        static_assert(operation::search_values<Store>,
                      "a store of keys needs: result<std::vector<std::string>> search_values(const value_search&)");
    }
    return true;
}

} // namespace mltrack::store
