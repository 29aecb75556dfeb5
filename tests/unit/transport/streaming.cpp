#include <tests/unit/transport/loopback.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>
#include <future>
#include <stdexcept>

using namespace mltrack;
using namespace mltrack::tests;
using transport::plan;
using transport::request_head;

namespace {

/// Some MB in which no two pieces of the same length are alike.
std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    std::uint32_t state = 1;
    for (auto& each : text)
        each = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return text;
}

struct text_reader : artifact::reader
{
    text_reader(std::string text, std::uint64_t promised) : text(std::move(text)), promised(promised) {}

    result<std::size_t> read(std::span<char> into) override
    {
        const auto length = std::min(into.size(), text.size() - position);
        std::memcpy(into.data(), text.data() + position, length);
        position += length;
        return length;
    }
    result<void> seek(std::uint64_t to) override { return position = to, result<void>(); }
    std::uint64_t size() const override { return promised; }
    schema::unix_ms modified() const override { return 0; }

    std::string text;
    std::uint64_t promised;
    std::size_t position = 0;
};

/// What became of an upload.
struct stored
{
    std::string bytes;
    std::size_t largest_piece = 0;
    bool committed = false;
    std::promise<void> destroyed;
    bool fail = false;
    bool raise = false;
};

struct recording_writer : artifact::writer
{
    explicit recording_writer(stored& into) : into(into) {}
    ~recording_writer() override { into.destroyed.set_value(); }

    result<void> write(std::span<const char> bytes) override
    {
        if (into.raise)
            throw std::runtime_error("the disk is gone");
        if (into.fail)
            return error{errc::internal_error, "the disk is full"};
        into.bytes.append(bytes.data(), bytes.size());
        into.largest_piece = std::max(into.largest_piece, bytes.size());
        return {};
    }
    result<void> commit() override
    {
        into.committed = true;
        return {};
    }

    stored& into;
};

plan upload_to(stored& into)
{
    return transport::take_upload{
        [&into]() -> result<std::unique_ptr<artifact::writer>> { return std::make_unique<recording_writer>(into); },
        [](result<void> outcome) { return text_reply(outcome ? "stored" : outcome.error().message); }};
}

std::string put(const std::string& body, const std::string& extra = {})
{
    return "PUT / HTTP/1.1\r\nHost: a\r\n" + extra + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

plan download(std::string text, std::uint64_t promised)
{
    transport::reply answer;
    answer.content_length = promised;
    answer.content = std::make_unique<text_reader>(std::move(text), promised);
    return answer;
}

} // namespace

BOOST_AUTO_TEST_SUITE(streaming)

BOOST_AUTO_TEST_CASE(uploads_in_pieces)
{
    const auto body = pattern(5'000'001);
    stored file;
    function_handler handler([&](const request_head&) { return upload_to(file); });
    running_listener server(handler);
    connection client(server.listener.port());
    BOOST_TEST(client.exchange(put(body)).body() == "stored");
    BOOST_TEST((file.bytes == body));
    BOOST_TEST(file.committed);
    BOOST_TEST(file.largest_piece <= 256u * 1024);
}

BOOST_AUTO_TEST_CASE(uploads_nothing)
{
    stored file;
    function_handler handler([&](const request_head&) { return upload_to(file); });
    running_listener server(handler);
    connection client(server.listener.port());
    BOOST_TEST(client.exchange(put("")).body() == "stored");
    BOOST_TEST(file.committed);
}

BOOST_AUTO_TEST_CASE(uploads_chunks)
{
    const auto body = pattern(1'000'000);
    stored file;
    function_handler handler([&](const request_head&) { return upload_to(file); });
    running_listener server(handler);
    connection client(server.listener.port());
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (std::size_t at = 0; at != body.size(); at += 50'000)
        client.send("C350\r\n" + body.substr(at, 50'000) + "\r\n");
    BOOST_TEST(client.exchange("0\r\n\r\n").body() == "stored");
    BOOST_TEST((file.bytes == body));
}

BOOST_AUTO_TEST_CASE(keeps_nothing_of_an_upload_that_breaks_off)
{
    stored file;
    function_handler handler([&](const request_head&) { return upload_to(file); });
    running_listener server(handler);
    {
        connection client(server.listener.port());
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + pattern(300'000));
    }
    file.destroyed.get_future().wait();
    BOOST_TEST(!file.committed);
}

BOOST_AUTO_TEST_CASE(says_what_an_upload_met)
{
    for (const bool raise : {false, true}) {
        stored file;
        file.fail = !raise;
        file.raise = raise;
        function_handler handler([&](const request_head&) { return upload_to(file); });
        running_listener server(handler);
        connection client(server.listener.port());
        BOOST_TEST(client.exchange(put(pattern(10'000'000))).body() ==
                   (raise ? "the disk is gone" : "the disk is full"));
        BOOST_TEST(!file.committed);
    }
}

BOOST_AUTO_TEST_CASE(refuses_an_upload_before_its_body_is_sent)
{
    function_handler handler([&](const request_head&) -> plan {
        return transport::take_upload{
            []() -> result<std::unique_ptr<artifact::writer>> { return error{errc::permission_denied, "not here"}; },
            [](result<void> outcome) { return text_reply(outcome.error().message); }};
    });
    running_listener server(handler);
    connection client(server.listener.port());
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
    const auto answer = client.receive();
    BOOST_TEST(answer.result_int() == 200u);
    BOOST_TEST(answer.body() == "not here");
    BOOST_TEST(answer["Connection"] == "close");
}

BOOST_AUTO_TEST_CASE(downloads_in_pieces)
{
    const auto body = pattern(5'000'001);
    function_handler handler([&](const request_head&) { return download(body, body.size()); });
    running_listener server(handler);
    connection client(server.listener.port());
    const auto answer = client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(answer["Content-Length"] == "5000001");
    BOOST_TEST((answer.body() == body));
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(client.receive(true)["Content-Length"] == "5000001");
    BOOST_TEST((client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body() == body));
}

BOOST_AUTO_TEST_CASE(cuts_the_connection_when_a_download_is_short)
{
    function_handler handler([&](const request_head&) { return download("half", 8); });
    running_listener server(handler);
    connection client(server.listener.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_CHECK_THROW(client.receive(), boost::system::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
