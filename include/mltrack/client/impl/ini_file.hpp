#pragma once

#include <mltrack/client/variables.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <pwd.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace mltrack::calling::detail {

/// A file of sections with `name = value` lines, as Python's configparser reads it: names in lower case, values without
/// the blanks around them, lines that begin with `#` or `;` left out.
class ini_file
{
public:
    using section = std::map<std::string, std::string>;

    /// Reads a file; nothing when it is not there. Errors: `invalid_parameter_value` that names the file, one that is
    /// there and cannot be read too, and the line without what stands in it.
    static result<std::optional<ini_file>> read(const std::filesystem::path& path)
    {
        std::error_code failure;
        const bool is_there = std::filesystem::exists(path, failure);
        if (failure)
            return error{errc::invalid_parameter_value, "Cannot read '" + path.string() + "': " + failure.message()};
        if (!is_there)
            return std::optional<ini_file>();
        std::ifstream file(path);
        ini_file made;
        section* current = nullptr;
        std::string line;
        for (int number = 1; std::getline(file, line); ++number) {
            const auto text = trim(line);
            if (text.empty() || text.front() == '#' || text.front() == ';')
                continue;
            if (text.front() == '[' && text.back() == ']') {
                current = &made.sections_[std::string(text.substr(1, text.size() - 2))];
                continue;
            }
            const auto sign = text.find_first_of("=:");
            if (current == nullptr || sign == text.npos || sign == 0)
                return error{errc::invalid_parameter_value,
                             "'" + path.string() + "', line " + std::to_string(number) +
                                 ": it is neither [SECTION] nor NAME = VALUE within one"};
            current->insert_or_assign(schema::lower_case(trim(text.substr(0, sign))), trim(text.substr(sign + 1)));
        }
        if (!file.eof())
            return error{errc::invalid_parameter_value, "Cannot read '" + path.string() + "'"};
        return std::optional(std::move(made));
    }

    /// A section; null when there is none.
    const section* find(const std::string& name) const
    {
        const auto found = sections_.find(name);
        return found == sections_.end() ? nullptr : &found->second;
    }

    /// The names of all sections.
    std::string names() const
    {
        std::string names;
        for (const auto& [name, values] : sections_)
            names += (names.empty() ? "" : ", ") + name;
        return names;
    }

private:
    static std::string_view trim(std::string_view text)
    {
        constexpr std::string_view blanks = " \t\r\n";
        const auto begin = text.find_first_not_of(blanks);
        return begin == text.npos ? std::string_view() : text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
    }

    std::map<std::string, section> sections_;
};

/// The value of a name; empty when there is none.
inline std::string value_of(const ini_file::section& section, const std::string& name)
{
    const auto found = section.find(name);
    return found == section.end() ? std::string() : found->second;
}

/// The user's home folder: HOME, or what the system knows (getpwuid); empty when there is none.
inline std::filesystem::path home_folder()
{
    if (auto home = variable("HOME"); !home.empty())
        return home;
    std::vector<char> text(1024);
    for (;;) {
        passwd entry{};
        passwd* found = nullptr;
        const int failure = ::getpwuid_r(::getuid(), &entry, text.data(), text.size(), &found);
        if (failure == ERANGE && text.size() < 1'000'000)
            text.resize(text.size() * 2);
        else
            return failure == 0 && found != nullptr && found->pw_dir != nullptr ? found->pw_dir : "";
    }
}

/// A file of the user's; `name` is relative to the home folder. Empty when there is none: a file of the working folder
/// may be anybody's.
inline std::filesystem::path home_file(std::string_view name)
{
    const auto home = home_folder();
    return home.empty() ? home : home / name;
}

} // namespace mltrack::calling::detail
