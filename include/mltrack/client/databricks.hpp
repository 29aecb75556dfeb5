#pragma once

#include <mltrack/client/options.hpp>

#include <string>
#include <string_view>

namespace mltrack {

/// How a Databricks workspace is talked to.
struct databricks_workspace
{
    std::string url;            ///< The base URL of its tracking server.
    transport::headers headers; ///< What goes with every request: Authorization, x-databricks-org-id.
    oauth_credentials oauth;    ///< In place of an Authorization header.
};

/// Reads where a workspace is and who asks: `databricks://PROFILE` from that profile of the file that
/// DATABRICKS_CONFIG_FILE names, by default ~/.databrickscfg. `databricks` from the profile that
/// DATABRICKS_CONFIG_PROFILE names; without that from DATABRICKS_HOST with DATABRICKS_TOKEN, DATABRICKS_USERNAME and
/// _PASSWORD, or DATABRICKS_CLIENT_ID and _SECRET; without those from the profile DEFAULT. As MLflow does
/// (mlflow/utils/databricks_utils.py), of whose further ways there are none here.
///
/// Errors: `invalid_parameter_value` that says what is missing where; no message shows a secret.
MLTRACK_DECL result<databricks_workspace> find_databricks_workspace(std::string_view tracking_uri);

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/client/impl/databricks.ipp>
#endif
