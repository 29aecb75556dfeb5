#pragma once

#include <mltrack/codec/query_string.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>

/// @file
/// How a journal is named in its folder: after its run, or after itself when the run is not made, with a number besides
/// when that name is in use.

namespace mltrack::logging {

inline constexpr std::string_view journal_suffix = ".mltrack-journal";

/// The name of the file for what the journal is named after; `number` 0 is the first one's.
inline std::string journal_name(std::string_view named_after, int number)
{
    const auto extra = number == 0 ? std::string() : '.' + std::to_string(number);
    return codec::percent_encode(named_after, "") + extra + std::string(journal_suffix);
}

/// Whether a file is named as journals are.
inline bool is_journal_name(const std::filesystem::path& file)
{
    return file.filename().string().ends_with(journal_suffix);
}

/// The run that a journal is named after; empty for a file that is not named so. A journal whose run was not made when
/// it was begun is named after itself: then there is no run of this id.
inline schema::id::run run_named_by(const std::filesystem::path& file)
{
    if (!is_journal_name(file))
        return {};
    auto name = file.filename().string();
    name.resize(name.size() - journal_suffix.size());
    const auto dot = name.rfind('.');
    if (dot != name.npos && dot + 1 != name.size() &&
        std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(),
                    [](char c) { return c >= '0' && c <= '9'; }))
        name.resize(dot);
    return codec::percent_decode(name);
}

} // namespace mltrack::logging
