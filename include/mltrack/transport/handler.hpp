#pragma once

#include <mltrack/artifact/repository.hpp>
#include <mltrack/transport/message.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace mltrack::transport {

/// An answer whose body is in memory or streamed out of an artifact.
struct reply : response
{
    std::unique_ptr<artifact::reader> content; ///< If set, the body is `content_length` bytes of it; `body` is empty.
    std::uint64_t content_length = 0;
};

/// The answer to a request that is refused on the way, with a status and a sentence that says why.
using refusal = std::function<reply(int status, std::string why)>;

/// Read the whole body, then call `answer`, which may block.
struct take_body
{
    std::uint64_t limit; ///< A longer body is refused with 413.
    std::function<reply(std::string body)> answer;
    refusal refuse = {}; ///< If set, it is asked in place of `handler::refuse`.
};

/// Where the answer to a request goes that is not answered at once.
class answer_sink
{
public:
    /// Takes the answer; called once, on any thread. The sink may be gone when it returns.
    virtual void answer(reply reply) noexcept = 0;

protected:
    ~answer_sink() = default;
};

/// A request that is not answered at once, with what its answer needs. It stays until it is answered.
class later_request
{
public:
    virtual ~later_request() = default;

    /// Takes the body and where the answer goes, which comes after the handler's next `turn`. Does not block, but may
    /// take its time with a long body. What it throws is answered 500.
    virtual void begin(std::string body, answer_sink& sink) = 0;

    /// The answer when the transport refuses the request on the way.
    virtual reply refuse(int status, std::string why) = 0;
};

/// Read the whole body, then begin the request.
struct hand_over
{
    std::uint64_t limit;       ///< A longer body is refused with 413.
    std::uint64_t quick_bytes; ///< Up to here it begins on the thread of the sockets.
    std::unique_ptr<later_request> request;
};

/// Stream the body into what `open` gives, commit it and call `finish` with how that went. All of them may block.
struct take_upload
{
    std::function<result<std::unique_ptr<artifact::writer>>()> open;
    std::function<reply(result<void>)> finish;
    refusal refuse = {}; ///< If set, it is asked in place of `handler::refuse`.
};

/// How a request goes on once its head has been read.
using plan = std::variant<reply, take_body, hand_over, take_upload>;

/// What answers HTTP requests, whichever transport brings them. Called from several threads at once.
class handler
{
public:
    virtual ~handler() = default;

    /// Decides by the head alone, without blocking. What the plan holds stays valid as long as the handler.
    virtual plan begin(request_head head) = 0;

    /// Begins what was handed over so far; called after it, once for as many requests as came at the same time, on one
    /// thread. It may block for the few milliseconds that a disk takes; when it takes longer, other requests are begun
    /// meanwhile.
    virtual void turn() noexcept {}

    /// Sees to it that whatever was handed over is answered when this returns; requests that come later are refused.
    virtual void stop() noexcept {}

    /// The answer to what the transport refuses by itself and no plan knows: malformed, too large, or an exception
    /// escaped.
    virtual reply refuse(int status, std::string why)
    {
        reply refusal;
        refusal.status = status;
        refusal.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
        refusal.body = std::move(why);
        return refusal;
    }
};

} // namespace mltrack::transport
