#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/store/sql/ddl/notation.hpp>

namespace mltrack::store::relational {

/// What makes a described row struct a table: specialise it with
/// - `static constexpr std::string_view name`: the table's name, and
/// - `static constexpr std::string_view clauses`: its keys, checks, defaults and indexes, one a line (notation.hpp).
///
/// The columns are the members of the row, in their order.
template <class Row>
struct table;

/// A described struct that is a row of a table.
template <class Row>
concept table_row = reflect::described<Row> && requires {
    table<Row>::name;
    table<Row>::clauses;
};

/// The table of a row struct.
template <table_row Row>
const table_definition& definition_of()
{
    static const table_definition definition = [] {
        table_definition made;
        made.name = table<Row>::name;
        reflect::for_each_member<Row>([&]<class Member>(Member) {
            using type = reflect::member_type<Member, Row>;
            made.columns.push_back({std::string(Member::name), column_type_of<type>, is_nullable<type>, {}, {}});
        });
        add_clauses(made, table<Row>::clauses);
        return made;
    }();
    return definition;
}

} // namespace mltrack::store::relational
