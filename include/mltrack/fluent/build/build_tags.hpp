#pragma once

#include <mltrack/fluent/run_context.hpp>

#include <cstddef>
#include <string>
#include <vector>

/// @file
/// What a program was built with and what it runs on, as tags of its runs:
///
///     mltrack::add_build_tags(mltrack::this_build);

/// The flag of the standard of C++ that a source is compiled as, `"-std=gnu++20"`.
#if __cplusplus > 202302L
#define MLTRACK_STANDARD_YEAR "26"
#elif __cplusplus > 202002L
#define MLTRACK_STANDARD_YEAR "23"
#else
#define MLTRACK_STANDARD_YEAR "20"
#endif
#ifdef __STRICT_ANSI__
#define MLTRACK_STANDARD_FLAG "-std=c++" MLTRACK_STANDARD_YEAR
#else
#define MLTRACK_STANDARD_FLAG "-std=gnu++" MLTRACK_STANDARD_YEAR
#endif

/// The flags that the program's sources are compiled with, a text; CMake's `mltrack_compile_flags(TARGET)` defines it
/// with MLTRACK_STANDARD_FLAG in it.
#ifndef MLTRACK_COMPILE_FLAGS
#define MLTRACK_COMPILE_FLAGS ""
#endif

namespace mltrack {

/// What sources are compiled with.
struct build_info
{
    const char* compiler; ///< Its name and version.
    const char* flags;    ///< Its flags; empty: they are not known.
};

/// What the source that includes this header is compiled with.
#if defined(__clang__)
constexpr build_info this_build{"Clang " __clang_version__, MLTRACK_COMPILE_FLAGS};
#else
constexpr build_info this_build{"GCC " __VERSION__, MLTRACK_COMPILE_FLAGS};
#endif

/// Has each new run get these tags besides, as `add_tag_provider` does:
///
/// - mltrack.build.compiler, mltrack.build.flags: what `built` holds, unless that is empty;
/// - mltrack.host.name, mltrack.host.system: the name of the machine; its system, version and processor;
/// - mltrack.libraries: the files of the shared libraries that the program has loaded by then, one a line.
///
/// A tag holds 8000 characters: what is longer is cut, libraries at the end of a line, which says how many more there
/// are. Thread safety: any thread.
MLTRACK_DECL void add_build_tags(const build_info& built);

namespace fluent {

/// The tags of `add_build_tags`.
MLTRACK_DECL run_tags build_tags(const build_info& built);

/// Lines up to a length in bytes; the last one says how many more there are.
MLTRACK_DECL std::string joined_lines(const std::vector<std::string>& lines, std::size_t most);

} // namespace fluent
} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/build/impl/build_tags.ipp>
#endif
