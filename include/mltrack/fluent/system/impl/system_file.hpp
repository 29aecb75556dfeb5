#pragma once

#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace mltrack::fluent {

/// All of a file of /proc, which has no size before it is read.
inline result<std::string> read_system_file(const std::filesystem::path& path)
{
    const auto fail = [&] {
        return error{errc::internal_error,
                     "Cannot read '" + path.string() + "': " + std::generic_category().message(errno)};
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return fail();
    std::string text;
    char piece[4096];
    for (;;) {
        const auto count = ::read(file, piece, sizeof piece);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            const auto failed = count < 0 ? std::optional(fail()) : std::nullopt;
            ::close(file);
            if (failed)
                return *failed;
            return text;
        }
        text.append(piece, static_cast<std::size_t>(count));
    }
}

/// The numbers at the start of a text, as many as there are between blanks.
inline std::vector<std::uint64_t> numbers_of(std::string_view text)
{
    std::vector<std::uint64_t> out;
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        std::uint64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failure != std::errc())
            return out;
        out.push_back(number);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
}

/// The rest of the line that starts with `name`; empty when there is none.
inline std::string_view line_after(std::string_view text, std::string_view name)
{
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        const auto line = text.substr(start, end - start);
        if (line.starts_with(name))
            return line.substr(name.size());
        start = end + 1;
    }
    return {};
}

} // namespace mltrack::fluent
