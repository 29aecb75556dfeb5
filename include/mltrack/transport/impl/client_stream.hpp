#pragma once

#include <mltrack/transport/exchange.hpp>
#include <mltrack/transport/exchange/impl/download_target.hpp>
#include <mltrack/transport/exchange/impl/request_text.hpp>
#include <mltrack/transport/exchange/impl/route.hpp>
#include <mltrack/transport/impl/answering/worker_pool.hpp>
#include <mltrack/transport/impl/stream_ends.hpp>

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <optional>
#include <sys/socket.h>

namespace mltrack::transport::detail {

/// The look-up of a host name. The system's cannot be stopped: when nobody waits for it any more, it goes on with this.
struct look_up
{
    using resolver_type = asio::ip::basic_resolver<tcp_protocol, executor>;

    look_up(const executor& on, timer::time_point deadline) : resolver(on), over(on, deadline) {}

    resolver_type resolver;
    timer over;
    bool is_done = false;
    error_code failure;
    resolver_type::results_type addresses;
};

/// How a request over a connection went.
struct exchange_outcome
{
    result<response> answer;
    bool reusable = false;     ///< Whether the next request may use the connection.
    bool nothing_came = false; ///< The connection was closed before the first byte of an answer.
};

/// Makes a connection that stands, to the server or to the proxy on the way to it, one to the server. A stream of
/// another type than a socket has a function of this name beside it.
template <class Stream>
task<result<void>> reach_server(Stream&, const route&)
{
    co_return result<void>();
}

/// What a failure says that only streams of this type know; nothing: what it says of all. As `reach_server`.
template <class Stream>
std::optional<error> fault_of(const Stream&, const route&, const error_code&)
{
    return std::nullopt;
}

/// A connection of a client: one request at a time. `Stream` is a `tcp_stream` or one with TLS; tests have streams that
/// fail.
template <class Stream>
class basic_client_stream
{
public:
    basic_client_stream(Stream stream, exchange_options options, worker_pool& files)
        : stream_(std::move(stream)), options_(options), files_(files)
    {
    }

