#pragma once

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
        if (const auto queued = queue(std::move(body)); !queued)
            sink.answer(dispatcher_.fail(*call_, queued.error()));
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
        transport::reply reply;
        try {
            if (!committed && outcome_)
                outcome_ = committed.error();
            reply = dispatcher_.reply_to(*call_, std::move(outcome_));
        } catch (...) {
            reply = {};
            reply.status = 500; // Without memory for more.
        }
        sink_->answer(std::move(reply));
    }

private:
    result<void> queue(std::string body)
    {
        return guarded([&]() -> result<void> {
            MLTRACK_TRY(const auto plain, dispatcher_.plain_body(*call_, std::move(body)));
            MLTRACK_TRY(request_, read_(call_->parts(plain)));
            return dispatcher_.writes_->add(*this, plain.size());
        });
    }

    serving::dispatcher& dispatcher_;
    write_answer read_;
    shared_call call_;
    std::unique_ptr<write_request> request_;
    transport::answer_sink* sink_ = nullptr;
    result<std::string> outcome_;
};

MLTRACK_DECL transport::plan dispatcher::plan_write(write_answer read, shared_call call)
{
    if (writes_) {
        const bool is_plain = call->head.headers["Content-Encoding"].empty();
        return transport::hand_over{max_request_bytes_, is_plain ? quick_bytes : 0,
                                    std::make_unique<queued_write>(*this, read, std::move(call))};
    }
    return plan_text(std::move(call), [this, read](const codec::request_parts& parts) -> result<std::string> {
        MLTRACK_TRY(const auto request, read(parts));
        return request->apply(context_);
    });
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
