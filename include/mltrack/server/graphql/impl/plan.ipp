#pragma once

#include <mltrack/server/graphql/impl/inputs.hpp>
#include <mltrack/server/graphql/plan.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace mltrack::serving::graphql {

/// The selections that give one field of the answer: the first one, and all that is asked of its objects.
struct field_group
{
    const selection* first;
    std::vector<const std::vector<selection>*> asked;
};

inline bool same(const std::vector<argument>& left, const std::vector<argument>& right);

inline bool same(const value& left, const value& right)
{
    return left.is == right.is && left.text == right.text &&
           std::equal(left.elements.begin(), left.elements.end(), right.elements.begin(), right.elements.end(),
                      [](const value& a, const value& b) { return same(a, b); }) &&
           same(left.members, right.members);
}

inline bool same(const std::vector<argument>& left, const std::vector<argument>& right)
{
    return left.size() == right.size() && std::all_of(left.begin(), left.end(), [&](const argument& each) {
               const auto* other = find_argument(right, each.name);
               return other != nullptr && same(each.value, other->value);
           });
}

class planner
{
public:
    planner(const document& document, const operation& operation, const std::vector<argument>& variables)
        : document_(document), operation_(operation), inputs_(operation, variables, planned_.errors)
    {
    }

    plan run()
    {
        check_directives(operation_.directives, true);
        const auto groups = collect({&operation_.selections}, root_name());
        for (const auto& each : groups)
            planned_.fields.push_back(root(each));
        return std::move(planned_);
    }

private:
    void fail(std::string sentence) { note(planned_.errors, std::move(sentence)); }

    std::string root_name() const { return operation_.kind == operation_kind::query ? "Query" : "Mutation"; }

    /// The condition of `@skip` or `@include`.
    bool condition(const directive& given)
    {
        const auto* argument = find_argument(given.arguments, "if");
        const auto* found = argument == nullptr ? nullptr : inputs_.resolve(argument->value);
        if (found == nullptr || found->is != value::kind::boolean)
            fail("Directive '@" + given.name + "' needs the argument 'if', true or false.");
        return found != nullptr && found->text == "true";
    }

    /// Whether what has these directives is part of the answer.
    bool check_directives(const std::vector<directive>& directives, bool of_operation = false)
    {
        bool included = true;
        for (const auto& each : directives) {
            if (of_operation && each.name == "component") {
                if (const auto* name = find_argument(each.arguments, "name");
                    name == nullptr || name->value.is != value::kind::string)
                    fail("Directive '@component' argument 'name' of type 'String!' is required, but it was not "
                         "provided.");
            } else if (!of_operation && (each.name == "skip" || each.name == "include"))
                included = included && condition(each) == (each.name == "include");
            else
                fail("Unknown directive '@" + each.name + "' here.");
        }
        return included;
    }

    std::vector<field_group> collect(const std::vector<const std::vector<selection>*>& asked, const std::string& type)
    {
        std::vector<field_group> groups;
        std::vector<std::string_view> spread;
        for (const auto* each : asked)
            collect(*each, type, groups, spread);
        return groups;
    }

    void collect(const std::vector<selection>& selections, const std::string& type, std::vector<field_group>& groups,
                 std::vector<std::string_view>& spread)
    {
        for (const auto& each : selections) {
            if (!check_directives(each.directives))
                continue;
            if (each.is == selection::kind::field)
                add(each, groups);
            else if (each.is == selection::kind::inline_fragment)
                part(each.name, each.selections, type, groups, spread);
            else if (const auto* found = document_.find_fragment(each.name); found == nullptr)
                fail("Unknown fragment '" + each.name + "'.");
            else if (std::find(spread.begin(), spread.end(), each.name) == spread.end()) {
                // Once an object: a second time it asks for nothing more, and a fragment within itself ends.
                spread.push_back(each.name);
                part(found->type, found->selections, type, groups, spread);
            }
        }
    }

    void part(const std::string& wanted, const std::vector<selection>& selections, const std::string& type,
              std::vector<field_group>& groups, std::vector<std::string_view>& spread)
    {
        if (wanted.empty() || wanted == type)
            collect(selections, type, groups, spread);
        else
            fail("Fragment cannot be spread here as objects of type '" + type + "' can never be of type '" + wanted +
                 "'.");
    }

    void add(const selection& field, std::vector<field_group>& groups)
    {
        const auto found = std::find_if(groups.begin(), groups.end(),
                                        [&](const field_group& each) { return each.first->key() == field.key(); });
        if (found == groups.end()) {
            groups.push_back({&field, {&field.selections}});
            return;
        }
        if (found->first->name != field.name || !same(found->first->arguments, field.arguments))
            fail("Fields '" + field.key() +
                 "' conflict because they are different fields or have differing arguments. "
                 "Use different aliases on the fields to fetch both if this was intentional.");
        found->asked.push_back(&field.selections);
    }

    static bool asks_for_members(const field_group& group)
    {
        return std::any_of(group.asked.begin(), group.asked.end(), [](const auto* each) { return !each->empty(); });
    }

    std::optional<planned_field> type_name(const field_group& group, const std::string& type)
    {
        if (group.first->name != "__typename")
            return std::nullopt;
        if (asks_for_members(group))
            fail("Field '__typename' must not have a selection since type 'String!' has no subfields.");
        return planned_field{.key = group.first->key(), .type_name = type};
    }

    planned_field root(const field_group& group)
    {
        if (auto found = type_name(group, root_name()))
            return std::move(*found);
        planned_field field{.key = group.first->key()};
        field.root = find_root_field(operation_.kind, group.first->name);
        if (field.root == nullptr) {
            fail("Cannot query field '" + group.first->name + "' on type '" + root_name() + "'.");
            return field;
        }
        field.request = inputs_.request_of(*field.root, *group.first);
        field.fields = members(group, *field.root->type);
        return field;
    }

    planned_field member(const field_group& group, const type& type)
    {
        const auto& name = group.first->name;
        if (auto found = type_name(group, type.name()))
            return std::move(*found);
        planned_field field{.key = group.first->key(), .member = type.find(name)};
        if (field.member == nullptr || name.find('_') != name.npos) {
            fail("Cannot query field '" + name + "' on type '" + type.name() + "'.");
            return field;
        }
        if (!group.first->arguments.empty())
            fail("Unknown argument '" + group.first->arguments.front().name + "' on field '" + type.name() + '.' +
                 name + "'.");
        field.fields = members(group, *field.member->type);
        return field;
    }

    /// What is asked of the objects that a field gives, by itself or in lists.
    std::vector<planned_field> members(const field_group& group, const type& given)
    {
        const type* object = &given;
        while (object->is == type::kind::list)
            object = object->element;
        std::vector<planned_field> fields;
        if (object->is == type::kind::scalar) {
            if (asks_for_members(group))
                fail("Field '" + group.first->name + "' must not have a selection since its type has no subfields.");
            return fields;
        }
        if (!asks_for_members(group))
            fail("Field '" + group.first->name + "' of type '" + object->name() +
                 "' must have a selection of subfields. "
                 "Did you mean '" +
                 group.first->name + " { ... }'?");
        for (const auto& each : collect(group.asked, object->name()))
            fields.push_back(member(each, *object));
        return fields;
    }

    const document& document_;
    const operation& operation_;
    plan planned_;
    inputs inputs_;
};

MLTRACK_DECL plan make_plan(const document& document, const operation& operation,
                            const std::vector<argument>& variables)
{
    return planner(document, operation, variables).run();
}

} // namespace mltrack::serving::graphql
