#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>

/// @file
/// The types that a listener's coroutines work with: all bound to the one `io_context`, which spares the erased
/// executor.

namespace mltrack::transport::detail {

namespace asio = boost::asio;
namespace beast = boost::beast;

using boost::system::error_code;
using executor = asio::io_context::executor_type;
using tcp_protocol = asio::ip::tcp;
using tcp_stream = beast::basic_stream<tcp_protocol, executor>;
using timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

template <class T>
using task = asio::awaitable<T, executor>;

inline constexpr asio::use_awaitable_t<executor> in_coroutine{};

/// Gives `co_await` the error code in place of an exception.
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> with_code{};

} // namespace mltrack::transport::detail
