#pragma once

#include <mltrack/server/guarded.hpp>
#include <mltrack/server/impl/call.hpp>

#include <memory>
#include <utility>

namespace mltrack::serving {

/// A request that waits for the transaction that writes it.
class dispatcher::queued_write final : public transport::later_request, public store::group_commit::change
{
public:
    queued_write(serving::dispatcher& dispatcher, write_answer read, shared_call call)
        : dispatcher_(dispatcher), read_(read), call_(std::move(call))
    {
    }

    void begin(std::string body, transport::answer_sink& sink) override
    {
        sink_ = &sink;
        const auto bytes = body.size();
        auto request = dispatcher_.read_write(read_, *call_, std::move(body));
        if (!request)
            return sink.answer(dispatcher_.fail(*call_, request.error()));
        request_ = std::move(*request);
        if (const auto added = dispatcher_.writes_->add(*this, bytes); !added)
            sink.answer(dispatcher_.fail(*call_, added.error()));
    }

    transport::reply refuse(int status, std::string why) override
    {
        return dispatcher_.refuse_call(*call_, status, why);
    }

    void make() noexcept override
    {
        outcome_ = guarded([&] { return request_->apply(dispatcher_.context_); });
    }

    void done(const result<void>& committed) noexcept override
    {
        if (!committed && outcome_)
            outcome_ = committed.error();
        sink_->answer(dispatcher_.reply_to(*call_, std::move(outcome_)));
    }

private:
    serving::dispatcher& dispatcher_;
    write_answer read_;
    shared_call call_;
    std::unique_ptr<write_request> request_;
    transport::answer_sink* sink_ = nullptr;
    result<std::string> outcome_;
};

MLTRACK_DECL result<std::unique_ptr<write_request>> dispatcher::read_write(write_answer read, const call& call,
                                                                           std::string body) const
{
    return guarded([&]() -> result<std::unique_ptr<write_request>> {
        MLTRACK_TRY(const auto plain, plain_body(call, std::move(body)));
        return read(call.parts(plain));
    });
}

MLTRACK_DECL transport::plan dispatcher::plan_write(write_answer read, shared_call call)
{
    if (writes_) {
        const bool is_plain = call->head.headers["Content-Encoding"].empty();
        return transport::hand_over{max_request_bytes_, is_plain ? quick_bytes : 0,
                                    std::make_unique<queued_write>(*this, read, std::move(call))};
    }
    return transport::take_body{max_request_bytes_,
                                [this, read, call](std::string body) {
                                    return reply_to(*call, guarded([&]() -> result<std::string> {
                                        MLTRACK_TRY(const auto request, read_write(read, *call, std::move(body)));
                                        return request->apply(context_);
                                    }));
                                },
                                refusal_of(call)};
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
