#include <mltrack/transport/impl/client_stream.hpp>
#include <mltrack/transport/impl/http_session.ipp>
#include <tests/unit/transport/faulty_stream.hpp>
#include <tests/unit/transport/loopback.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>

/// @file
/// Sessions in which one read or write after the other fails: the n-th and all later ones, for each n there is.

using namespace mltrack;
using namespace mltrack::tests;
using namespace std::chrono_literals;
using boost::beast::test::fail_count;
namespace asio = boost::asio;
namespace detail = transport::detail;

namespace {

constexpr std::size_t never = SIZE_MAX;

/// What became of the artifacts of a session.
struct ledger
{
    int open = 0;
    int committed = 0;
    std::string content;
};

struct kept_writer : artifact::writer
{
    explicit kept_writer(ledger& kept) : kept(kept) { ++kept.open; }
    ~kept_writer() override { --kept.open; }
    result<void> write(std::span<const char> bytes) override
    {
        pending.append(bytes.data(), bytes.size());
        return {};
    }
    result<void> commit() override
    {
        ++kept.committed;
        kept.content = std::move(pending);
        return {};
    }
    ledger& kept;
    std::string pending;
};

struct kept_reader : artifact::reader
{
    kept_reader(ledger& kept, std::string_view text) : kept(kept), text(text) { ++kept.open; }
    ~kept_reader() override { --kept.open; }
    result<std::size_t> read(std::span<char> into) override
    {
        const auto count = text.copy(into.data(), into.size(), at);
        at += count;
        return count;
    }
    result<void> seek(std::uint64_t position) override
    {
        at = position;
        return {};
    }
    std::uint64_t size() const override { return text.size(); }
    schema::unix_ms modified() const override { return 0; }
    ledger& kept;
    std::string_view text;
    std::size_t at = 0;
};

const std::string file(300'000, 'f');

/// A text without what differs between two runs.
std::string without_dates(std::string text)
{
    for (auto at = text.find("\r\nDate: "); at != text.npos; at = text.find("\r\nDate: ", at + 1))
        for (auto digit = at + 8; digit < std::min(text.size(), at + 37); ++digit)
            text[digit] = '?';
    return text;
}

/// How one session went.
struct outcome
{
    std::string sent; ///< To the caller.
    ledger kept;
};

/// A request that is answered once the session waits for it, with what has come.
struct kept_request : transport::later_request
{
    kept_request(ledger& kept, asio::io_context& io) : kept(kept), io(io) { ++kept.open; }
    ~kept_request() override { --kept.open; }
    void begin(std::string body, transport::answer_sink& sink) override
    {
        asio::post(io, [body = std::move(body), &sink] { sink.answer(text_reply("later: " + body)); });
    }
    transport::reply refuse(int status, std::string why) override
    {
        auto refusal = text_reply(std::move(why));
        refusal.status = status;
        return refusal;
    }
    ledger& kept;
    asio::io_context& io;
};

transport::plan answer(const transport::request_head& head, ledger& kept, asio::io_context& io)
{
    if (head.method == "PATCH")
        return transport::hand_over{1000, 100, std::make_unique<kept_request>(kept, io)};
    if (head.method == "POST")
        return transport::take_body{1000, [](std::string body) { return text_reply(std::move(body)); }};
    if (head.method == "PUT")
        return transport::take_upload{
            [&kept]() -> result<std::unique_ptr<artifact::writer>> { return std::make_unique<kept_writer>(kept); },
            [](result<void> stored) { return text_reply(stored ? "stored" : "not stored"); }};
    auto reply = text_reply(head.target);
    if (head.target == "/file") {
        reply.body.clear();
        reply.content = std::make_unique<kept_reader>(kept, file);
        reply.content_length = file.size();
    }
    return reply;
}

/// Serves the requests on one connection whose operations fail from the `failing`-th on.
outcome serve(const std::string& requests, std::size_t failing)
{
    outcome result;
    asio::io_context io;
    function_handler handler([&](const transport::request_head& head) { return answer(head, result.kept, io); });
    transport::load load;
    const transport::listen_options options;
    detail::worker_pool pool(1, load);
    detail::body_memory bodies(options.max_body_memory, load);
    fail_count failures(failing);
    faulty_stream ours(io, failures);
    faulty_stream::pipe caller(io);
    caller.connect(ours.inside());
    ours.inside().append(requests);
    caller.close();
    {
        detail::basic_http_session<faulty_stream> session(std::move(ours), handler, pool, bodies, options);
        bool ended = false;
        std::exception_ptr failure;
        asio::co_spawn(io, session.run(), [&](std::exception_ptr thrown) {
            ended = true;
            failure = thrown;
        });
        io.run_for(60s);
        BOOST_REQUIRE(ended);
        BOOST_TEST(!failure);
    }
    result.sent = without_dates(std::string(caller.str()));
    return result;
}

const std::string all_requests =
    "GET /text HTTP/1.1\r\nHost: a\r\n\r\n"
    "GET /skipped HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\nbody" +
    chunked({"chu", std::string(500, 'n'), "ked"}) +
    "PATCH / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nquick"
    "PATCH / HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\nExpect: 100-continue\r\n\r\n" +
    std::string(200, 's') + "PATCH / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nin\r\n0\r\n\r\n" +
    "PUT /file HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\nExpect: 100-continue\r\n\r\n" + file +
    "GET /file HTTP/1.1\r\nHost: a\r\n\r\n"
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" +
    std::string(100'000, 'x');

} // namespace

BOOST_AUTO_TEST_SUITE(failure_sweep)

BOOST_AUTO_TEST_CASE(a_server_session_bears_every_failure)
{
    const auto whole = serve(all_requests, never);
    BOOST_TEST(whole.sent.ends_with("bytes that this server takes."));
    BOOST_TEST(whole.sent.find("413") != whole.sent.npos);
    for (const auto& body : {std::string("quick"), std::string(200, 's'), std::string("in")})
        BOOST_TEST(whole.sent.find("later: " + body) != whole.sent.npos);
    BOOST_TEST(whole.kept.committed == 1);
    BOOST_TEST((whole.kept.content == file));

    std::size_t failing = 1;
    std::size_t cut = 0;
    for (;; ++failing) {
        BOOST_TEST_CONTEXT("failing from operation " << failing)
        {
            const auto part = serve(all_requests, failing);
            // The caller sees a beginning of what it should see, never more or something else.
            BOOST_TEST(whole.sent.starts_with(part.sent));
            BOOST_TEST(part.kept.open == 0);
            BOOST_TEST(part.kept.committed <= 1);
            BOOST_TEST((part.kept.committed == 0 || part.kept.content == file));
            BOOST_TEST((part.sent.find("stored") == part.sent.npos || part.kept.committed == 1));
            cut += part.sent != whole.sent;
            if (part.sent == whole.sent)
                break;
        }
        BOOST_REQUIRE(failing < 10'000u);
    }
    BOOST_TEST(cut == failing - 1);
    BOOST_TEST(cut > 30u);
}

namespace {

/// Of some reads, each of which goes by way of a worker's thread.
const std::string small_file(100'000, 's');

const std::string url_text = "http://127.0.0.1:1";

/// A request and its answer.
struct talk
{
    transport::outgoing request;
    std::string answer;
    std::string body;
};

std::vector<talk> all_talks(ledger& kept)
{
    const auto with_length = [](const std::string& body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    std::vector<talk> talks(4);
    talks[0] = {{{"GET", "/text", {}}, {}, {}, {}}, with_length("text"), "text"};
    talks[1] = {{{"PUT", "/file", {}}, {}, std::make_shared<kept_reader>(kept, small_file), {}},
                "HTTP/1.1 100 Continue\r\n\r\n" + with_length("{}"),
                "{}"};
    talks[2] = {
        {{"GET", "/file", {}},
         {},
         {},
         [&kept]() -> result<std::unique_ptr<artifact::writer>> { return std::make_unique<kept_writer>(kept); }},
        with_length(small_file),
        ""};
    talks[3] = {{{"POST", "/", {}}, std::string(10'000, 'b'), {}, {}},
                "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nchu\r\n3\r\nnks\r\n0\r\n\r\n",
                "chunks"};
    return talks;
}

/// Sends the requests over one connection until one fails.
detail::task<void> exchange_all(detail::basic_client_stream<faulty_stream>& client, const std::vector<talk>& talks,
                                std::vector<detail::exchange_outcome>& outcomes)
{
    const detail::route to{transport::base_url::parse(url_text).value()};
    for (const auto& each : talks) {
        auto outcome = co_await client.exchange(to, each.request);
        outcomes.push_back(std::move(outcome));
        if (!outcomes.back().reusable)
            co_return;
    }
}

/// Whether all requests were answered; checks what is promised of those that were and of the one that was not.
bool ask(std::size_t failing)
{
    ledger kept;
    std::vector<detail::exchange_outcome> outcomes;
    {
        const auto talks = all_talks(kept);
        transport::load load;
        asio::io_context io;
        detail::worker_pool pool(1, load);
        fail_count failures(failing);
        faulty_stream ours(io, failures);
        faulty_stream::pipe server(io);
        server.connect(ours.inside());
        for (const auto& each : talks)
            ours.inside().append(each.answer);
        detail::basic_client_stream<faulty_stream> client(std::move(ours), {}, pool);
        bool ended = false;
        std::exception_ptr failure;
        asio::co_spawn(io, exchange_all(client, talks, outcomes), [&](std::exception_ptr thrown) {
            ended = true;
            failure = thrown;
        });
        io.run_for(60s);
        BOOST_REQUIRE(ended);
        BOOST_TEST(!failure);
        for (std::size_t index = 0; index != outcomes.size(); ++index)
            if (outcomes[index].answer)
                BOOST_TEST(outcomes[index].answer->body == talks[index].body);
    }
    BOOST_TEST(kept.open == 0);
    BOOST_REQUIRE(!outcomes.empty());
    const auto& last = outcomes.back();
    if (!last.answer) {
        BOOST_TEST((last.answer.error().code == errc::temporarily_unavailable));
        BOOST_TEST(last.answer.error().message.find(url_text) != std::string::npos);
    }
    const bool downloaded = outcomes.size() > 2 && outcomes[2].answer;
    BOOST_TEST(kept.committed == downloaded);
    BOOST_TEST((!downloaded || kept.content == small_file));
    return outcomes.size() == 4 && last.answer && last.reusable;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_client_bears_every_failure)
{
    BOOST_TEST(ask(never));
    std::size_t failing = 1;
    for (bool answered = false; !answered; ++failing) {
        BOOST_TEST_CONTEXT("failing from operation " << failing)
        {
            answered = ask(failing);
        }
        BOOST_REQUIRE(failing < 10'000u);
    }
    BOOST_TEST(failing > 15u);
}

BOOST_AUTO_TEST_SUITE_END()
