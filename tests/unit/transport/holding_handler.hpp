#pragma once

#include <tests/unit/transport/loopback.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace mltrack::tests {

/// A handler that has requests handed over and answers each with its body. When it does so is in the target: at once
/// (`/now`), from another thread before it goes on (`/thread`), at the next turn (`/turn`), when the test says
/// (`/hold`), at the turn after the test has let it begin (`/block`), or never because it throws (`/throw`).
class holding_handler : public transport::handler
{
public:
    std::uint64_t limit = 1000;
    std::uint64_t quick_bytes = 1000;

    std::counting_semaphore<> headed{0};    ///< One for each header that has come.
    std::counting_semaphore<> held{0};      ///< One for each request of `/hold` that waits.
    std::counting_semaphore<> blocked{0};   ///< One for each request of `/block` that wants to begin.
    std::counting_semaphore<> may_begin{0}; ///< What those wait for.
    std::counting_semaphore<> stopping{0};  ///< One for each `stop`.
    std::atomic<int> alive = 0;             ///< Requests that are there.

    transport::plan begin(transport::request_head head) override
    {
        headed.release();
        return transport::hand_over{limit, quick_bytes, std::make_unique<request>(*this, head.target)};
    }

    void turn() noexcept override
    {
        const auto list = take(for_turn_);
        if (list.empty())
            return;
        {
            const std::lock_guard lock(mutex_);
            turns_.push_back(list.size());
            turn_thread_ = std::this_thread::get_id();
        }
        answer(list, 200);
    }

    void stop() noexcept override
    {
        {
            const std::lock_guard lock(mutex_);
            is_stopped_ = true;
        }
        answer(take(for_turn_), 503);
        answer(take(for_test_), 503);
        stopping.release();
    }

    /// Answers what waits for the test.
    void answer_held() { answer(take(for_test_), 200); }

    /// How many requests each turn answered.
    std::vector<std::size_t> turns() const
    {
        const std::lock_guard lock(mutex_);
        return turns_;
    }

    /// Whether the last request that a turn answered had begun on the thread of the turn.
    bool began_on_the_thread_of_turns() const
    {
        const std::lock_guard lock(mutex_);
        return begin_thread_ == turn_thread_;
    }

private:
    struct waiting
    {
        std::string body;
        transport::answer_sink* sink;
    };
    using list = std::vector<waiting>;

    class request final : public transport::later_request
    {
    public:
        request(holding_handler& handler, std::string target) : handler_(handler), target_(std::move(target))
        {
            ++handler_.alive;
        }
        ~request() override { --handler_.alive; }

        void begin(std::string body, transport::answer_sink& sink) override
        {
            handler_.begin(target_, {std::move(body), &sink});
        }
        transport::reply refuse(int status, std::string why) override
        {
            auto refusal = text_reply("the request's: " + why);
            refusal.status = status;
            return refusal;
        }

    private:
        holding_handler& handler_;
        std::string target_;
    };

    void begin(const std::string& target, waiting given)
    {
        if (target == "/throw")
            throw std::runtime_error("no store");
        if (target == "/block") {
            blocked.release();
            may_begin.acquire();
        }
        if (target == "/now")
            answer({std::move(given)}, 200);
        else if (target == "/thread")
            std::jthread([&] { answer({std::move(given)}, 200); });
        else
            wait(target, std::move(given));
    }

    void wait(const std::string& target, waiting given)
    {
        std::unique_lock lock(mutex_);
        begin_thread_ = std::this_thread::get_id();
        if (is_stopped_) {
            lock.unlock();
            return answer({std::move(given)}, 503);
        }
        (target == "/hold" ? for_test_ : for_turn_).push_back(std::move(given));
        if (target == "/hold")
            held.release();
    }

    list take(list& from)
    {
        const std::lock_guard lock(mutex_);
        return std::exchange(from, {});
    }

    static void answer(const list& list, int status)
    {
        for (const auto& each : list) {
            auto reply = text_reply(each.body);
            reply.status = status;
            each.sink->answer(std::move(reply));
        }
    }

    mutable std::mutex mutex_; ///< Guards all below.
    list for_turn_;
    list for_test_;
    std::vector<std::size_t> turns_;
    std::thread::id begin_thread_;
    std::thread::id turn_thread_;
    bool is_stopped_ = false;
};

} // namespace mltrack::tests