    /// Whether the connection is open and nothing was sent unasked.
    bool is_quiet()
    {
        if (buffer_.size() != 0)
            return false;
        char byte;
        const auto count = ::recv(stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    /// Connects to the server, by way of the proxy if there is one. A cancelled attempt throws.
    task<result<void>> connect(const route& to);

    /// Sends a request and takes its answer. A cancelled one throws.
    task<exchange_outcome> exchange(const route& to, const outgoing& request);

private:
    using parser = beast::http::response_parser<beast::http::buffer_body>;

    task<std::shared_ptr<const look_up>> find(const route& to, timer::time_point deadline);
    task<void> write(const route& to, const outgoing& request);
    task<void> write_bytes(std::span<const char> bytes);
    task<void> read_head(std::optional<parser>& parser);
    task<std::size_t> read_piece(parser& parser, std::span<char> into);
    task<result<response>> read(std::optional<parser>& parser, const outgoing& request);
    error lost(const route& to, const error_code& code) const;

    Stream stream_;
    beast::flat_buffer buffer_;
    exchange_options options_;
    worker_pool& files_;
};

/// The addresses of a server, unless the time is over before. Throws when it is cancelled.
template <class Stream>
task<std::shared_ptr<const look_up>> basic_client_stream<Stream>::find(const route& to, timer::time_point deadline)
{
    const auto found = std::make_shared<look_up>(stream_.get_executor(), deadline);
    found->resolver.async_resolve(to.next().host, to.next().port, [found](error_code failure, auto addresses) {
        found->is_done = true;
        found->failure = failure;
        found->addresses = std::move(addresses);
        found->over.cancel();
    });
    const auto [stopped] = co_await found->over.async_wait(with_code);
    if (stopped && !found->is_done)
        throw boost::system::system_error(stopped);
    co_return found;
}

template <class Stream>
task<result<void>> basic_client_stream<Stream>::connect(const route& to)
{
    const auto fail = [&](const std::string& reason) {
        return error{errc::temporarily_unavailable, "Cannot reach " + to.name() + ": " + reason};
    };
    const auto within = " within " + std::to_string(options_.connect_timeout.count()) + " ms — " + to.doubt();
    const auto deadline = std::chrono::steady_clock::now() + options_.connect_timeout;
    const auto found = co_await find(to, deadline);
    if (!found->is_done)
        co_return fail("the host name '" + to.next().host + "' was not looked up" + within);
    if (found->failure)
        co_return fail("the host name '" + to.next().host + "' cannot be looked up (" + found->failure.message() +
                       ") — " + to.doubt());
    stream_.expires_at(deadline);
    const auto [failure, address] = co_await stream_.async_connect(found->addresses, with_code);
    if (failure == asio::error::operation_aborted)
        throw boost::system::system_error(failure);
    if (failure == beast::error::timeout)
        co_return fail("no connection" + within);
    if (failure == asio::error::connection_refused)
        co_return fail(std::string("connection refused — is the ") + (to.via ? "proxy" : "server") + " running?");
    if (failure)
        co_return fail(failure.message());
    send_at_once(stream_);
    co_return co_await reach_server(stream_, to);
}

template <class Stream>
error basic_client_stream<Stream>::lost(const route& to, const error_code& code) const
{
    if (auto known = fault_of(stream_, to, code))
        return std::move(*known);
    if (code == beast::error::timeout)
        return {errc::temporarily_unavailable,
                to.server.text + " did not answer within " + std::to_string(options_.request_timeout.count()) + " ms"};
    if (code.category() == beast::http::make_error_code(beast::http::error::end_of_stream).category() &&
        code != beast::http::error::end_of_stream && code != beast::http::error::partial_message)
        return {errc::internal_error, to.server.text + " answered in no valid HTTP: " + code.message()};
    return {errc::temporarily_unavailable,
            "Lost the connection to " + to.server.text + " before its answer was complete: " + code.message()};
}

template <class Stream>
task<exchange_outcome> basic_client_stream<Stream>::exchange(const route& to, const outgoing& request)
{
    // A server that refuses a body answers early and closes: the answer says more than the failed write.
    error_code unwritten;
    try {
        co_await write(to, request);
    } catch (const boost::system::system_error& failure) {
        unwritten = failure.code();
        if (unwritten == asio::error::operation_aborted)
            throw;
    } catch (const mltrack::exception& failure) {
        co_return exchange_outcome{failure.error()};
    }
    if (unwritten == beast::error::timeout)
        co_return exchange_outcome{lost(to, unwritten)};

    std::optional<parser> parser;
    try {
        auto answer = co_await read(parser, request);
        co_return exchange_outcome{std::move(answer), parser->keep_alive() && !unwritten};
    } catch (const boost::system::system_error& failure) {
        if (failure.code() == asio::error::operation_aborted)
            throw;
        const bool something_came = (parser && parser->got_some()) || buffer_.size() != 0;
        const auto code = unwritten ? unwritten : failure.code();
        co_return exchange_outcome{lost(to, code), false, !something_came && code != beast::error::timeout};
    } catch (const mltrack::exception& failure) {
        co_return exchange_outcome{failure.error()};
    }
}

template <class Stream>
task<void> basic_client_stream<Stream>::write_bytes(std::span<const char> bytes)
{
    while (!bytes.empty()) {
        stream_.expires_after(options_.request_timeout);
        const auto piece = bytes.first(std::min(bytes.size(), artifact::piece_bytes));
        co_await asio::async_write(stream_, asio::buffer(piece.data(), piece.size()), in_coroutine);
        bytes = bytes.subspan(piece.size());
    }
}

template <class Stream>
task<void> basic_client_stream<Stream>::write(const route& to, const outgoing& request)
{
    auto text = request_text(to, request);
    // One packet for the small requests that most are.
    const bool together = request.body.size() <= 4096;
    if (together)
        text += request.body;
    co_await write_bytes(text);
    if (!together)
        co_await write_bytes(request.body);
    if (!request.upload)
        co_return;

    std::vector<char> piece(artifact::piece_bytes);
    auto& source = *request.upload;
    const auto rewind = co_await files_.run([&] { return source.seek(0); });
    rewind.value();
    for (auto left = source.size(); left != 0;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
        const result<std::size_t> read =
            co_await files_.run([&] { return source.read(std::span<char>(piece.data(), wanted)); });
        const auto count = read.value();
        if (count == 0)
            throw mltrack::exception({errc::invalid_parameter_value, "The file became shorter while it was uploaded"});
        co_await write_bytes(std::span<const char>(piece.data(), count));
        left -= count;
    }
}

template <class Stream>
task<void> basic_client_stream<Stream>::read_head(std::optional<parser>& parser)
{
    do {
        parser.emplace();
        parser->body_limit(boost::none);
        parser->header_limit(64 * 1024);
        stream_.expires_after(options_.request_timeout);
        co_await beast::http::async_read_header(stream_, buffer_, *parser, in_coroutine);
    } while (parser->get().result_int() / 100 == 1);
}

/// Reads what has come of the body; how many bytes, perhaps 0.
template <class Stream>
task<std::size_t> basic_client_stream<Stream>::read_piece(parser& parser, std::span<char> into)
{
    auto& body = parser.get().body();
    body.data = into.data();
    body.size = into.size();
    stream_.expires_after(options_.request_timeout);
    const auto [failure, count] = co_await beast::http::async_read_some(stream_, buffer_, parser, with_code);
    if (failure && failure != beast::http::error::need_buffer)
        throw boost::system::system_error(failure);
    co_return into.size() - body.size;
}

template <class Stream>
task<result<response>> basic_client_stream<Stream>::read(std::optional<parser>& parser, const outgoing& request)
{
    co_await read_head(parser);
    response answer;
    answer.status = static_cast<int>(parser->get().result_int());
    for (const auto& field : parser->get())
        answer.headers.push_back({std::string(field.name_string()), std::string(field.value())});

    download_target target(request, answer);
    const bool is_download = target.is_wanted();
    if (is_download) {
        const auto opened = co_await files_.run([&] { return target.open(); });
        opened.value();
    }
    std::vector<char> piece(is_download ? artifact::piece_bytes : 16 * 1024);
    while (!parser->is_done()) {
        const auto count = co_await read_piece(*parser, piece);
        if (!is_download) {
            answer.body.append(piece.data(), count);
            continue;
        }
        const auto written = co_await files_.run([&] { return target.write({piece.data(), count}); });
        written.value();
    }
    if (is_download) {
        const auto committed = co_await files_.run([&] { return target.commit(); });
        committed.value();
    }
    co_return answer;
}

} // namespace mltrack::transport::detail
