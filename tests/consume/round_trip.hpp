#pragma once

#include <mltrack/client.hpp>
#include <mltrack/connect.hpp>
#include <mltrack/server.hpp>

#include <iostream>
#include <thread>

/// Logs a metric to a server over `store` and reads it back, all through TCP; the exit code of a program that does
/// this.
template <class Store>
int round_trip(Store store)
{
    mltrack::server_options options;
    options.listen.port = 0;
    mltrack::server server(std::move(store), mltrack::artifact::local("artifacts"), options);
    const std::jthread serving([&] { server.run(); });
    const auto uri = "http://127.0.0.1:" + std::to_string(server.port());
    mltrack::client<> client(uri);
    const auto run = client.create_run({.experiment_id = "0"}).run.info.run_id;
    client.log_metric({.run_id = run, .key = "loss", .value = 0.25, .timestamp = mltrack::schema::unix_ms::now()});
    const auto metrics = mltrack::connect(uri).get_run({.run_id = run}).run.data.metrics;
    server.stop();
    std::cout << metrics.at(0).key->value << '=' << *metrics.at(0).value << '\n';
    return 0;
}
