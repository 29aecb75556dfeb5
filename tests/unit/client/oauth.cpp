#include <mltrack/client/impl/oauth_exchange.hpp>

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace mltrack;

namespace {

/// A server that answers when the test says so.
class manual_exchange final : public transport::exchange
{
public:
    struct sent
    {
        std::shared_ptr<const transport::outgoing> request;
        completion done;
    };

    explicit manual_exchange(std::vector<sent>& all) : all_(all) {}

    std::function<void()> send(std::shared_ptr<const transport::outgoing> request, completion done) override
    {
        const auto index = all_.size();
        all_.push_back({std::move(request), std::move(done)});
        return [this, index] { std::exchange(all_[index].done, nullptr)(error{errc::cancelled, "cancelled"}); };
    }

    const std::string& address() const noexcept override { return address_; }

private:
    std::vector<sent>& all_;
    std::string address_ = "http://server";
};

struct fixture
{
    std::function<void()> send(std::string target)
    {
        transport::outgoing request;
        request.head.target = std::move(target);
        return exchange.send(std::make_shared<const transport::outgoing>(std::move(request)),
                             [this](result<transport::response> outcome) { outcomes.push_back(std::move(outcome)); });
    }

    void answer(std::size_t index, int status, std::string body)
    {
        std::exchange(sent[index].done, nullptr)(transport::response{status, {}, std::move(body)});
    }

    std::vector<manual_exchange::sent> sent;
    std::vector<result<transport::response>> outcomes;
    calling::detail::oauth_exchange exchange{std::make_unique<manual_exchange>(sent),
                                             {.client_id = "robot", .client_secret = "s"}};
};

const std::string token = R"({"access_token": "abc", "expires_in": 3600})";

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_oauth, fixture)

BOOST_AUTO_TEST_CASE(requests_wait_for_one_token)
{
    send("/a");
    send("/b");
    BOOST_TEST_REQUIRE(sent.size() == 1u);
    BOOST_TEST(sent[0].request->head.target == "/oidc/v1/token");
    answer(0, 200, token);
    BOOST_TEST_REQUIRE(sent.size() == 3u);
    for (const auto index : {1, 2})
        BOOST_TEST(sent[static_cast<std::size_t>(index)].request->head.headers["Authorization"] == "Bearer abc");
    answer(2, 200, "b");
    answer(1, 200, "a");
    BOOST_TEST_REQUIRE(outcomes.size() == 2u);
    BOOST_TEST(outcomes[0]->body == "b");
}

BOOST_AUTO_TEST_CASE(a_request_that_waits_is_cancelled)
{
    const auto stop = send("/a");
    const auto stop_other = send("/b");
    stop();
    BOOST_TEST_REQUIRE(outcomes.size() == 1u);
    BOOST_TEST((outcomes[0].error().code == errc::cancelled));
    BOOST_TEST((sent[0].done != nullptr), "another one waits for the token");
    stop_other();
    BOOST_TEST((sent[0].done == nullptr), "nobody waits for the token any more");
    send("/c");
    BOOST_TEST_REQUIRE(sent.size() == 2u);
    answer(1, 200, token);
    answer(2, 200, "c");
    BOOST_TEST(outcomes.back()->body == "c");
}

BOOST_AUTO_TEST_CASE(a_request_on_its_way_is_cancelled)
{
    const auto stop = send("/a");
    answer(0, 200, token);
    stop();
    BOOST_TEST((outcomes.at(0).error().code == errc::cancelled));
}

BOOST_AUTO_TEST_CASE(a_token_lasts_as_long_as_a_clock_can_tell)
{
    send("/a");
    answer(0, 200, R"({"access_token": "abc", "expires_in": 9223372036854775807})");
    send("/b");
    BOOST_TEST_REQUIRE(sent.size() == 3u);
    BOOST_TEST(sent[2].request->head.target == "/b");
    answer(2, 401, "");
    send("/c");
    answer(3, 200, R"({"access_token": "abc", "expires_in": -9223372036854775807})");
    send("/d");
    BOOST_TEST(sent.back().request->head.target == "/oidc/v1/token", "the token has run out");
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_token_is_said_so)
{
    send("/a");
    answer(0, 200, "<html>");
    BOOST_TEST((outcomes.at(0).error().code == errc::internal_error));
    BOOST_TEST(outcomes[0].error().message ==
               "http://server/oidc/v1/token gave no token: its answer is none of OAuth's");
}

BOOST_AUTO_TEST_SUITE_END()
