#pragma once

/// @file
/// How the library is compiled. Without further ado every function is inline and the `.ipp` bodies are included by
/// their headers. A program that defines `MLTRACK_SEPARATE_COMPILATION` (the CMake target `mltrack::compiled` does)
/// sees declarations only and gets the bodies from one translation unit that includes `mltrack/src.hpp`.

#ifdef MLTRACK_SEPARATE_COMPILATION
#define MLTRACK_DECL
#else
#define MLTRACK_DECL inline
#define MLTRACK_HEADER_ONLY
#endif

namespace mltrack {

/// The version of this library.
inline constexpr char version[] = "0.1.0";

/// The day of this version.
inline constexpr char version_date[] = "2026-11-25";

/// The MLflow release whose behaviour, REST interface and database schema this library follows.
inline constexpr char mlflow_version[] = "3.17.2";

} // namespace mltrack
