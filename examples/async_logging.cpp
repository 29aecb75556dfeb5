// Logs from coroutines: one thread, many runs at once. `async_logging [tracking URI]`
#include <mltrack/client.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cmath>
#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace schema = mltrack::schema;

/// A run of its own: starts it, logs a batch of metrics and finishes it. The requests have names since g++ 12 destroys
/// a braced temporary twice that stands in a `co_await` expression.
asio::awaitable<void> simulate(mltrack::client<>& client, double rate)
{
    const schema::create_run::request start{.experiment_id = "0", .start_time = schema::unix_ms::now()};
    const auto created = co_await client.async_call<schema::create_run>(start, asio::use_awaitable);
    const auto run = created.value().run.info.run_id;

    schema::log_batch::request batch{.run_id = run};
    batch.params.push_back({.key = "rate", .value = std::to_string(rate)});
    for (int step = 0; step != 100; ++step) {
        const double loss = std::exp(-rate * step);
        batch.metrics.push_back({.key = "loss", .value = loss, .timestamp = schema::unix_ms::now(), .step = step});
    }
    (co_await client.async_call<schema::log_batch>(batch, asio::use_awaitable)).value();

    const schema::update_run::request end{
        .run_id = run, .status = schema::run_status::FINISHED, .end_time = schema::unix_ms::now()};
    const auto finished = co_await client.async_call<schema::update_run>(end, asio::use_awaitable);
    std::cout << finished.value().run_info.run_name << " finished\n";
}

int main(int argc, char** argv)
try {
    mltrack::client<> client(argc > 1 ? argv[1] : "http://127.0.0.1:5000");
    asio::io_context context;
    int failures = 0;
    for (const double rate : {0.01, 0.1, 1.0})
        asio::co_spawn(context, simulate(client, rate), [&](const std::exception_ptr& failure) {
            try {
                if (failure)
                    std::rethrow_exception(failure);
            } catch (const std::exception& error) {
                std::cerr << error.what() << '\n';
                ++failures;
            }
        });
    context.run();
    return failures == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::cerr << "async_logging [tracking URI]: " << error.what() << '\n';
    return 1;
}
