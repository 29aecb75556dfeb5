#pragma once

#include <mltrack/server/guarded.hpp>
#include <mltrack/server/impl/call.hpp>

#include <memory>
#include <utility>

namespace mltrack::serving {

/// A request that waits for the transaction that writes it.
class dispatcher::queued_write final : public store::group_commit::change
{
public:
    queued_write(serving::dispatcher& dispatcher, shared_call call, std::unique_ptr<write_request> request,
                 transport::answer_sink& sink)
        : dispatcher_(dispatcher), call_(std::move(call)), request_(std::move(request)), sink_(sink)
    {
    }

    void make() noexcept override
    {
        outcome_ = guarded([&] { return request_->apply(dispatcher_.context_); });
    }

    void done(const result<void>& committed) noexcept override
    {
        const std::unique_ptr<queued_write> self(this);
        if (!committed && outcome_)
            outcome_ = committed.error();
        sink_.answer(dispatcher_.reply_to(*call_, std::move(outcome_)));
    }

private:
    serving::dispatcher& dispatcher_;
    shared_call call_;
    std::unique_ptr<write_request> request_;
    transport::answer_sink& sink_;
    result<std::string> outcome_;
};

MLTRACK_DECL transport::plan dispatcher::plan_write(write_answer read, std::string_view encoding, shared_call call)
{
    const auto read_body = [this, read, call, encoding = std::string(encoding)](std::string body) {
        return guarded([&]() -> result<std::unique_ptr<write_request>> {
            MLTRACK_TRY(const auto plain, plain_body(encoding, std::move(body)));
            return read(call->parts(plain));
        });
    };
    if (!writes_)
        return transport::take_body{max_request_bytes_,
                                    [this, read_body, call](std::string body) {
                                        return reply_to(*call, guarded([&]() -> result<std::string> {
                                            MLTRACK_TRY(const auto request, read_body(std::move(body)));
                                            return request->apply(context_);
                                        }));
                                    },
                                    refusal_of(call)};
    return transport::hand_over{max_request_bytes_, encoding.empty() ? quick_bytes : 0,
                                [this, read_body, call](std::string body, transport::answer_sink& sink) {
                                    const auto bytes = body.size();
                                    auto request = read_body(std::move(body));
                                    if (!request)
                                        return sink.answer(fail(*call, request.error()));
                                    queue_write(call, std::move(*request), bytes, sink);
                                },
                                refusal_of(call)};
}

MLTRACK_DECL void dispatcher::queue_write(shared_call call, std::unique_ptr<write_request> request, std::size_t bytes,
                                          transport::answer_sink& sink)
{
    auto write = std::make_unique<queued_write>(*this, call, std::move(request), sink);
    if (const auto added = writes_->add(*write, bytes))
        write.release(); // It deletes itself when it is done.
    else
        sink.answer(fail(*call, added.error()));
}

MLTRACK_DECL void dispatcher::turn() noexcept
{
    if (writes_)
        writes_->start();
}

MLTRACK_DECL void dispatcher::stop() noexcept
{
    if (writes_)
        writes_->stop();
}

} // namespace mltrack::serving
