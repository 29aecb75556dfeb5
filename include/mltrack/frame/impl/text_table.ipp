#pragma once

#include <mltrack/frame/text_table.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <utility>

namespace mltrack::frame {
namespace detail {

inline void print_row(std::ostream& out, const std::vector<std::string>& cells, const std::vector<std::size_t>& widths)
{
    std::string line;
    for (std::size_t column = 0; column != cells.size(); ++column) {
        line += cells[column];
        line.append(widths[column] - schema::code_points(cells[column]) + 2, ' ');
    }
    out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
}

} // namespace detail

MLTRACK_DECL std::string printable(std::string_view text)
{
    std::string out;
    const auto escape = [&](unsigned byte) {
        char code[5];
        std::snprintf(code, sizeof code, "\\x%02x", byte);
        out += code;
    };
    for (std::size_t at = 0; at != text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const auto next = static_cast<unsigned char>(at + 1 != text.size() ? text[at + 1] : 0);
        if (byte == '\n')
            out += "\\n";
        else if (byte == '\t')
            out += "\\t";
        else if (byte < 0x20 || byte == 0x7F)
            escape(byte);
        else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) // U+0080 to U+009F, which terminals obey too.
            escape(static_cast<unsigned char>(text[++at]));
        else
            out += text[at];
    }
    return out;
}

MLTRACK_DECL text_table::text_table(std::vector<std::string> headings)
{
    for (auto& heading : headings)
        heading = printable(heading);
    rows_.push_back(std::move(headings));
}

MLTRACK_DECL void text_table::add(std::vector<std::string> cells)
{
    for (auto& cell : cells)
        cell = printable(cell);
    rows_.push_back(std::move(cells));
}

MLTRACK_DECL std::ostream& operator<<(std::ostream& out, const text_table& table)
{
    std::vector<std::size_t> widths(table.rows_.front().size());
    for (const auto& row : table.rows_)
        for (std::size_t column = 0; column != row.size(); ++column)
            widths[column] = std::max(widths[column], schema::code_points(row[column]));
    detail::print_row(out, table.rows_.front(), widths);
    std::vector<std::string> rules;
    for (const auto width : widths)
        rules.emplace_back(width, '-');
    detail::print_row(out, rules, widths);
    std::for_each(table.rows_.begin() + 1, table.rows_.end(),
                  [&](const auto& row) { detail::print_row(out, row, widths); });
    return out;
}

} // namespace mltrack::frame
