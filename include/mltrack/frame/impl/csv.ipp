#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/frame/csv.hpp>

#include <cmath>
#include <ostream>
#include <variant>

namespace mltrack::frame {
namespace detail {

struct csv_line
{
    std::string text{};

    void add(std::string_view cell)
    {
        separate();
        if (cell.find_first_of(",\"\r\n") == cell.npos) {
            text += cell;
            return;
        }
        text += '"';
        for (const char each : cell)
            (text += each) += each == '"' ? "\"" : "";
        text += '"';
    }

    void operator()(std::monostate) { separate(); }
    void operator()(std::string_view cell) { add(cell); }
    void operator()(schema::unix_ms cell)
    {
        separate();
        append_time(text, cell, pandas_time);
    }
    void operator()(double cell)
    {
        separate();
        if (std::isinf(cell))
            text += cell < 0 ? "-inf" : "inf";
        else if (!std::isnan(cell))
            codec::append_double(text, cell);
    }

    void end(std::ostream& out)
    {
        if (text.empty())
            text = "\"\""; // The only cell is empty, and readers skip blank lines.
        out << text << '\n';
        text.clear();
        is_first_ = true;
    }

private:
    void separate()
    {
        if (!is_first_)
            text += ',';
        is_first_ = false;
    }

    bool is_first_ = true;
};

} // namespace detail

MLTRACK_DECL void write_csv_header(std::ostream& out, const runs_frame& frame)
{
    detail::csv_line line;
    for (const auto* column : frame.columns())
        line.add(column->name());
    line.end(out);
}

MLTRACK_DECL void write_csv_rows(std::ostream& out, const runs_frame& frame)
{
    const auto columns = frame.columns();
    detail::csv_line line;
    for (std::size_t row = 0; row != frame.size(); ++row) {
        for (const auto* column : columns)
            std::visit(line, (*column)[row]);
        line.end(out);
    }
}

} // namespace mltrack::frame
