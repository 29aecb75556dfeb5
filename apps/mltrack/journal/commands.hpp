#pragma once

#include <mltrack/logging/journal/sync.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace mltrack::program {

/// The journals that a path of the command line means: those of a folder, or the one file. Throws `mltrack::exception`
/// when there is neither.
std::vector<std::filesystem::path> journals_at(const std::string& path);

/// Whether a logger has the journal.
bool is_in_use(const std::filesystem::path& journal);

} // namespace mltrack::program
