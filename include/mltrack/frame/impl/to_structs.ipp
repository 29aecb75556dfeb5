#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/frame/to_structs.hpp>

namespace mltrack::frame {
namespace detail {

inline error wrong_member(const std::string& path, const std::string& why)
{
    return {errc::invalid_parameter_value, "the member '" + path + "' " + why};
}

/// The only column that a member's name may mean; a null pointer when there is none.
inline result<const column*> column_by_name(const runs_frame& frame, const std::string& path)
{
    if (const auto* found = frame.find(path))
        return found;
    const column* found = nullptr;
    for (const char* prefix : {"metrics.", "params.", "tags."}) {
        const auto* each = frame.find(prefix + path);
        if (each != nullptr && found != nullptr)
            return wrong_member(path, "may mean the columns '" + found->name() + "' and '" + each->name() +
                                          "': say which in the struct's `columns`");
        if (each != nullptr)
            found = each;
    }
    return found;
}

struct cell_quoter
{
    std::string operator()(std::monostate) const { return "nothing"; }
    std::string operator()(std::string_view text) const { return "'" + std::string(text) + "'"; }
    std::string operator()(schema::unix_ms time) const
    {
        std::string text;
        append_time(text, time, iso_time);
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

MLTRACK_DECL result<bound_member> bind_member(const runs_frame& frame, std::string path, std::string_view given,
                                              bool may_be_missing)
{
    const auto* found = frame.find(given);
    if (given.empty()) {
        MLTRACK_TRY(found, detail::column_by_name(frame, path));
    }
    if (found != nullptr || may_be_missing)
        return bound_member{std::move(path), found};
    const auto wanted =
        given.empty() ? "metrics." + path + ", params." + path + " or tags." + path : std::string(given);
    return detail::wrong_member(path, "has no column: no run of the frame has " + wanted +
                                          "; say another in the struct's `columns`, or make it an optional");
}

MLTRACK_DECL error wrong_cell(const bound_member& member, std::size_t row, std::string_view expected)
{
    if (member.source == nullptr)
        return detail::wrong_member(member.path, "is " + std::string(expected) + ", but has no column");
    return detail::wrong_member(member.path, "is " + std::string(expected) + ", but '" + member.source->name() +
                                                 "' in row " + std::to_string(row) + " is " +
                                                 std::visit(detail::cell_quoter(), (*member.source)[row]));
}

} // namespace mltrack::frame
