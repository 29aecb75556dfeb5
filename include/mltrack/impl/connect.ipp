#pragma once

#include <mltrack/client/client.hpp>
#include <mltrack/connect.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite_uri.hpp>
#include <mltrack/tracking/service.hpp>
#include <mltrack/transport/in_process_exchange.hpp>
#include <mltrack/transport/tcp_exchange.hpp>

#include <filesystem>
#include <memory>

namespace mltrack {
namespace detail {

inline result<tracking::any_tracking_api> connect_to_sqlite(std::string_view uri, connect_options options)
{
    MLTRACK_TRY(const auto file, store::sqlite_file(uri));
    MLTRACK_TRY(auto store, store::sqlite::open({.file = file}));
    if (options.service.artifact_root.empty())
        options.service.artifact_root = (std::filesystem::current_path() / "mlruns").string();
    using service = tracking::service<store::sqlite>;
    return tracking::any_tracking_api(
        std::make_shared<service>(std::move(store), std::move(options.service), std::move(options.artifacts)));
}

} // namespace detail

MLTRACK_DECL result<tracking::any_tracking_api> try_connect(std::string_view tracking_uri, connect_options options)
{
    try {
        const auto scheme = artifact::scheme_of(tracking_uri);
        if (scheme == "http" || scheme == "https")
            return tracking::any_tracking_api(
                std::make_shared<client<>>(std::string(tracking_uri), std::move(options.client)));
        if (store::is_sqlite_uri(tracking_uri))
            return detail::connect_to_sqlite(tracking_uri, std::move(options));
    } catch (const exception& refused) {
        return refused.error();
    }
    return error{errc::invalid_parameter_value, "The tracking URI '" + std::string(tracking_uri) +
                                                    "' is none that this version knows: give http://HOST:PORT of a "
                                                    "server or sqlite:///FILE"};
}

MLTRACK_DECL tracking::any_tracking_api connect(transport::handler& server, client_options options)
{
    return tracking::any_tracking_api(std::make_shared<client<transport::in_process>>(server, std::move(options)));
}

} // namespace mltrack
