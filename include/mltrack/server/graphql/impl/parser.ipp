#pragma once

#include <mltrack/server/graphql/lexer.hpp>
#include <mltrack/server/graphql/parser.hpp>

#include <utility>

namespace mltrack::serving::graphql {

/// Reads a document by recursive descent. After a fault every word is the end, so that all loops end too.
class parser
{
public:
    explicit parser(std::string_view text) : in_(text) {}

    result<document> run()
    {
        document read;
        do
            definition(read);
        while (in_.next().kind != token_kind::end);
        if (!in_.failure().empty())
            return error{errc::invalid_parameter_value, "The query is no GraphQL: " + in_.failure() + "."};
        return read;
    }

private:
    static constexpr int deepest = 100;

    bool is(std::string_view punctuator) const
    {
        return in_.next().kind == token_kind::punctuator && in_.next().text == punctuator;
    }

    bool is_word(std::string_view word) const { return in_.next().kind == token_kind::name && in_.next().text == word; }

    bool skip(std::string_view punctuator)
    {
        const bool there = is(punctuator);
        if (there)
            in_.take();
        return there;
    }

    void expect(std::string_view punctuator)
    {
        if (!skip(punctuator))
            in_.fail("expected '" + std::string(punctuator) + "'");
    }

    std::string name()
    {
        if (in_.next().kind == token_kind::name)
            return in_.take().text;
        in_.fail("expected a name");
        return {};
    }

    /// Reads one thing after the other, one at least, up to the closing bracket.
    template <class Read>
    void until(std::string_view closing, Read&& read)
    {
        if (++depth_ > deepest)
            in_.fail("more than 100 brackets are open");
        do
            read();
        while (!is(closing) && in_.next().kind != token_kind::end);
        expect(closing);
        --depth_;
    }

    void definition(document& into)
    {
        if (is_word("fragment"))
            fragment_definition(into);
        else
            into.operations.push_back(operation_definition());
    }

    void fragment_definition(document& into)
    {
        in_.take();
        fragment read;
        if (is_word("on"))
            in_.fail("expected a name other than 'on'");
        const auto name = this->name();
        if (into.find_fragment(name) != nullptr)
            in_.fail("a second fragment of the name '" + name + "' stands");
        if (!is_word("on"))
            in_.fail("expected 'on'");
        in_.take();
        read.type = this->name();
        directives();
        read.selections = selections();
        into.fragments.emplace(name, std::move(read));
    }

    operation operation_definition()
    {
        operation read;
        if (is("{")) {
            read.selections = selections();
            return read;
        }
        if (is_word("mutation"))
            read.kind = operation_kind::mutation;
        else if (is_word("subscription"))
            read.kind = operation_kind::subscription;
        else if (!is_word("query"))
            in_.fail("expected a query, mutation, subscription or fragment");
        in_.take();
        if (in_.next().kind == token_kind::name)
            read.name = name();
        if (skip("("))
            until(")", [&] { read.variables.push_back(variable_definition()); });
        read.directives = directives();
        read.selections = selections();
        return read;
    }

    variable variable_definition()
    {
        variable read;
        expect("$");
        read.name = name();
        expect(":");
        read.type = type();
        if (skip("=")) {
            is_default_ = true;
            read.initial = this->value();
            is_default_ = false;
        }
        directives();
        return read;
    }

    std::string type()
    {
        std::string text;
        if (skip("["))
            until("]", [&] { text = text.empty() ? '[' + type() + ']' : (in_.fail("expected ']'"), text); });
        else
            text = name();
        return skip("!") ? text + '!' : text;
    }

    std::vector<directive> directives()
    {
        std::vector<directive> read;
        while (skip("@")) {
            directive each;
            each.name = name();
            each.arguments = arguments();
            read.push_back(std::move(each));
        }
        return read;
    }

    std::vector<argument> arguments()
    {
        std::vector<argument> read;
        if (skip("("))
            until(")", [&] { read.push_back(argument_definition()); });
        return read;
    }

    argument argument_definition()
    {
        argument read;
        read.name = name();
        expect(":");
        read.value = value();
        return read;
    }

    graphql::value value()
    {
        using kind = value::kind;
        if (skip("["))
            return list();
        if (skip("{"))
            return object();
        if (is("$") && is_default_)
            in_.fail("expected a default without variables");
        if (skip("$"))
            return {kind::variable, name(), {}, {}};
        switch (in_.next().kind) {
        case token_kind::string:
            return {kind::string, in_.take().text, {}, {}};
        case token_kind::number:
            return {kind::number, in_.take().text, {}, {}};
        case token_kind::name: {
            auto word = in_.take().text;
            const auto is = word == "null"                      ? kind::null
                            : word == "true" || word == "false" ? kind::boolean
                                                                : kind::enumeration;
            return {is, std::move(word), {}, {}};
        }
        case token_kind::end:
        case token_kind::punctuator:
            in_.fail("expected a value");
        }
        return {};
    }

    graphql::value list()
    {
        graphql::value read{value::kind::list, {}, {}, {}};
        if (!skip("]"))
            until("]", [&] { read.elements.push_back(value()); });
        return read;
    }

    graphql::value object()
    {
        graphql::value read{value::kind::object, {}, {}, {}};
        if (!skip("}"))
            until("}", [&] { read.members.push_back(argument_definition()); });
        return read;
    }

    std::vector<selection> selections()
    {
        std::vector<selection> read;
        expect("{");
        until("}", [&] { read.push_back(skip("...") ? fragment_selection() : field()); });
        return read;
    }

    selection field()
    {
        selection read;
        read.name = name();
        if (skip(":")) {
            read.alias = std::move(read.name);
            read.name = name();
        }
        read.arguments = arguments();
        read.directives = directives();
        if (is("{"))
            read.selections = selections();
        return read;
    }

    selection fragment_selection()
    {
        selection read;
        if (in_.next().kind == token_kind::name && !is_word("on")) {
            read.is = selection::kind::spread;
            read.name = name();
            read.directives = directives();
            return read;
        }
        read.is = selection::kind::inline_fragment;
        if (is_word("on")) {
            in_.take();
            read.name = name();
        }
        read.directives = directives();
        read.selections = selections();
        return read;
    }

    lexer in_;
    int depth_ = 0;
    bool is_default_ = false; ///< What is read is the default of a variable.
};

MLTRACK_DECL result<document> parse(std::string_view text)
{
    return parser(text).run();
}

} // namespace mltrack::serving::graphql
