#pragma once

#include <mltrack/server.hpp>
#include <mltrack/store/sqlite.hpp>
#include <tests/faulty_store.hpp>
#include <tests/temporary_folder.hpp>
#include <tests/unit/transport/loopback.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

/// @file
/// A server whose store fails when it is told to, and requests to it.

namespace mltrack::tests {

inline constexpr const char* api = "/api/2.0/mlflow/";

inline std::string post(const std::string& endpoint, const std::string& body)
{
    return "POST " + (api + endpoint) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline std::string get(const std::string& target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

inline std::string metric(const std::string& run, int step)
{
    return post("runs/log-metric", R"({"run_id": ")" + run + R"(", "key": "m", "value": 1, "timestamp": 1, "step": )" +
                                       std::to_string(step) + "}");
}

inline std::string batch(const std::string& run, int first, int count)
{
    std::string metrics;
    for (int step = first; step != first + count; ++step)
        metrics += (step == first ? "" : ", ") +
                   (R"({"key": "m", "value": 1, "timestamp": 1, "step": )" + std::to_string(step) + "}");
    return post("runs/log-batch", R"({"run_id": ")" + run + R"(", "metrics": [)" + metrics + "]}");
}

inline std::string history(const std::string& run)
{
    return get(std::string(api) + "metrics/get-history?metric_key=m&run_id=" + run);
}

/// That it is 200, or an error as MLflow's clients read it. Throws otherwise: threads of tests cannot use BOOST_TEST.
inline void check_answer(const connection::response& answer)
{
    if (answer.result_int() == 200)
        return;
    const auto told = boost::json::parse(answer.body());
    if (answer.result_int() < 400 || told.at("error_code").as_string().empty() ||
        told.at("message").as_string().empty())
        throw std::runtime_error("no answer: " + std::to_string(answer.result_int()) + ' ' + answer.body());
}

/// A server over an SQLite file whose calls may meet faults.
struct faulty_server
{
    explicit faulty_server(server_options wanted = {}) : options(std::move(wanted))
    {
        options.listen.port = 0;
        server.emplace(store, artifact::local(folder.path()), options);
        done = std::async(std::launch::async, [this] { server->run(); });
    }
    ~faulty_server()
    {
        store->faults.release();
        server->stop();
    }

    connection connect() { return connection(server->port()); }

    /// A new run. The store works.
    std::string create_run()
    {
        const auto made = connect().exchange(post("runs/create", R"({"experiment_id": "0"})"));
        BOOST_TEST_REQUIRE(made.result_int() == 200u);
        return std::string(boost::json::parse(made.body()).at("run").at("info").at("run_id").as_string());
    }

    /// The steps of the metric of a run. The store works.
    std::set<std::int64_t> steps_of(const std::string& run)
    {
        const auto answer = connect().exchange(history(run));
        BOOST_TEST_REQUIRE(answer.result_int() == 200u);
        std::set<std::int64_t> steps;
        const auto told = boost::json::parse(answer.body());
        if (const auto* metrics = told.as_object().if_contains("metrics"))
            for (const auto& each : metrics->as_array())
                BOOST_TEST(steps.insert(each.at("step").as_int64()).second, "a step is there twice");
        return steps;
    }

    test::temporary_folder folder;
    std::shared_ptr<test::faulty_store> store =
        std::make_shared<test::faulty_store>(store::sqlite::open({.file = folder / "runs.db"}).value());
    server_options options;
    std::optional<mltrack::server<test::faulty_store>> server;
    std::future<void> done; // Its destructor waits.
};

/// What a training program and somebody who looks at it ask, and whether the writes were acknowledged.
inline std::set<std::int64_t> work(connection& client, const std::string& run)
{
    std::set<std::int64_t> acknowledged;
    const auto ask = [&](const std::string& request) {
        const auto answer = client.exchange(request);
        check_answer(answer);
        return answer.result_int() == 200;
    };
    if (ask(metric(run, 0)))
        acknowledged.insert(0);
    ask(post("runs/search", R"({"experiment_ids": ["0"], "filter": "metrics.m = 1"})"));
    if (ask(batch(run, 1, 3)))
        acknowledged.insert({1, 2, 3});
    ask(history(run));
    ask(post("runs/set-tag", R"({"run_id": ")" + run + R"(", "key": "k", "value": "v"})"));
    ask(post("runs/log-parameter", R"({"run_id": ")" + run + R"(", "key": "p", "value": "v"})"));
    ask(get(std::string(api) + "runs/get?run_id=" + run));
    ask(get(std::string(api) + "artifacts/list?run_id=" + run));
    ask(post("runs/create", R"({"experiment_id": "0"})"));
    ask(post("runs/update", R"({"run_id": ")" + run + R"(", "status": "FINISHED"})"));
    return acknowledged;
}

} // namespace mltrack::tests
