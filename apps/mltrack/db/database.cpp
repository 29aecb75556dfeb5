#include "db/database.hpp"

#include <mltrack/schema/error.hpp>
#include <mltrack/store/sqlite/uri.hpp>

#include <system_error>

namespace mltrack::program {

std::filesystem::path file_of(const database_options& options)
{
    const auto file = std::filesystem::absolute(store::sqlite_file(options.uri).value()).lexically_normal();
    std::error_code failure;
    if (std::filesystem::is_directory(file, failure))
        throw exception(
            error{errc::invalid_parameter_value, "'" + file.string() + "' is a folder: name the database file in it"});
    if (!std::filesystem::is_regular_file(file, failure))
        throw exception(error{errc::resource_does_not_exist, "no database file at '" + file.string() + "'"});
    return file;
}

CLI::Option* add_uri(CLI::App& command, database_options& options)
{
    return command.add_option("URI", options.uri, "The database, as sqlite:///FILE.")
        ->envname("MLFLOW_BACKEND_STORE_URI")
        ->capture_default_str();
}

} // namespace mltrack::program
