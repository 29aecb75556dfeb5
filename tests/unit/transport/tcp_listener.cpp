#include <mltrack/transport/listening_socket.hpp>
#include <tests/unit/transport/loopback.hpp>

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <csignal>
#include <fcntl.h>
#include <future>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>

using namespace mltrack;
using namespace mltrack::tests;
using transport::plan;
using transport::request_head;

namespace {

/// Answers GET with the target, and a body with itself.
plan echo(const request_head& head)
{
    if (head.method == "POST")
        return transport::take_body{1000, [](std::string body) { return text_reply(std::move(body)); }};
    return text_reply(head.target);
}

std::string post(std::string_view body)
{
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

struct echo_server
{
    function_handler handler{echo};
    running_listener server{handler};
    connection client{server.listener.port()};
};

} // namespace

BOOST_AUTO_TEST_SUITE(tcp_listener)

BOOST_FIXTURE_TEST_CASE(keeps_a_connection_for_many_requests, echo_server)
{
    for (int request = 0; request != 3; ++request) {
        const auto answer = client.exchange("GET /" + std::to_string(request) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        BOOST_TEST(answer.result_int() == 200u);
        BOOST_TEST(answer.body() == "/" + std::to_string(request));
        BOOST_TEST(answer.keep_alive());
        BOOST_TEST(answer["Date"].ends_with(" GMT"));
    }
    BOOST_TEST(server.load.connections == 1);
}

BOOST_FIXTURE_TEST_CASE(answers_pipelined_requests_in_their_order, echo_server)
{
    client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + post("two") + chunked({"th", "ree"}) +
                "GET /4 HTTP/1.1\r\nHost: a\r\n\r\n");
    for (const auto* expected : {"/1", "two", "three", "/4"})
        BOOST_TEST(client.receive().body() == expected);
}

BOOST_FIXTURE_TEST_CASE(answers_head_without_a_body, echo_server)
{
    client.send("HEAD /four HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(client.receive(true)["Content-Length"] == "5");
    BOOST_TEST(client.receive().body() == "/next");
}

BOOST_FIXTURE_TEST_CASE(ends_the_connection_when_asked_to, echo_server)
{
    const auto answer = client.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    BOOST_TEST(answer["Connection"] == "close");
    BOOST_TEST(client.ended());
}

BOOST_FIXTURE_TEST_CASE(speaks_http_1_0, echo_server)
{
    BOOST_TEST(client.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")["Connection"] == "keep-alive");
    BOOST_TEST(client.exchange("GET / HTTP/1.0\r\n\r\n")["Connection"] == "close");
    BOOST_TEST(client.ended());
}

BOOST_FIXTURE_TEST_CASE(takes_a_body_up_to_its_limit, echo_server)
{
    const std::string full(1000, 'x');
    BOOST_TEST(client.exchange(post(full)).body() == full);
    BOOST_TEST(client.exchange(chunked({std::string(999, 'x'), "x"})).body() == full);
    BOOST_TEST(client.exchange(post("")).body() == "");

    const auto refusal = client.exchange(post(full + 'x'));
    BOOST_TEST(refusal.result_int() == 413u);
    BOOST_TEST(refusal.body().find("1000") != std::string::npos);
    client.close_sending();
    BOOST_TEST(client.ended());
}

BOOST_FIXTURE_TEST_CASE(refuses_a_chunked_body_beyond_its_limit, echo_server)
{
    BOOST_TEST(client.exchange(chunked({std::string(999, 'x'), "xx"})).result_int() == 413u);
    client.close_sending();
    BOOST_TEST(client.ended());
}

BOOST_FIXTURE_TEST_CASE(lets_a_caller_finish_sending_what_it_refuses, echo_server)
{
    // Larger than the buffers of both sockets: a connection that is closed at once would be reset under the caller.
    BOOST_TEST(client.exchange(post(std::string(32 << 20, 'x'))).result_int() == 413u);
}

BOOST_FIXTURE_TEST_CASE(invites_a_body_that_waits, echo_server)
{
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    BOOST_TEST(client.receive().result_int() == 100u);
    BOOST_TEST(client.exchange("body").body() == "body");
}

BOOST_FIXTURE_TEST_CASE(invites_no_body_that_is_too_large, echo_server)
{
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    BOOST_TEST(client.receive().result_int() == 413u);
}

BOOST_FIXTURE_TEST_CASE(skips_a_body_that_nobody_reads, echo_server)
{
    client.send("GET /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbodyGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(client.receive().body() == "/1");
    BOOST_TEST(client.receive().body() == "/2");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_request)
{
    function_handler handler(echo);
    running_listener server(handler);
    for (const auto& [request, status] : std::initializer_list<std::pair<const char*, unsigned>>{
             {"\x16\x03\x01\x02 tls?\r\n\r\n", 400},
             {"GET\r\n\r\n", 400},
             {"GET / HTTP/1.1\r\nno colon\r\nHost: a\r\n\r\n", 400},
             {"GET / HTTP/1.1\r\n\r\n", 400},
             {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
             {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
             {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
             {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
             {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
             {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400}}) {
        BOOST_TEST_CONTEXT(request)
        {
            connection client(server.listener.port());
            const auto answer = client.exchange(request);
            BOOST_TEST(answer.result_int() == status);
            BOOST_TEST(answer["Connection"] == "close");
            client.close_sending();
            BOOST_TEST(client.ended());
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_header_beyond_its_limit)
{
    function_handler handler(echo);
    running_listener server(handler, {.max_header_bytes = 1024});
    const auto get = [&](std::size_t padding) {
        connection client(server.listener.port());
        return client.exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(padding, 'x') + "\r\n\r\n")
            .result_int();
    };
    BOOST_TEST(get(900) == 200u);
    BOOST_TEST(get(1024) == 431u);
    BOOST_TEST(get(100'000) == 431u);
}

BOOST_AUTO_TEST_CASE(answers_500_for_exceptions)
{
    function_handler handler([](const request_head& head) -> plan {
        if (head.target == "/begin")
            throw std::runtime_error("begin failed");
        return transport::take_body{10, [](std::string) -> transport::reply { throw std::runtime_error("no store"); }};
    });
    running_listener server(handler);
    connection client(server.listener.port());
    const auto first = client.exchange("GET /begin HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(first.result_int() == 500u);
    BOOST_TEST(first.body() == "begin failed");
    const auto second = client.exchange("GET /answer HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(second.result_int() == 500u);
    BOOST_TEST(second.body() == "no store");
}

BOOST_AUTO_TEST_CASE(lets_a_plan_word_its_refusals)
{
    const auto refuse = [](int status, std::string) {
        auto answer = text_reply("the plan's");
        answer.status = status;
        return answer;
    };
    function_handler handler([&](const request_head& head) -> plan {
        const auto fail = [](auto&&...) -> transport::reply { throw std::runtime_error("no store"); };
        if (head.method == "PUT")
            return transport::take_upload{
                [] { return result<std::unique_ptr<artifact::writer>>(error{errc::internal_error, "no file"}); }, fail,
                refuse};
        return transport::take_body{10, fail, refuse};
    });
    running_listener server(handler);
    const std::string broken_chunk = " / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
    for (const auto& [request, status] :
         {std::pair(post(std::string(11, 'x')), 413u), std::pair(post("x"), 500u),
          std::pair("POST" + broken_chunk, 400u), std::pair("PUT" + broken_chunk, 400u)})
        BOOST_TEST_CONTEXT(request)
        {
            const auto answer = connection(server.listener.port()).exchange(request);
            BOOST_TEST(answer.result_int() == status);
            BOOST_TEST(answer.body() == "the plan's");
        }
}

BOOST_AUTO_TEST_CASE(closes_connections_that_say_nothing)
{
    function_handler handler(echo);
    running_listener server(handler, {.idle_timeout = std::chrono::milliseconds(1)});
    connection client(server.listener.port());
    BOOST_TEST(client.ended());
}

BOOST_AUTO_TEST_CASE(closes_connections_that_send_half_a_header)
{
    function_handler handler(echo);
    running_listener server(handler, {.header_timeout = std::chrono::milliseconds(1)});
    connection client(server.listener.port());
    client.send("GET / HTTP/1.1\r\n");
    BOOST_TEST(client.ended());
}

BOOST_AUTO_TEST_CASE(closes_connections_that_send_half_a_body)
{
    function_handler handler(echo);
    running_listener server(handler, {.body_timeout = std::chrono::milliseconds(1)});
    connection client(server.listener.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    BOOST_TEST(client.ended());
}

BOOST_AUTO_TEST_CASE(accepts_no_more_connections_than_allowed)
{
    function_handler handler(echo);
    running_listener server(handler, {.max_connections = 1});
    std::optional<connection> first(server.listener.port());
    BOOST_TEST(first->exchange("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n").body() == "/1");

    connection second(server.listener.port());
    second.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(first->exchange("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n").body() == "/3");
    BOOST_TEST(server.load.connections == 1);
    first.reset();
    BOOST_TEST(second.receive().body() == "/2");
}

BOOST_AUTO_TEST_CASE(runs_blocking_answers_side_by_side)
{
    std::promise<void> release;
    auto released = release.get_future().share();
    function_handler handler([&](const request_head& head) -> plan {
        return transport::take_body{10, [&, wait = head.target == "/wait"](std::string) {
                                        wait ? released.wait() : release.set_value();
                                        return text_reply("done");
                                    }};
    });
    running_listener server(handler, {.blocking_threads = 2});
    connection slow(server.listener.port());
    connection quick(server.listener.port());
    slow.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(quick.exchange("GET /go HTTP/1.1\r\nHost: a\r\n\r\n").body() == "done");
    BOOST_TEST(slow.receive().body() == "done");
}

BOOST_AUTO_TEST_CASE(finishes_what_runs_when_it_stops)
{
    std::promise<void> started;
    std::promise<void> release;
    function_handler handler([&](const request_head&) -> plan {
        return transport::take_body{10, [&](std::string) {
                                        started.set_value();
                                        release.get_future().wait();
                                        return text_reply("finished");
                                    }};
    });
    auto server = std::make_unique<running_listener>(handler);
    connection idle(server->listener.port());
    connection busy(server->listener.port());
    busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    started.get_future().wait();
    server->listener.stop();
    BOOST_TEST(idle.ended()); // So the listener has begun to stop.
    release.set_value();
    const auto answer = busy.receive();
    BOOST_TEST(answer.body() == "finished");
    BOOST_TEST(answer["Connection"] == "close");
    BOOST_TEST(busy.ended());
    server->stop();
    BOOST_CHECK_THROW(connection(server->listener.port()), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(gives_up_what_runs_beyond_the_grace)
{
    std::promise<void> started;
    std::promise<void> release;
    function_handler handler([&](const request_head&) -> plan {
        return transport::take_body{10, [&](std::string) {
                                        started.set_value();
                                        release.get_future().wait();
                                        return text_reply("too late");
                                    }};
    });
    std::size_t abandoned = 0;
    running_listener server(handler, {.shutdown_grace = std::chrono::milliseconds(1),
                                      .abandoned = [&](std::size_t requests) { abandoned = requests; }});
    connection idle(server.listener.port());
    connection client(server.listener.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    started.get_future().wait();
    server.stop(); // Returns though the answer still blocks.
    BOOST_TEST(abandoned == 1u);
    release.set_value();
}

BOOST_AUTO_TEST_CASE(gives_up_what_runs_at_a_second_signal)
{
    std::promise<void> started;
    std::promise<void> release;
    function_handler handler([&](const request_head&) -> plan {
        return transport::take_body{10, [&](std::string) {
                                        started.set_value();
                                        release.get_future().wait();
                                        return text_reply("too late");
                                    }};
    });
    std::vector<std::size_t> told;
    running_listener server(handler, {.shutdown_grace = std::chrono::hours(1),
                                      .handle_signals = true,
                                      .stopping =
                                          [&](std::size_t requests) {
                                              told.push_back(requests);
                                              std::raise(SIGINT);
                                          },
                                      .abandoned = [&](std::size_t requests) { told.push_back(10 + requests); }});
    connection client(server.listener.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    started.get_future().wait();
    std::raise(SIGINT);
    BOOST_TEST(client.ended());
    server.stop();
    const std::size_t expected[] = {1, 11};
    BOOST_TEST(told == expected, boost::test_tools::per_element());
    release.set_value();
}

BOOST_AUTO_TEST_CASE(can_be_stopped_before_it_runs)
{
    function_handler handler(echo);
    transport::load load;
    transport::tcp_listener listener(handler, load, {.port = 0});
    listener.stop();
    listener.run();
}

BOOST_AUTO_TEST_CASE(stops_on_a_signal_when_told_to)
{
    function_handler handler(echo);
    transport::load load;
    {
        transport::tcp_listener listener(handler, load, {.port = 0, .handle_signals = true});
        auto running = std::async(std::launch::async, [&] { listener.run(); });
        connection client(listener.port());
        client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n"); // So it runs, and signals are its own.
        std::raise(SIGTERM);
        running.get();
        BOOST_TEST(client.ended());
    }
}

BOOST_AUTO_TEST_CASE(heeds_a_signal_that_comes_before_it_runs)
{
    function_handler handler(echo);
    transport::load load;
    transport::tcp_listener listener(handler, load, {.port = 0, .handle_signals = true});
    std::raise(SIGTERM);
    listener.run();
    BOOST_CHECK_THROW(connection(listener.port()), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(lets_nobody_in_before_it_heeds_signals)
{
    function_handler handler(echo);
    transport::load load;
    const auto socket =
        std::make_shared<transport::listening_socket>(transport::listening_socket::open("127.0.0.1", 0).value());
    ::sockaddr_in address{};
    ::socklen_t size = sizeof address;
    BOOST_TEST_REQUIRE(::getsockname(socket->descriptor(), reinterpret_cast<::sockaddr*>(&address), &size) == 0);
    const auto port = ntohs(address.sin_port);
    BOOST_CHECK_THROW(connection{port}, boost::system::system_error);
    const transport::tcp_listener listener(handler, load, {.socket = socket});
    BOOST_TEST(listener.port() == port);
    BOOST_CHECK_NO_THROW(connection{port});
}

BOOST_AUTO_TEST_CASE(takes_no_socket_that_is_not_tcp)
{
    function_handler handler(echo);
    transport::load load;
    const int local = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ::sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    BOOST_TEST_REQUIRE(::bind(local, reinterpret_cast<::sockaddr*>(&address), sizeof address.sun_family) == 0);
    for (const int descriptor : {local, ::open("/dev/null", O_RDONLY)}) {
        const auto socket = std::make_shared<transport::listening_socket>(descriptor);
        BOOST_CHECK_EXCEPTION(transport::tcp_listener(handler, load, {.socket = socket}), exception,
                              [](const exception& e) { return e.code() == errc::invalid_parameter_value; });
        BOOST_TEST(::fcntl(descriptor, F_GETFD) == -1); // Closed.
    }
}

BOOST_AUTO_TEST_CASE(says_why_it_cannot_listen)
{
    function_handler handler(echo);
    transport::load load;
    transport::tcp_listener listener(handler, load, {.port = 0});
    const auto port = listener.port();
    BOOST_CHECK_EXCEPTION(transport::tcp_listener(handler, load, {.port = port}), exception, [&](const exception& e) {
        return e.code() == errc::temporarily_unavailable &&
               e.error().message.find("127.0.0.1 port " + std::to_string(port)) != std::string::npos;
    });
    BOOST_CHECK_EXCEPTION(transport::tcp_listener(handler, load, {.address = "no address"}), exception,
                          [](const exception& e) { return e.code() == errc::invalid_parameter_value; });
}

BOOST_AUTO_TEST_SUITE_END()
