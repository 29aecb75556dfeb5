#pragma once

#include <mltrack/transport/impl/asio_types.hpp>

#include <boost/beast/_experimental/test/stream.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace mltrack::tests {

/// One end of a connection in memory, without time-outs; its n-th read or write fails when it is told so. Small reads
/// and writes make many of them.
class faulty_stream
{
public:
    using executor_type = transport::detail::executor;
    using pipe = boost::beast::test::basic_stream<executor_type>;

    faulty_stream(boost::asio::io_context& io, boost::beast::test::fail_count& failures) : pipe_(io, failures)
    {
        pipe_.read_size(16 * 1024);
        pipe_.write_size(64 * 1024);
    }

    executor_type get_executor() noexcept { return pipe_.get_executor(); }

    /// What the other end sends and gets.
    pipe& inside() noexcept { return pipe_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return pipe_.async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return pipe_.async_write_some(buffers, std::forward<Token>(token));
    }

    void expires_after(std::chrono::nanoseconds) {}
    void expires_at(std::chrono::steady_clock::time_point) {}
    void expires_never() {}
    void cancel() { pipe_.close(); }
    void close() { pipe_.close(); }

private:
    pipe pipe_;
};

inline void send_at_once(faulty_stream&) {}
template <class Buffers>
std::size_t send_now(faulty_stream&, const Buffers&)
{
    return 0;
}
inline void shut_down_sending(faulty_stream&) {}
inline void shut_down_both(faulty_stream&) {}
inline std::string peer_of(faulty_stream&)
{
    return "memory";
}

} // namespace mltrack::tests
