#include "console/table.hpp"

#include <algorithm>
#include <cstdio>

namespace mltrack::program {
namespace {

/// How many code points a UTF-8 text has.
std::size_t width_of(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void print_row(std::ostream& out, const std::vector<std::string>& cells, const std::vector<std::size_t>& widths)
{
    std::string line;
    for (std::size_t column = 0; column != cells.size(); ++column) {
        line += cells[column];
        line.append(widths[column] - width_of(cells[column]) + 2, ' ');
    }
    out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (byte < 0x20 || byte == 0x7F) {
            char code[5];
            std::snprintf(code, sizeof code, "\\x%02x", byte);
            out += code;
        } else
            out += c;
    }
    return out;
}

table::table(std::vector<std::string> headings) : rows_{std::move(headings)} {}

void table::add(std::vector<std::string> cells)
{
    for (auto& cell : cells)
        cell = printable(cell);
    rows_.push_back(std::move(cells));
}

std::ostream& operator<<(std::ostream& out, const table& table)
{
    std::vector<std::size_t> widths(table.rows_.front().size());
    for (const auto& row : table.rows_)
        for (std::size_t column = 0; column != row.size(); ++column)
            widths[column] = std::max(widths[column], width_of(row[column]));
    print_row(out, table.rows_.front(), widths);
    std::vector<std::string> rules;
    for (const auto width : widths)
        rules.emplace_back(width, '-');
    print_row(out, rules, widths);
    std::for_each(table.rows_.begin() + 1, table.rows_.end(), [&](const auto& row) { print_row(out, row, widths); });
    return out;
}

} // namespace mltrack::program
