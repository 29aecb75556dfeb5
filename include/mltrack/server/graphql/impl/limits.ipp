#pragma once

#include <mltrack/server/graphql/limits.hpp>

#include <algorithm>
#include <set>

namespace mltrack::serving::graphql {

/// Counts what a document asks for, with its fragments spread out. Each fragment counts once an object, so that
/// fragments which spread themselves end.
class scan
{
public:
    scan(const document& document, const limits& limits) : document_(document), limits_(limits) {}

    std::string run()
    {
        for (const auto& each : document_.operations)
            count(each.selections, 1);
        return failure_;
    }

private:
    void fail(const std::string& sentence)
    {
        if (failure_.empty())
            failure_ = sentence;
    }

    static std::string too_many(std::size_t most, std::size_t got, const std::string& what)
    {
        return "GraphQL queries should have at most " + std::to_string(most) + ' ' + what + ", got " +
               std::to_string(got) + ' ' + what + '.';
    }

    void flatten(const std::vector<selection>& selections, std::vector<const selection*>& fields,
                 std::set<std::string_view>& spread)
    {
        for (const auto& each : selections) {
            if (each.is != selection::kind::field && ++fragments_ > limits_.selections)
                return fail("Query exceeds maximum total fragments of " + std::to_string(limits_.selections));
            if (each.is == selection::kind::field)
                fields.push_back(&each);
            else if (each.is == selection::kind::inline_fragment)
                flatten(each.selections, fields, spread);
            else if (const auto* found = document_.find_fragment(each.name);
                     found != nullptr && spread.insert(each.name).second)
                flatten(found->selections, fields, spread);
        }
    }

    void count(const std::vector<selection>& selections, std::size_t depth)
    {
        if (depth > limits_.depth)
            return fail("Query exceeds maximum depth of " + std::to_string(limits_.depth));
        std::vector<const selection*> fields;
        std::set<std::string_view> spread;
        flatten(selections, fields, spread);
        selections_ += fields.size();
        if (selections_ > limits_.selections)
            return fail("Query exceeds maximum total selections of " + std::to_string(limits_.selections));
        root_fields_ += depth == 1 ? fields.size() : 0;
        if (root_fields_ > limits_.root_fields)
            return fail(too_many(limits_.root_fields, root_fields_, "root fields"));
        const auto aliases = static_cast<std::size_t>(
            std::count_if(fields.begin(), fields.end(), [](const selection* each) { return !each->alias.empty(); }));
        if (aliases > limits_.aliases)
            return fail(too_many(limits_.aliases, aliases, "aliases"));
        for (const auto* each : fields)
            if (!each->selections.empty() && failure_.empty())
                count(each->selections, depth + 1);
    }

    const document& document_;
    const limits& limits_;
    std::size_t selections_ = 0;
    std::size_t fragments_ = 0;
    std::size_t root_fields_ = 0;
    std::string failure_;
};

MLTRACK_DECL std::string exceeded(const document& document, const limits& limits)
{
    return scan(document, limits).run();
}

} // namespace mltrack::serving::graphql
