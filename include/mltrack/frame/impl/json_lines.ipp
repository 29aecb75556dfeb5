#pragma once

#include <mltrack/codec/json/writer.hpp>
#include <mltrack/frame/json_lines.hpp>

#include <ostream>
#include <variant>

namespace mltrack::frame {
namespace detail {

struct json_cell_writer
{
    codec::json::writer& json;

    void operator()(std::monostate) const { json.null(); }
    void operator()(std::string_view text) const { json.string(text); }
    void operator()(double number) const { json.number(number); }
    void operator()(schema::unix_ms time) const
    {
        std::string text;
        append_time(text, time, iso_time);
        json.string(text);
    }
};

} // namespace detail

MLTRACK_DECL void write_json_lines(std::ostream& out, const runs_frame& frame)
{
    const auto columns = frame.columns();
    for (std::size_t row = 0; row != frame.size(); ++row) {
        std::string line;
        codec::json::writer json(line);
        json.object([&] {
            for (const auto* column : columns) {
                if (column->is_null(row))
                    continue;
                json.key(column->name());
                std::visit(detail::json_cell_writer{json}, (*column)[row]);
            }
        });
        out << line << '\n';
    }
}

} // namespace mltrack::frame
