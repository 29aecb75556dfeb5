#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/frame/print.hpp>
#include <mltrack/frame/text_table.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <algorithm>
#include <ostream>
#include <variant>

namespace mltrack::frame {
namespace detail {

/// The text's first code points, at most `most`; the last one is `…` when there are more.
inline std::string cut(std::string_view text, std::size_t most)
{
    if (schema::code_points(text) <= most)
        return std::string(text);
    std::size_t end = 0;
    for (std::size_t count = 1; count < most; ++count)
        end += std::max<std::size_t>(schema::utf8_character(text.substr(end)), 1);
    return std::string(text.substr(0, end)) + "…";
}

struct cell_printer
{
    std::string operator()(std::monostate) const { return "-"; }
    std::string operator()(std::string_view text) const { return std::string(text); }
    std::string operator()(schema::unix_ms time) const
    {
        std::string text;
        append_time(text, time, {' ', ""});
        return text;
    }
    std::string operator()(double number) const
    {
        std::string text;
        codec::append_double(text, number);
        return text;
    }
};

} // namespace detail

MLTRACK_DECL void print(std::ostream& out, const runs_frame& frame, print_options options)
{
    const auto columns = frame.columns();
    const auto most_width = std::max<std::size_t>(options.most_width, 1);
    const auto half = std::max<std::size_t>(options.most_rows, 2) / 2;
    const bool is_cut = frame.size() > std::max<std::size_t>(options.most_rows, 2);
    std::vector<std::string> cells;
    for (const auto* column : columns)
        cells.push_back(detail::cut(column->name(), most_width));
    text_table table(std::move(cells));
    for (std::size_t row = 0; row != frame.size(); ++row) {
        cells.clear();
        for (const auto* column : columns)
            cells.push_back(detail::cut(std::visit(detail::cell_printer(), (*column)[row]), most_width));
        table.add(std::move(cells));
        if (is_cut && row + 1 == half) {
            table.add(std::vector<std::string>(columns.size(), "…"));
            row = frame.size() - half - 1;
        }
    }
    out << table << frame.size() << (frame.size() == 1 ? " run, " : " runs, ") << columns.size()
        << (columns.size() == 1 ? " column\n" : " columns\n");
}

} // namespace mltrack::frame
