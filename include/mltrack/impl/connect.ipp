#pragma once

#include <mltrack/client/client.hpp>
#include <mltrack/client/databricks.hpp>
#include <mltrack/codec/secrets.hpp>
#include <mltrack/connect.hpp>
#include <mltrack/store/sqlite/uri.hpp>
#include <mltrack/transport/exchange/http_exchange.hpp>
#include <mltrack/transport/in_process_exchange.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

namespace mltrack {
namespace detail {

MLTRACK_DECL std::map<std::string_view, connector>& connectors()
{
    static std::map<std::string_view, connector> all;
    return all;
}

inline tracking::any_tracking_api connect_to_server(std::string url, client_options options)
{
    return tracking::any_tracking_api(std::make_shared<client<transport::http>>(std::move(url), std::move(options)));
}

inline result<tracking::any_tracking_api> connect_to_databricks(std::string_view tracking_uri, client_options options)
{
    MLTRACK_TRY(auto workspace, find_databricks_workspace(tracking_uri));
    std::erase_if(options.headers, [](const auto& each) { return transport::same_header(each.name, "Authorization"); });
    options.headers.insert(options.headers.end(), workspace.headers.begin(), workspace.headers.end());
    options.oauth = std::move(workspace.oauth);
    return connect_to_server(std::move(workspace.url), std::move(options));
}

/// Why a tracking URI leads nowhere.
inline error unknown_uri(std::string_view tracking_uri, const std::string& scheme)
{
    const auto shown = "'" + codec::without_secrets(tracking_uri) + "'";
    const auto known =
        "give http://HOST:PORT or https://HOST of a server" +
        std::string(connectors().contains("sqlite")
                        ? " or sqlite:///FILE"
                        : "; sqlite:///FILE needs mltrack's component sqlite, which it is built without");
    if (!tracking_uri.empty() && (scheme.empty() || scheme == "file"))
        return {errc::invalid_parameter_value, "The tracking URI " + shown +
                                                   " means runs in files of a folder, which mltrack does not read or "
                                                   "write: " +
                                                   known +
                                                   ". 'mlflow migrate-filestore' makes an SQLite file of the folder"};
    return {errc::invalid_parameter_value, "The tracking URI " + shown + " is none that this program knows: " + known};
}

} // namespace detail

MLTRACK_DECL bool detail::add_connector(std::string_view scheme, connector connect)
{
    connectors().emplace(scheme, connect);
    return true;
}

MLTRACK_DECL result<tracking::any_tracking_api> try_connect(std::string_view tracking_uri, connect_options options)
{
    const auto& connectors = detail::connectors();
    const auto scheme = artifact::scheme_of(tracking_uri);
    try {
        if (scheme == "http" || scheme == "https")
            return detail::connect_to_server(std::string(tracking_uri), std::move(options.client));
        if (tracking_uri == "databricks" || scheme == "databricks")
            return detail::connect_to_databricks(tracking_uri, std::move(options.client));
        // MLflow's `sqlite+DRIVER:` names Python's driver besides.
        if (const auto found = connectors.find(scheme.substr(0, scheme.find('+'))); found != connectors.end())
            return found->second(tracking_uri, std::move(options));
    } catch (const exception& refused) {
        return refused.error();
    }
    return detail::unknown_uri(tracking_uri, scheme);
}

MLTRACK_DECL std::string absolute_tracking_uri(std::string_view tracking_uri)
{
    std::string given(tracking_uri);
    const auto file = store::is_sqlite_uri(tracking_uri) ? store::sqlite_file(tracking_uri)
                                                         : result<std::filesystem::path>(std::filesystem::path());
    if (!file || file->empty() || file->is_absolute())
        return given;
    std::error_code failure;
    const auto absolute = std::filesystem::absolute(*file, failure);
    return failure ? given : given.substr(0, given.find(':')) + ":///" + absolute.string();
}

MLTRACK_DECL tracking::any_tracking_api connect(transport::handler& server, client_options options)
{
    return tracking::any_tracking_api(std::make_shared<client<transport::in_process>>(server, std::move(options)));
}

} // namespace mltrack
