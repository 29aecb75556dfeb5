#include "db/database.hpp"

#include <mltrack/schema/error.hpp>
#include <mltrack/store/sqlite/uri.hpp>

#include <system_error>

namespace mltrack::program {

std::filesystem::path file_of(const database_options& options)
{
    const auto file = std::filesystem::absolute(store::sqlite_file(options.uri).value()).lexically_normal();
    if (std::error_code failure; !std::filesystem::is_regular_file(file, failure))
        throw exception(error{errc::resource_does_not_exist, "no database file at '" + file.string() + "'"});
    return file;
}

void add_uri(CLI::App& command, database_options& options)
{
    command.add_option("URI", options.uri, "The database, as sqlite:///FILE.")
        ->envname("MLFLOW_BACKEND_STORE_URI")
        ->capture_default_str();
}

} // namespace mltrack::program
