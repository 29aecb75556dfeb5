#include <mltrack/server.hpp>
#include <mltrack/server/async_run.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/tracking/service.hpp>
#include <mltrack/transport/handler.hpp>
#include <mltrack/transport/in_process.hpp>
#include <tests/temporary_folder.hpp>
#include <tests/unit/transport/loopback.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <future>

using namespace mltrack;
using mltrack::tests::connection;

namespace {

server_options free_port()
{
    server_options options;
    options.listen.port = 0;
    return options;
}

/// Runs a server on a thread until the end of its scope, whatever the test meets.
template <class Server>
class running
{
public:
    explicit running(Server& server)
        : server_(server), done_(std::async(std::launch::async, [&server] { server.run(); }))
    {
    }
    ~running() { server_.stop(); }

private:
    Server& server_;
    std::future<void> done_; // Its destructor waits.
};

std::string post(const std::string& path, const std::string& body)
{
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_whole)

BOOST_AUTO_TEST_CASE(serves_over_tcp)
{
    const test::temporary_folder root;
    auto options = free_port();
    options.max_request_bytes = 100;
    mltrack::server server(store::memory(), artifact::local(root.path()), options);
    const running run(server);
    {
        connection client(server.port());
        const auto created = client.exchange(post("/api/2.0/mlflow/experiments/create", R"({"name": "über"})"));
        BOOST_TEST(created.result_int() == 200u);
        const auto id = std::string(boost::json::parse(created.body()).at("experiment_id").as_string());

        const std::string file(3'000'000, 'x');
        client.send("PUT /api/2.0/mlflow-artifacts/artifacts/" + id +
                    "/model.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(file.size()) +
                    "\r\n\r\n" + file);
        BOOST_TEST(client.receive().result_int() == 200u);
        const auto fetched = client.exchange("GET /api/2.0/mlflow-artifacts/artifacts/" + id +
                                             "/model.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
        BOOST_TEST((fetched.body() == file));

        const std::string padding(100 - 17, ' ');
        BOOST_TEST(client.exchange(post("/api/2.0/mlflow/experiments/create", R"({"name": "exact"})" + padding))
                       .result_int() == 200u);
        const auto refused =
            client.exchange(post("/api/2.0/mlflow/experiments/create", R"({"name": "above"})" + padding + ' '));
        BOOST_TEST(refused.result_int() == 413u);
        BOOST_TEST(boost::json::parse(refused.body()).at("error_code") == "BAD_REQUEST");
    }
}

BOOST_AUTO_TEST_CASE(serves_a_shared_store_below_a_prefix)
{
    const test::temporary_folder root;
    auto store = std::make_shared<store::memory>();
    auto options = free_port();
    options.static_prefix = "/ml";
    mltrack::server server(store, artifact::local(root.path()), options);
    const running run(server);
    BOOST_TEST(connection(server.port()).exchange("GET /ml/version HTTP/1.1\r\nHost: localhost\r\n\r\n").body() ==
               mlflow_version);
    BOOST_TEST(connection(server.port()).exchange("GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n").result_int() ==
               404u);
    BOOST_TEST(&server.service().store() == store.get());
}

BOOST_AUTO_TEST_CASE(serves_without_a_socket)
{
    const test::temporary_folder root;
    server<store::memory, artifact::local, transport::in_process> server(store::memory(), artifact::local(root.path()));
    const running run(server);
    BOOST_TEST(server.port() == 0);
    const auto plan = server.handler().begin({"GET", "/health", {}});
    BOOST_TEST(std::get<transport::reply>(plan).body == "OK");
}

BOOST_AUTO_TEST_CASE(runs_for_any_completion_token)
{
    const test::temporary_folder root;
    mltrack::server server(store::memory(), artifact::local(root.path()), free_port());
    auto done = server.async_run(boost::asio::use_future);
    BOOST_TEST(connection(server.port()).exchange("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").body() == "OK");
    server.stop();
    BOOST_TEST(done.get().has_value());
}

BOOST_AUTO_TEST_CASE(stops_when_it_is_cancelled)
{
    const test::temporary_folder root;
    mltrack::server server(store::memory(), artifact::local(root.path()), free_port());
    boost::asio::io_context io;
    boost::asio::cancellation_signal cancel;
    bool done = false;
    std::thread::id thread;
    server.async_run(
        boost::asio::bind_cancellation_slot(cancel.slot(), boost::asio::bind_executor(io, [&](result<void> outcome) {
                                                done = outcome.has_value();
                                                thread = std::this_thread::get_id();
                                            })));
    cancel.emit(boost::asio::cancellation_type::terminal);
    io.run(); // Returns once the handler has run: it holds work.
    BOOST_TEST(done);
    BOOST_TEST((thread == std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(a_database_has_one_server)
{
    const test::temporary_folder root;
    const auto serve = [&](const std::string& name, std::uint16_t port) {
        auto options = free_port();
        options.listen.port = port;
        return std::make_unique<mltrack::server<store::sqlite>>(store::sqlite::open({root / name}).value(),
                                                                artifact::local(root / "artifacts"), options);
    };
    auto first = serve("runs.db", 0);
    std::filesystem::create_symlink(root / "runs.db", root / "link.db");
    BOOST_CHECK_EXCEPTION(serve("link.db", 0), exception, [](const exception& e) {
        return e.code() == errc::resource_conflict &&
               e.error().message.find("process id " + std::to_string(::getpid())) != std::string::npos;
    });
    BOOST_CHECK_THROW(serve("other.db", first->port()), exception);
    BOOST_TEST(!std::filesystem::exists(root / "other.db.mltrack-lock"));
    first.reset();
    BOOST_TEST(serve("link.db", 0)->port() != 0);
}

BOOST_AUTO_TEST_CASE(a_second_run_completes_with_an_error_and_the_first_goes_on)
{
    const test::temporary_folder root;
    mltrack::server server(store::memory(), artifact::local(root.path()), free_port());
    auto first = server.async_run(boost::asio::use_future);
    auto second = server.async_run(boost::asio::use_future);
    BOOST_TEST(int(second.get().error().code) == int(errc::invalid_state));
    BOOST_TEST(connection(server.port()).exchange("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").body() == "OK");
    server.stop();
    BOOST_TEST(first.get().has_value());
}

BOOST_AUTO_TEST_CASE(a_cancellation_after_the_server_is_gone_does_nothing)
{
    const test::temporary_folder root;
    boost::asio::io_context io;
    boost::asio::cancellation_signal cancel;
    bool done = false;
    {
        mltrack::server server(store::memory(), artifact::local(root.path()), free_port());
        server.async_run(boost::asio::bind_cancellation_slot(
            cancel.slot(), boost::asio::bind_executor(io, [&](result<void> outcome) { done = outcome.has_value(); })));
    }
    cancel.emit(boost::asio::cancellation_type::terminal);
    io.run();
    BOOST_TEST(done);
}

/// A transport whose listener ends with something that is no std::exception.
struct broken_transport
{
    struct listener : transport::in_process_listener
    {
        using in_process_listener::in_process_listener;
        void run() { throw 7; }
    };
};

BOOST_AUTO_TEST_CASE(whatever_a_run_throws_becomes_its_error)
{
    const test::temporary_folder root;
    server<store::memory, artifact::local, broken_transport> server(store::memory(), artifact::local(root.path()));
    const auto outcome = server.async_run(boost::asio::use_future).get();
    BOOST_TEST(int(outcome.error().code) == int(errc::internal_error));
}

BOOST_AUTO_TEST_CASE(says_why_it_cannot_start)
{
    const test::temporary_folder root;
    mltrack::server first(store::memory(), artifact::local(root.path()), free_port());
    server_options options;
    options.listen.port = first.port();
    BOOST_CHECK_EXCEPTION(
        mltrack::server(store::memory(), artifact::local(root.path()), options), exception, [&](const exception& e) {
            return e.error().message.find("port " + std::to_string(first.port())) != std::string::npos;
        });
    options.static_prefix = "ml";
    BOOST_CHECK_THROW(mltrack::server(store::memory(), artifact::local(root.path()), options), exception);
}

BOOST_AUTO_TEST_SUITE_END()
