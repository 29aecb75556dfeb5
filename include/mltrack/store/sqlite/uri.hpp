#pragma once

#include <mltrack/schema/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace mltrack::store {

/// Whether a store URI names an SQLite database; `sqlite+DRIVER:` is MLflow's way to name Python's driver.
inline bool is_sqlite_uri(std::string_view uri)
{
    return uri.starts_with("sqlite:") || uri.starts_with("sqlite+");
}

/// The file that a store URI names, as SQLAlchemy reads it: `sqlite:///relative/file`, `sqlite:////absolute/file`.
/// Errors: `invalid_parameter_value` with what to write instead.
inline result<std::filesystem::path> sqlite_file(std::string_view uri)
{
    const auto refused = [&](std::string_view why) {
        return error{errc::invalid_parameter_value, "'" + std::string(uri) + "' " + std::string(why)};
    };
    const auto colon = uri.find(':');
    if (!is_sqlite_uri(uri) && uri.find("://") != uri.npos)
        return error{errc::invalid_parameter_value, // What stands behind may be a password.
                     "'" + std::string(uri.substr(0, uri.find("://") + 3)) +
                         "…' is no SQLite URI, and mltrack has no other databases yet: write sqlite:///FILE"};
    if (!is_sqlite_uri(uri) || colon == uri.npos)
        return refused("is no SQLite URI: write sqlite:///FILE");
    const auto rest = uri.substr(colon + 1);
    if (rest.find('?') != rest.npos)
        return refused("has options after '?', which mltrack does not know: leave them out");
    if (rest == "//" || rest == "///" || rest == "///:memory:")
        return refused("would be a database in memory, gone with the program: name a file, as in sqlite:///mlflow.db");
    if (!rest.starts_with("///"))
        return refused("needs three slashes before a relative path, four before an absolute one, as in "
                       "sqlite:///mlflow.db");
    return std::filesystem::path(rest.substr(3));
}

} // namespace mltrack::store
