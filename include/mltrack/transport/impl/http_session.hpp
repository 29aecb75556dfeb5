#pragma once

#include <mltrack/config.hpp>
#include <mltrack/transport/handler.hpp>
#include <mltrack/transport/impl/answering/body_memory.hpp>
#include <mltrack/transport/impl/answering/worker_pool.hpp>
#include <mltrack/transport/impl/http_wire.hpp>
#include <mltrack/transport/listen_options.hpp>
#include <mltrack/transport/response_head.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace mltrack::transport::detail {

/// One connection: reads requests, one after the other, and writes the answers of the handler.
template <class Stream>
class basic_http_session
{
public:
    basic_http_session(Stream connection, transport::handler& handler, worker_pool& pool, body_memory& bodies,
                       const listen_options& options);

    /// Serves until the connection ends or may not go on.
    task<void> run();

    /// Ends the connection after the request that is under way; at once when there is none.
    void stop();

    /// Whether it waits for a request.
    bool idle() const noexcept { return idle_; }

    /// Cuts the connection, whatever is under way.
    void close();

private:
    using wire = basic_http_wire<Stream>;
    using parser = typename wire::parser;

    task<bool> exchange();
    plan begin(const parser& request);
    task<bool> refuse(int status, std::string why);
    task<bool> refuse_header(error_code reason);
    task<reply> answer(plan&& plan, parser& request, body_end& end);
    task<reply> answer_body(take_body plan, parser& request, body_end& end);
    task<reply> answer_later(hand_over& plan, parser& request, body_end& end);
    task<reply> answer_upload(take_upload plan, parser& request, body_end& end);
    task<body_end> read_upload(parser& request, artifact::writer& into, result<void>& outcome);
    task<body_end> fill(parser& request, std::span<char> piece, std::size_t& size);
    task<bool> write(reply& answer, bool with_body, connection afterwards);
    task<bool> write_content(reply& answer);
    template <class Work>
    task<std::invoke_result_t<Work&>> attempt(Work work);
    template <class Work>
    task<reply> answer_with(Work work, const refusal& refuse);
    reply refused(const refusal& refuse, int status, std::string why);

    wire wire_;
    transport::handler& handler_;
    worker_pool& pool_;
    body_memory& bodies_;
    const listen_options& options_;
    bool idle_ = false;
    bool stopping_ = false;
};

using http_session = basic_http_session<timed_socket>;

} // namespace mltrack::transport::detail
