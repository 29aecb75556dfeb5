#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace mltrack::transport {

class listening_socket;

/// Where a server listens and what it bears.
struct listen_options
{
    /// The address to listen on: IPv4 or IPv6, without brackets. `0.0.0.0` and `::` are all of the machine's.
    std::string address = "127.0.0.1";

    /// A socket that is bound already, in place of address and port; the listener takes it over.
    std::shared_ptr<listening_socket> socket = {};

    /// The TCP port; 0 asks the system for a free one, which `port()` tells.
    std::uint16_t port = 5000;

    /// Connections that are open at once, at least 1. More wait unaccepted until one closes. Each needs a descriptor: a
    /// listener raises the process's soft limit for them, and bears fewer where the hard limit does not suffice. One
    /// that waits takes about 6 KB of memory.
    std::size_t max_connections = 10'000;

    /// Bytes of request line and header fields, at least 256. More are answered 431.
    std::uint32_t max_header_bytes = 64 * 1024;

    /// Bytes of memory for the bodies of requests that have come and are not answered or waiting to be written, of all
    /// connections together. The first 16 KiB of each do not count, artifacts that are uploaded neither. A body that
    /// has no room beside the others is answered 429 with `Retry-After`, one that is longer than this by itself 413.
    std::uint64_t max_body_memory = 256 << 20;

    /// Threads for what blocks: stores, files. At least 1.
    std::size_t blocking_threads = 8;

    /// By how much these threads are nicer than the others, under Linux: what takes long, such as a search, leaves the
    /// processor to those who commit and those who serve sockets. 0 to 19; 0: not at all.
    int blocking_niceness = 10;

    /// How long a connection may stay open between two requests.
    std::chrono::milliseconds idle_timeout = std::chrono::minutes(2);

    /// From the first byte of a request to the end of its header.
    std::chrono::milliseconds header_timeout = std::chrono::seconds(20);

    /// Between two pieces of a body, in either direction.
    std::chrono::milliseconds body_timeout = std::chrono::minutes(1);

    /// How long `stop()` lets running requests finish before their connections are closed.
    std::chrono::milliseconds shutdown_grace = std::chrono::seconds(10);

    /// Whether `run()` stops on SIGINT and SIGTERM, those too that come between the listener's construction and it; a
    /// second signal stops without grace. Off, signals are the program's.
    bool handle_signals = false;

    /// Called when a signal stops the listener, with the number of requests that are still under way: it waits for
    /// them. On a thread of the listener's; it must not throw.
    std::function<void(std::size_t requests)> stopping = {};

    /// Called when requests are cut off, with their number: the grace is over, or a second signal came. On a
    /// thread of the listener's; it must not throw.
    std::function<void(std::size_t requests)> abandoned = {};
};

} // namespace mltrack::transport
