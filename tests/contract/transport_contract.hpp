#pragma once

#include <mltrack/client.hpp>
#include <mltrack/server.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/transport/in_process.hpp>
#include <tests/temporary_folder.hpp>
#include <tests/ways/ways.hpp>

#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <fstream>
#include <future>
#include <random>
#include <thread>

/// @file
/// What client and server do together, whichever way is between them, over a real database.

namespace mltrack::test {

/// The way to a server of the same program.
struct in_process
{
};

/// A server in a folder of its own, running, and a client at the other end of a way.
template <class Way>
struct connected
{
    static constexpr bool is_in_process = std::is_same_v<Way, in_process>;
    using serving = std::conditional_t<is_in_process, transport::in_process, transport::tcp>;
    using asking = std::conditional_t<is_in_process, transport::in_process, transport::http>;

    temporary_folder folder;
    server<store::sqlite, artifact::local, serving> served{store::sqlite::open({.file = folder / "runs.db"}).value(),
                                                           artifact::local(folder / "artifacts"), free_port()};
    std::future<void> running = std::async(std::launch::async, [this] { served.run(); });
    Way way = way_to(served);
    mltrack::client<asking> client = client_of(served, way);

    ~connected()
    {
        served.stop();
        running.get();
    }

    schema::id::run new_run() { return client.create_run({.experiment_id = "0"}).run.info.run_id; }

    static server_options free_port()
    {
        server_options options;
        options.listen.port = 0;
        return options;
    }

    static Way way_to(auto& server)
    {
        if constexpr (is_in_process)
            return {};
        else
            return Way(server.port());
    }

    static auto client_of(auto& server, const Way& way)
    {
        if constexpr (is_in_process)
            return mltrack::client<asking>(server.handler());
        else
            return mltrack::client<asking>(way.url, way.options);
    }
};

namespace transport_contract {

template <class Way>
void what_is_logged_is_found()
{
    connected<Way> at;
    const auto run = at.new_run();
    at.client.log_parameter({.run_id = run, .key = "p", .value = "größer \"x\"\n"});
    at.client.log_metric({.run_id = run, .key = "m/x y", .value = std::nan(""), .timestamp = 1, .step = -3});
    at.client.set_tag({.run_id = run, .key = "t", .value = ""});
    const auto found = at.client
                           .search_runs({.experiment_ids = {"0"},
                                         .filter = "params.p LIKE 'größer%' AND tags.t = ''",
                                         .order_by = {"metrics.`m/x y` DESC"}})
                           .runs;
    BOOST_REQUIRE_EQUAL(found.size(), 1u);
    BOOST_TEST((found[0].info.run_id == run));
    BOOST_TEST(std::isnan(*found[0].data.metrics.at(0).value));
    BOOST_TEST(found[0].data.metrics.at(0).step == -3);
    BOOST_TEST(found[0].data.params.at(0).value == "größer \"x\"\n");
}

template <class Way>
void errors_come_with_their_code()
{
    connected<Way> at;
    const auto unknown = at.client.template try_call<schema::get_run>({.run_id = "nothing"});
    BOOST_TEST(int(unknown.error().code) == int(errc::resource_does_not_exist));
    BOOST_TEST(unknown.error().message.find("nothing") != std::string::npos);
    const auto wrong = at.client.template try_call<schema::search_runs>({.filter = "metrics.a >"});
    BOOST_TEST(int(wrong.error().code) == int(errc::invalid_parameter_value));
}

/// -0.0 and the infinities apart, which MLflow's schema keeps as other numbers.
template <class Way>
void every_double_comes_back_bit_for_bit()
{
    connected<Way> at;
    const auto run = at.new_run();
    std::mt19937_64 random(7);
    for (int batch = 0; batch != 100; ++batch) {
        const auto key = "doubles " + std::to_string(batch);
        schema::log_batch::request request{.run_id = run};
        while (request.metrics.size() != 1'000) {
            const auto value = std::bit_cast<double>(random());
            if (std::isfinite(value) && value != 0)
                request.metrics.push_back(
                    {.key = key, .value = value, .timestamp = 1, .step = std::int64_t(request.metrics.size())});
        }
        at.client.log_batch(request);
        const auto found = at.client.get_metric_history({.run_id = run, .metric_key = key}).metrics;
        BOOST_REQUIRE(found == request.metrics);
    }
}

template <class Way>
void artifacts_go_up_and_down()
{
    connected<Way> at;
    const auto run = at.new_run();
    std::string content(1'000'003, '\0');
    std::mt19937 random(1);
    for (auto& each : content)
        each = static_cast<char>(random());
    std::ofstream(at.folder / "wéights.bin", std::ios::binary) << content;
    at.client.log_artifact(run, at.folder / "wéights.bin", "model/deep");
    const auto listed = at.client.list_artifacts(run, "model/deep");
    BOOST_REQUIRE_EQUAL(listed.size(), 1u);
    BOOST_TEST(listed[0].path == "model/deep/wéights.bin");
    BOOST_TEST(listed[0].file_size.value() == 1'000'003);
    at.client.download_artifact(run, "model/deep/wéights.bin", at.folder / "back.bin");
    std::ifstream in(at.folder / "back.bin", std::ios::binary);
    BOOST_TEST((std::string(std::istreambuf_iterator<char>(in), {}) == content));
    BOOST_CHECK_THROW(at.client.download_artifact(run, "../x", at.folder / "x"), mltrack::exception);
}

template <class Way>
void many_threads_share_a_client()
{
    connected<Way> at;
    const auto run = at.new_run();
    std::vector<std::future<result<schema::empty>>> answers;
    for (int step = 0; step != 200; ++step)
        answers.push_back(at.client.template async_call<schema::log_metric>(
            {.run_id = run, .key = "m", .value = step, .timestamp = 1, .step = step}, boost::asio::use_future));
    for (auto& each : answers)
        each.get().value();
    BOOST_TEST(at.client.get_metric_history({.run_id = run, .metric_key = "m"}).metrics.size() == 200u);
    BOOST_TEST(*at.client.get_run({.run_id = run}).run.data.metrics.at(0).value == 199.0);
}

} // namespace transport_contract
} // namespace mltrack::test

/// Every case of the contract, over a way.
#define MLTRACK_TRANSPORT_CONTRACT(way)                                                                                \
    MLTRACK_TRANSPORT_CASE(way, what_is_logged_is_found)                                                               \
    MLTRACK_TRANSPORT_CASE(way, errors_come_with_their_code)                                                           \
    MLTRACK_TRANSPORT_CASE(way, every_double_comes_back_bit_for_bit)                                                   \
    MLTRACK_TRANSPORT_CASE(way, artifacts_go_up_and_down)                                                              \
    MLTRACK_TRANSPORT_CASE(way, many_threads_share_a_client)

#define MLTRACK_TRANSPORT_CASE(way, name)                                                                              \
    BOOST_AUTO_TEST_CASE(name)                                                                                         \
    {                                                                                                                  \
        ::mltrack::test::transport_contract::name<::mltrack::test::way>();                                             \
    }
