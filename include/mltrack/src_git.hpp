#pragma once

/// @file
/// What a program that includes mltrack/src.hpp includes besides, in the same or another one of its translation units,
/// when it has the component git: the tags of commits, and changes since.

#include <mltrack/config.hpp>

#ifdef MLTRACK_HEADER_ONLY
#error Define MLTRACK_SEPARATE_COMPILATION for the whole program to compile mltrack through mltrack/src_git.hpp; without it the library is header-only and needs no src_git.hpp.
#endif

#include <mltrack/fluent/git/impl/git_diff.ipp>
#include <mltrack/fluent/git/impl/git_tags.ipp>
