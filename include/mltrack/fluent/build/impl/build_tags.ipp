#pragma once

#include <mltrack/fluent/build/build_tags.hpp>

#include <algorithm>
#include <filesystem>
#include <link.h>
#include <sys/utsname.h>
#include <system_error>

namespace mltrack {
namespace fluent {
namespace detail {

/// What MLflow keeps of a tag, if all of it is ASCII.
inline constexpr std::size_t longest_tag = 8000;

/// Takes the file of a library that the dynamic linker knows; the program itself and the kernel's own have none.
inline int add_library(dl_phdr_info* library, std::size_t, void* to)
{
    const std::filesystem::path name(library->dlpi_name);
    std::error_code failure;
    if (const auto file = std::filesystem::canonical(name, failure); name.is_absolute() && !failure)
        static_cast<std::vector<std::string>*>(to)->push_back(file.string());
    return 0;
}

inline std::vector<std::string> loaded_libraries()
{
    std::vector<std::string> files;
    ::dl_iterate_phdr(add_library, &files);
    std::ranges::sort(files);
    return files;
}

} // namespace detail

MLTRACK_DECL std::string joined_lines(const std::vector<std::string>& lines, std::size_t most)
{
    constexpr std::size_t room = 32; // For the last line.
    std::string joined;
    for (std::size_t index = 0; index != lines.size(); ++index) {
        const bool is_last = index + 1 == lines.size();
        if (joined.size() + 1 + lines[index].size() + (is_last ? 0 : room) > most)
            return joined + (index == 0 ? "and " : "\nand ") + std::to_string(lines.size() - index) + " more";
        joined += (index == 0 ? "" : "\n") + lines[index];
    }
    return joined;
}

MLTRACK_DECL run_tags build_tags(const build_info& built)
{
    run_tags tags;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty())
            tags.emplace(name, value.substr(0, detail::longest_tag));
    };
    add("mltrack.build.compiler", built.compiler);
    add("mltrack.build.flags", built.flags);
    utsname system = {};
    if (::uname(&system) == 0) {
        add("mltrack.host.name", system.nodename);
        add("mltrack.host.system", std::string(system.sysname) + ' ' + system.release + ' ' + system.machine);
    }
    add("mltrack.libraries", joined_lines(detail::loaded_libraries(), detail::longest_tag));
    return tags;
}

} // namespace fluent

MLTRACK_DECL void add_build_tags(const build_info& built)
{
    add_tag_provider([compiler = std::string(built.compiler), flags = std::string(built.flags)] {
        return fluent::build_tags({.compiler = compiler.c_str(), .flags = flags.c_str()});
    });
}

} // namespace mltrack
