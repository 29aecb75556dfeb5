#pragma once

#include <mltrack/schema/entity/run.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>

namespace mltrack::logging {

/// A record on its way to the server.
struct entry
{
    std::uint64_t number = 0; ///< Counts the records of a journal or of a logger from 1.
    std::variant<schema::metric, schema::param, schema::run_tag> what{};

    friend bool operator==(const entry&, const entry&) = default;
};

/// Key of an entry, and what it is, for people: `the metric 'loss'`.
inline std::string name_of(const entry& entry)
{
    static constexpr const char* kinds[] = {"the metric '", "the param '", "the tag '"};
    return std::visit([&](const auto& each) { return kinds[entry.what.index()] + each.key->value + '\''; }, entry.what);
}

} // namespace mltrack::logging
