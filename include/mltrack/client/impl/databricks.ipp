#pragma once

#include <mltrack/client/databricks.hpp>
#include <mltrack/client/impl/ini_file.hpp>
#include <mltrack/client/variables.hpp>
#include <mltrack/codec/base64.hpp>

namespace mltrack {
namespace calling::detail {

/// The values of the environment, under the names that profiles give them.
inline ini_file::section databricks_variables()
{
    ini_file::section values;
    for (const auto& [name, key] : {std::pair("DATABRICKS_HOST", "host"),
                                    {"DATABRICKS_TOKEN", "token"},
                                    {"DATABRICKS_USERNAME", "username"},
                                    {"DATABRICKS_PASSWORD", "password"},
                                    {"DATABRICKS_CLIENT_ID", "client_id"},
                                    {"DATABRICKS_CLIENT_SECRET", "client_secret"},
                                    {"DATABRICKS_WORKSPACE_ID", "workspace_id"}})
        if (const auto value = variable(name); !value.empty())
            values.emplace(key, value);
    return values;
}

/// The workspace that values name; nothing when host or credentials are missing.
inline std::optional<databricks_workspace> workspace_of(const ini_file::section& values)
{
    const auto value = [&](const char* name) { return value_of(values, name); };
    databricks_workspace found{.url = value("host"), .headers = {}, .oauth = {}};
    if (found.url.empty())
        return std::nullopt;
    if (found.url.find("://") == std::string::npos)
        found.url = "https://" + found.url;
    if (!value("token").empty()) {
        found.headers.push_back({"Authorization", "Bearer " + value("token")});
    } else if (!value("client_id").empty() && !value("client_secret").empty()) {
        found.oauth.client_id = value("client_id");
        found.oauth.client_secret = value("client_secret");
    } else if (!value("username").empty() && !value("password").empty()) {
        found.headers.push_back(
            {"Authorization", "Basic " + codec::encode_base64(value("username") + ':' + value("password"))});
    } else {
        return std::nullopt;
    }
    if (!value("workspace_id").empty())
        found.headers.push_back({"x-databricks-org-id", value("workspace_id")});
    return found;
}

inline result<databricks_workspace> workspace_of_profile(const std::string& profile, bool is_asked_for)
{
    const auto set = variable("DATABRICKS_CONFIG_FILE");
    const auto path = set.empty() ? home_file(".databrickscfg") : std::filesystem::path(set);
    const auto refuse = [&](const std::string& why) {
        const std::string variables = "DATABRICKS_HOST with DATABRICKS_TOKEN, or with DATABRICKS_CLIENT_ID and "
                                      "DATABRICKS_CLIENT_SECRET";
        return error{errc::invalid_parameter_value,
                     "Databricks: " + why + (is_asked_for ? "" : ". Set " + variables + ", or write such a profile")};
    };
    if (path.empty())
        return refuse("there is no home folder for .databrickscfg with the profile " + profile +
                      ": set HOME or DATABRICKS_CONFIG_FILE");
    MLTRACK_TRY(const auto file, ini_file::read(path));
    if (!file)
        return refuse("there is no file '" + path.string() + "' with the profile " + profile);
    const auto* const section = file->find(profile);
    if (section == nullptr)
        return refuse("'" + path.string() + "' has no profile " + profile + ", only " + file->names());
    if (auto found = workspace_of(*section))
        return std::move(*found);
    return refuse("the profile " + profile + " in '" + path.string() +
                  "' lacks host, or token, or client_id and client_secret");
}

} // namespace calling::detail

MLTRACK_DECL result<databricks_workspace> find_databricks_workspace(std::string_view tracking_uri)
{
    using namespace calling::detail;
    constexpr std::string_view prefix = "databricks://";
    auto profile = calling::variable("DATABRICKS_CONFIG_PROFILE");
    if (tracking_uri != "databricks") {
        profile = tracking_uri.starts_with(prefix) ? tracking_uri.substr(prefix.size()) : "";
        if (profile.find_first_of(":/") != std::string::npos || profile.empty())
            return error{errc::invalid_parameter_value, "Invalid tracking URI '" + std::string(tracking_uri) +
                                                            "': write databricks or databricks://PROFILE; secrets of "
                                                            "Databricks (databricks://SCOPE:PREFIX) are not read"};
    }
    if (!profile.empty())
        return workspace_of_profile(profile, true);
    if (auto found = workspace_of(databricks_variables()))
        return std::move(*found);
    return workspace_of_profile("DEFAULT", false);
}

} // namespace mltrack
