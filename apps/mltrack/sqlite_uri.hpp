#pragma once

#include <mltrack/schema/error.hpp>

#include <filesystem>
#include <string_view>

namespace mltrack::program {

/// The file that a store URI names, as SQLAlchemy reads it: `sqlite:///relative/file`, `sqlite:////absolute/file`.
/// Errors: `invalid_parameter_value` for other URIs.
inline result<std::filesystem::path> sqlite_file(std::string_view uri)
{
    constexpr std::string_view scheme = "sqlite:///";
    if (!uri.starts_with(scheme) || uri.size() == scheme.size())
        return error{errc::invalid_parameter_value, "--backend-store-uri: '" + std::string(uri) +
                                                        "' is none that this version serves: give sqlite:///FILE"};
    return std::filesystem::path(uri.substr(scheme.size()));
}

} // namespace mltrack::program
