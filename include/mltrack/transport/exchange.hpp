#pragma once

#include <mltrack/artifact/repository.hpp>
#include <mltrack/transport/event_loop.hpp>
#include <mltrack/transport/exchange/proxy.hpp>
#include <mltrack/transport/exchange/tls_options.hpp>
#include <mltrack/transport/message.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

/// @file
/// The client's half of a transport: how a request gets to the server and its answer back.

namespace mltrack::transport {

/// How far a download has come that broke off. Belongs to the exchange while a request with it is under way.
struct download_progress
{
    std::unique_ptr<artifact::writer> target; ///< Holds the first bytes of the artifact; null: there are none.
    std::uint64_t position = 0;               ///< How many.
    std::string version;                      ///< What tells the artifact from another one: its ETag or Last-Modified.
};

/// A request with all that may have to be sent again: an exchange leaves it as it is, but for the progress.
struct outgoing
{
    /// The target is below the server's base URL and starts with `/`. Host, Content-Length and the like are the
    /// exchange's to add.
    request_head head;

    std::string body;

    /// If set, the body is all of its bytes, from the first one, and `body` is empty.
    std::shared_ptr<artifact::reader> upload;

    /// If set, the body of an answer 2xx is written into what it opens, and committed; the response's `body` stays
    /// empty.
    std::function<result<std::unique_ptr<artifact::writer>>()> download;

    /// If set, a download that breaks off is kept here, and goes on when the request is sent again.
    std::shared_ptr<download_progress> progress = {};
};

/// How an exchange treats its connections.
struct exchange_options
{
    std::chrono::milliseconds connect_timeout =
        std::chrono::seconds(10); ///< Until a connection stands, the name looked up.
    std::chrono::milliseconds request_timeout = std::chrono::seconds(120); ///< Between two pieces, in either direction.
    std::size_t max_connections = 10; ///< Requests that are under way at once; more wait for their turn.
    tls_options tls = {};
    proxy_settings proxies = {};
};

/// Brings requests to one server. Its functions are called on one loop's thread, which they may not block.
class exchange
{
public:
    /// Called once on the loop's thread, never from within `send`. An error of the code `temporarily_unavailable` means
    /// that the server could not be reached or the connection was lost: sending again may help. All others are final.
    using completion = std::function<void(result<response>)>;

    virtual ~exchange() = default;

    /// Sends a request once. The function it returns makes it complete with `errc::cancelled` soon, unless it has
    /// completed.
    virtual std::function<void()> send(std::shared_ptr<const outgoing> request, completion done) = 0;

    /// The server's base URL, for error messages.
    virtual const std::string& address() const noexcept = 0;
};

struct tcp;
struct http;
struct in_process;

/// The client's half of a transport: an `exchange` made from `(event_loop&, exchange::target, exchange_options)`, where
/// `target` says which server. A transport of the user's has it as the member type `exchange`; those of this library
/// specialise this template, so that a client does not pay for the server's half.
template <class Transport>
struct exchange_of
{
    using type = typename Transport::exchange;
};

} // namespace mltrack::transport
