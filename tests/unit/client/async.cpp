#include "scripted_server.hpp"
#include <mltrack/client.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <future>

using namespace mltrack;
using namespace std::chrono_literals;
using test::scripted_server;
namespace asio = boost::asio;

namespace {

using answer = scripted_server::answer;
using received = scripted_server::received;
using response = schema::create_experiment::response;
using outcome = result<response>;

const std::string created = scripted_server::reply(200, R"({"experiment_id": "7"})");

answer always(const received&)
{
    return {created};
}

answer never(const received&)
{
    return {};
}

const schema::create_experiment::request request{.name = "e"};

/// A handler that can only be moved: the strictest that Asio allows.
struct strict_handler
{
    explicit strict_handler(std::promise<outcome>& into) : into(&into) {}
    strict_handler(strict_handler&&) = default;
    strict_handler& operator=(strict_handler&&) = default;

    void operator()(outcome value) { into->set_value(std::move(value)); }

    std::promise<outcome>* into;
    std::unique_ptr<int> move_only;
};

/// Lets a test cancel what it started.
struct cancellable
{
    std::promise<outcome> promise;
    asio::cancellation_signal signal;

    auto token() { return asio::bind_cancellation_slot(signal.slot(), strict_handler(promise)); }

    void check_cancelled()
    {
        const auto value = promise.get_future().get();
        BOOST_REQUIRE(value.has_error());
        BOOST_CHECK(value.error().code == errc::cancelled);
    }
};

/// Blocks until a server has seen so many requests.
struct arrivals
{
    std::promise<void> first;

    answer hold(const received& each)
    {
        if (each.number == 0)
            first.set_value();
        return {};
    }
};

/// A transport of the user's, to a server that is always busy. Says when the second answer has been dealt with.
struct busy_transport
{
    class exchange final : public transport::exchange
    {
    public:
        using target = std::promise<void>&;

        exchange(transport::event_loop& loop, target second, transport::exchange_options) : loop_(loop), second_(second)
        {
        }

        std::function<void()> send(std::shared_ptr<const transport::outgoing>, completion done) override
        {
            loop_.post([this, done = std::move(done)] {
                done(transport::response{503, {}, {}});
                if (++sent_ == 2)
                    second_.set_value();
            });
            return [] {};
        }

        const std::string& address() const noexcept override { return address_; }

    private:
        transport::event_loop& loop_;
        std::promise<void>& second_;
        std::string address_ = "the busy server";
        int sent_ = 0;
    };
};

} // namespace

BOOST_AUTO_TEST_SUITE(client_async)

BOOST_AUTO_TEST_CASE(callback)
{
    scripted_server server(always);
    client client(server.url());
    std::promise<outcome> promise;
    client.async_call<schema::create_experiment>(request, strict_handler(promise));
    BOOST_TEST(promise.get_future().get().value().experiment_id.value == "7");
}

BOOST_AUTO_TEST_CASE(a_callback_without_executor_runs_on_the_clients_thread)
{
    scripted_server server(always);
    client client(server.url());
    std::promise<outcome> nested;
    client.async_call<schema::create_experiment>(
        request, [&](outcome) { nested.set_value(client.try_call<schema::create_experiment>(request)); });
    const auto refused = nested.get_future().get();
    BOOST_CHECK(refused.error().code == errc::invalid_state);
}

BOOST_AUTO_TEST_CASE(a_cancellation_after_the_client_is_gone_does_nothing)
{
    scripted_server server(never);
    asio::io_context io;
    cancellable call;
    {
        client client(server.url());
        client.async_call<schema::create_experiment>(
            request,
            asio::bind_cancellation_slot(call.signal.slot(), asio::bind_executor(io, strict_handler(call.promise))));
    }
    call.signal.emit(asio::cancellation_type::terminal);
    io.run();
    call.check_cancelled();
}

BOOST_AUTO_TEST_CASE(future)
{
    scripted_server server(always);
    client client(server.url());
    std::future<outcome> value = client.async_call<schema::create_experiment>(request, asio::use_future);
    BOOST_TEST(value.get().value().experiment_id.value == "7");
}

BOOST_AUTO_TEST_CASE(deferred_starts_when_it_is_launched)
{
    scripted_server server(always);
    client client(server.url());
    std::promise<outcome> promise;
    auto operation = client.async_call<schema::create_experiment>(request);
    client.call<schema::create_experiment>(request);
    BOOST_TEST(server.requests().size() == 1u);
    std::move(operation)(strict_handler(promise));
    BOOST_TEST(promise.get_future().get().has_value());
    BOOST_TEST(server.requests().size() == 2u);
}

asio::awaitable<void> create_twice(client<>& client, std::vector<std::thread::id>& threads)
{
    for (int time = 0; time != 2; ++time) {
        const auto value = co_await client.async_call<schema::create_experiment>(request, asio::use_awaitable);
        BOOST_TEST(value.value().experiment_id.value == "7");
        threads.push_back(std::this_thread::get_id());
    }
}

BOOST_AUTO_TEST_CASE(coroutine_stays_on_its_executor_and_keeps_it_busy)
{
    scripted_server server(always);
    client client(server.url());
    asio::io_context io;
    std::vector<std::thread::id> threads;
    bool finished = false;
    asio::co_spawn(io, create_twice(client, threads), [&](std::exception_ptr failure) { finished = !failure; });
    io.run();
    BOOST_TEST(finished);
    BOOST_TEST(threads.size() == 2u);
    for (const auto& each : threads)
        BOOST_CHECK(each == std::this_thread::get_id());
}

