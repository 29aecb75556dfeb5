#pragma once

#include <mltrack/store/sql/schema.hpp>

namespace mltrack::store::relational {

MLTRACK_DECL error wrong_schema(const std::string& what, std::string_view database)
{
    return {errc::invalid_state, std::string(database) + " holds " + what + ": it is no tracking database of MLflow " +
                                     mlflow_version +
                                     ". Name another database, or an empty one in which the schema is to be made"};
}

} // namespace mltrack::store::relational
