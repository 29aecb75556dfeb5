#pragma once

#include <mltrack/transport/event_loop.hpp>
#include <mltrack/transport/impl/asio_types.hpp>

#include <boost/asio/executor_work_guard.hpp>

#include <optional>
#include <thread>

namespace mltrack::transport {

struct event_loop::internals
{
    boost::asio::io_context io{1};
    std::optional<boost::asio::executor_work_guard<detail::executor>> work{io.get_executor()};
    std::thread thread{[this] { io.run(); }};
};

} // namespace mltrack::transport
