#pragma once

#include <mltrack/store/sql/ddl/schema.hpp>

namespace mltrack::store::relational {

MLTRACK_DECL error wrong_schema(const std::string& what, std::string_view database)
{
    return {errc::invalid_state, std::string(database) + " holds " + what + ": it is no tracking database of MLflow " +
                                     mlflow_version +
                                     ". Name another database, or an empty one in which the schema is to be made"};
}

MLTRACK_DECL error several_workspaces(std::string_view database)
{
    return {errc::invalid_state, std::string(database) + " holds experiments outside the workspace 'default', the only "
                                                         "one that mltrack serves. Move them there, or serve the "
                                                         "database with MLflow and MLFLOW_ENABLE_WORKSPACES=true"};
}

} // namespace mltrack::store::relational
