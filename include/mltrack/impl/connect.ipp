#pragma once

#include <mltrack/client/client.hpp>
#include <mltrack/connect.hpp>
#include <mltrack/transport/in_process_exchange.hpp>
#include <mltrack/transport/tcp_exchange.hpp>

#include <memory>
#include <string>

namespace mltrack {

MLTRACK_DECL std::map<std::string_view, detail::connector>& detail::connectors()
{
    static std::map<std::string_view, connector> all;
    return all;
}

MLTRACK_DECL bool detail::add_connector(std::string_view scheme, connector connect)
{
    connectors().emplace(scheme, connect);
    return true;
}

MLTRACK_DECL result<tracking::any_tracking_api> try_connect(std::string_view tracking_uri, connect_options options)
{
    const auto& connectors = detail::connectors();
    try {
        const auto scheme = artifact::scheme_of(tracking_uri);
        if (scheme == "http" || scheme == "https")
            return tracking::any_tracking_api(
                std::make_shared<client<>>(std::string(tracking_uri), std::move(options.client)));
        // MLflow's `sqlite+DRIVER:` names Python's driver besides.
        if (const auto found = connectors.find(scheme.substr(0, scheme.find('+'))); found != connectors.end())
            return found->second(tracking_uri, std::move(options));
    } catch (const exception& refused) {
        return refused.error();
    }
    const std::string files = connectors.contains("sqlite")
                                  ? " or sqlite:///FILE"
                                  : "; sqlite:///FILE needs mltrack's component sqlite, which it is built without";
    return error{errc::invalid_parameter_value, "The tracking URI '" + std::string(tracking_uri) +
                                                    "' is none that this program knows: give http://HOST:PORT of a "
                                                    "server" +
                                                    files};
}

MLTRACK_DECL tracking::any_tracking_api connect(transport::handler& server, client_options options)
{
    return tracking::any_tracking_api(std::make_shared<client<transport::in_process>>(server, std::move(options)));
}

} // namespace mltrack
