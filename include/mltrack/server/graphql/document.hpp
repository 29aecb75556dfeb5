#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// An executable document of the GraphQL language (October 2021, section 2) as the parser reads it.

namespace mltrack::serving::graphql {

struct argument;

/// A value in a document, or of a variable.
struct value
{
    enum class kind { null, boolean, number, string, enumeration, variable, list, object };

    kind is = kind::null;
    std::string text{};            ///< As it is written; of a string the decoded text, of a variable its name.
    std::vector<value> elements;   ///< Of a list.
    std::vector<argument> members; ///< Of an object.
};

/// A named value.
struct argument
{
    std::string name{};
    graphql::value value{};
};

/// `@name(arguments)`.
struct directive
{
    std::string name{};
    std::vector<argument> arguments{};
};

/// One thing that is asked of an object.
struct selection
{
    enum class kind { field, spread, inline_fragment };

    kind is = kind::field;
    std::string alias{}; ///< Of a field; empty: none.
    std::string name{};  ///< Of a field, or of the fragment that is spread; an inline fragment's type, if it has one.
    std::vector<argument> arguments{};
    std::vector<directive> directives{};
    std::vector<selection> selections;

    /// The name of a field in the answer.
    const std::string& key() const { return alias.empty() ? name : alias; }
};

/// Selections that have a name, to be spread in several places.
struct fragment
{
    std::string type{}; ///< What it is a part of.
    std::vector<selection> selections{};
};

/// A variable that an operation declares.
struct variable
{
    std::string name{};
    std::string type{}; ///< As it is written: `[String!]!`.
    std::optional<value> initial{};

    bool required() const { return type.ends_with('!') && !initial; }
};

enum class operation_kind { query, mutation, subscription };

/// What is to be carried out.
struct operation
{
    operation_kind kind = operation_kind::query;
    std::string name{};
    std::vector<variable> variables{};
    std::vector<directive> directives{};
    std::vector<selection> selections{};
};

/// Operations, and the fragments that they spread.
struct document
{
    std::vector<operation> operations{};
    std::map<std::string, fragment, std::less<>> fragments{}; ///< By name.

    /// The fragment of a name; null when there is none.
    const fragment* find_fragment(std::string_view name) const
    {
        const auto found = fragments.find(name);
        return found == fragments.end() ? nullptr : &found->second;
    }
};

/// The argument of a name; null when there is none.
inline const argument* find_argument(const std::vector<argument>& arguments, std::string_view name)
{
    for (const auto& each : arguments)
        if (each.name == name)
            return &each;
    return nullptr;
}

} // namespace mltrack::serving::graphql