BOOST_AUTO_TEST_CASE(a_deferred_call_can_be_awaited)
{
    scripted_server server(always);
    client client(server.url());
    asio::io_context io;
    std::string id;
    const auto await = [&]() -> asio::awaitable<void> {
        auto value = co_await client.async_call<schema::create_experiment>(request);
        id = value.value().experiment_id.value;
    };
    asio::co_spawn(io, await, [](std::exception_ptr) {});
    io.run();
    BOOST_TEST(id == "7");
}

BOOST_AUTO_TEST_CASE(associated_executor)
{
    scripted_server server(always);
    client client(server.url());
    asio::thread_pool pool(2);
    auto strand = asio::make_strand(pool);
    bool inside = false;
    client.async_call<schema::create_experiment>(
        request, asio::bind_executor(strand, [&](outcome) { inside = strand.running_in_this_thread(); }));
    pool.join();
    BOOST_TEST(inside);
}

BOOST_AUTO_TEST_CASE(errors_complete_as_values)
{
    scripted_server server([](const received&) {
        return answer{scripted_server::reply(400, R"({"error_code": "RESOURCE_ALREADY_EXISTS", "message": "taken"})")};
    });
    client client(server.url());
    const auto value = client.async_call<schema::create_experiment>(request, asio::use_future).get();
    BOOST_CHECK(value.error().code == errc::resource_already_exists);
}

BOOST_AUTO_TEST_CASE(cancel_while_the_server_works)
{
    arrivals seen;
    scripted_server server([&](const received& each) { return seen.hold(each); });
    client client(server.url());
    cancellable call;
    client.async_call<schema::create_experiment>(request, call.token());
    seen.first.get_future().get();
    call.signal.emit(asio::cancellation_type::terminal);
    call.check_cancelled();
    BOOST_TEST(server.requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(cancel_while_waiting_to_send_again)
{
    std::promise<void> waiting;
    client<busy_transport> client(waiting, {.backoff_base = 1h, .backoff_max = 1h});
    cancellable call;
    client.async_call<schema::create_experiment>(request, call.token());
    waiting.get_future().get();
    call.signal.emit(asio::cancellation_type::partial);
    call.check_cancelled();
}

BOOST_AUTO_TEST_CASE(cancel_while_waiting_for_a_turn)
{
    arrivals seen;
    scripted_server server([&](const received& each) { return seen.hold(each); });
    client client(server.url(), {.max_connections = 1});
    cancellable first, second, third;
    client.async_call<schema::create_experiment>(request, first.token());
    seen.first.get_future().get();
    client.async_call<schema::create_experiment>(request, second.token());
    client.async_call<schema::create_experiment>(request, third.token());
    second.signal.emit(asio::cancellation_type::terminal);
    second.check_cancelled();
    first.signal.emit(asio::cancellation_type::terminal);
    first.check_cancelled();
    third.signal.emit(asio::cancellation_type::terminal);
    third.check_cancelled();
}

BOOST_AUTO_TEST_CASE(cancel_after_the_end_does_nothing)
{
    scripted_server server(always);
    client client(server.url());
    cancellable call;
    client.async_call<schema::create_experiment>(request, call.token());
    BOOST_TEST(call.promise.get_future().get().has_value());
    call.signal.emit(asio::cancellation_type::terminal);
    client.call<schema::create_experiment>(request);
}

BOOST_AUTO_TEST_CASE(total_cancellation_cannot_be_promised_and_is_ignored)
{
    std::promise<void> emitted;
    auto go = emitted.get_future().share();
    scripted_server server([go](const received&) {
        go.wait();
        return answer{created};
    });
    client client(server.url());
    cancellable call;
    client.async_call<schema::create_experiment>(request, call.token());
    call.signal.emit(asio::cancellation_type::total);
    emitted.set_value();
    BOOST_TEST(call.promise.get_future().get().has_value());
}

BOOST_AUTO_TEST_CASE(a_coroutine_is_cancelled_with_its_call)
{
    arrivals seen;
    scripted_server server([&](const received& each) { return seen.hold(each); });
    client client(server.url());
    asio::io_context io;
    asio::cancellation_signal signal;
    std::optional<outcome> value;
    const auto await = [&]() -> asio::awaitable<void> {
        value = co_await client.async_call<schema::create_experiment>(request, asio::use_awaitable);
    };
    asio::co_spawn(io, await, asio::bind_cancellation_slot(signal.slot(), [](std::exception_ptr) {}));
    std::thread watcher([&] {
        seen.first.get_future().get();
        asio::post(io, [&] { signal.emit(asio::cancellation_type::terminal); });
    });
    io.run();
    watcher.join();
    BOOST_REQUIRE(value.has_value());
    BOOST_CHECK(value->error().code == errc::cancelled);
}

BOOST_AUTO_TEST_CASE(the_destructor_cancels_what_is_under_way)
{
    scripted_server server(never);
    std::vector<std::future<outcome>> values;
    {
        client client(server.url(), {.max_connections = 2});
        for (int number = 0; number != 5; ++number)
            values.push_back(client.async_call<schema::create_experiment>(request, asio::use_future));
    }
    for (auto& each : values)
        BOOST_CHECK(each.get().error().code == errc::cancelled);
}

BOOST_AUTO_TEST_SUITE_END()
