#pragma once

#include <mltrack/query/impl/cell.hpp>

#include <string_view>
#include <variant>

namespace mltrack::query {

/// Calls a function with each text that a run itself has in a column: that of a param, a tag or an attribute, those of
/// its data sets. With none when it lacks the column, or has numbers in it.
template <class Function>
void for_each_text(const column& column, const schema::run& run, Function&& function)
{
    const auto look_at = [&](const detail::cell& cell) {
        if (const auto* text = std::get_if<std::string_view>(&cell))
            function(*text);
    };
    if (column.entity != entity::dataset)
        return look_at(detail::cell_of(column, run));
    for (const auto& input : run.inputs.dataset_inputs)
        look_at(detail::cell_of(column, input));
}

} // namespace mltrack::query
