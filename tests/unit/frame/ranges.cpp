#include <mltrack/client.hpp>
#include <mltrack/connect.hpp>
#include <mltrack/frame/metric_history.hpp>
#include <mltrack/frame/search_runs.hpp>
#include <mltrack/server.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

#include <boost/test/unit_test.hpp>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/transform.hpp>

#include <ranges>

using namespace mltrack;
using tracking::any_tracking_api;

namespace {

/// Answers one endpoint with what it is told, and notes what it is asked.
template <class E>
struct scripted_api
{
    template <class Endpoint>
        requires std::same_as<E, Endpoint>
    result<typename E::response> try_call(const typename E::request& request)
    {
        asked.push_back(request);
        auto answer = std::move(answers.at(asked.size() - 1));
        return answer;
    }

    std::vector<result<typename E::response>> answers;
    std::vector<typename E::request> asked{};
};

using scripted_search = scripted_api<schema::search_runs>;

schema::search_runs::response page(std::initializer_list<const char*> ids, std::optional<std::string> next = {})
{
    schema::search_runs::response response{.runs = {}, .next_page_token = std::move(next)};
    for (const auto* id : ids)
        response.runs.push_back({.info = {.run_id = id}});
    return response;
}

template <class Range>
std::vector<std::string> names(Range&& runs)
{
    std::vector<std::string> found;
    for (const auto& each : runs)
        found.push_back(each.info.run_name);
    return found;
}

/// Seven runs with a metric of ten values each.
template <class Api>
void fill(Api& api)
{
    for (int number = 0; number != 7; ++number) {
        const auto run = api.create_run({.experiment_id = "0", .run_name = "run " + std::to_string(number)});
        for (int step = 0; step != 10; ++step)
            api.log_metric({.run_id = run.run.info.run_id,
                            .key = "loss",
                            .value = number + step / 10.0,
                            .timestamp = schema::unix_ms(step),
                            .step = step});
    }
}

schema::search_runs::request all_in_pages_of(int size)
{
    return {.experiment_ids = {"0"}, .max_results = size, .order_by = {"run_name"}};
}

template <class Api>
void check_ranges(Api& api)
{
    fill(api);
    const std::vector<std::string> all{"run 0", "run 1", "run 2", "run 3", "run 4", "run 5", "run 6"};
    for (const int size : {1, 2, 3, 7, 100})
        BOOST_TEST(names(search_runs(api, all_in_pages_of(size))) == all, boost::test_tools::per_element());
    BOOST_TEST(names(search_runs(api, {.experiment_ids = {"0"}, .filter = "metrics.loss > 99"})).empty());

    const auto run = search_runs(api, all_in_pages_of(2)).begin()->info.run_id;
    std::vector<double> values;
    for (const auto& point : metric_history(api, run, "loss", 3))
        values.push_back(*point.value * 10 - point.step);
    BOOST_TEST(values == std::vector<double>(10, 0.0), boost::test_tools::per_element());
    BOOST_TEST(std::ranges::distance(metric_history(api, run, "none")) == 0);
    BOOST_TEST(std::ranges::distance(metric_history(api, "none", "loss")) == 0);
    BOOST_TEST((metric_history(api, run, "loss", 0).try_next().error().code == errc::invalid_parameter_value));
    BOOST_CHECK_THROW(names(search_runs(api, {.experiment_ids = {"0"}, .filter = "loss <"})), mltrack::exception);
}

} // namespace

BOOST_AUTO_TEST_SUITE(frame_ranges)

BOOST_AUTO_TEST_CASE(they_are_input_ranges)
{
    using runs = decltype(search_runs(std::declval<any_tracking_api&>(), {}));
    using points = decltype(metric_history(std::declval<client<>&>(), "", ""));
    static_assert(std::ranges::input_range<runs> && std::ranges::view<runs> && !std::ranges::forward_range<runs>);
    static_assert(std::ranges::input_range<points> && std::ranges::view<points>);
    static_assert(::ranges::input_range<runs> && ::ranges::view_<runs>);
    static_assert(std::same_as<std::ranges::range_value_t<runs>, schema::run>);
    static_assert(std::same_as<std::ranges::range_value_t<points>, schema::metric>);
    BOOST_TEST(std::ranges::distance(runs()) == 0);
    BOOST_TEST(runs().try_next().value() == nullptr);
}

BOOST_AUTO_TEST_CASE(they_walk_a_service)
{
    tracking::service<store::memory> api{std::make_shared<store::memory>()};
    check_ranges(api);
}

BOOST_AUTO_TEST_CASE(they_walk_a_client_of_a_server)
{
    server server(store::memory{}, artifact::none());
    client<transport::in_process> api(server.handler());
    check_ranges(api);
}

BOOST_AUTO_TEST_CASE(they_walk_what_any_api_holds)
{
    server server(store::memory{}, artifact::none());
    auto api = connect(server.handler());
    check_ranges(api);
}

BOOST_AUTO_TEST_CASE(the_views_of_the_standard_and_of_range_v3_take_them)
{
    tracking::service<store::memory> api{std::make_shared<store::memory>()};
    fill(api);
    const auto is_even = [](const schema::run& run) { return (run.info.run_name.back() - '0') % 2 == 0; };
    const std::vector<std::string> expected{"run 0", "run 2"};
    BOOST_TEST(names(search_runs(api, all_in_pages_of(2)) | std::views::filter(is_even) | std::views::take(2)) ==
                   expected,
               boost::test_tools::per_element());
    const auto found = search_runs(api, all_in_pages_of(2)) | ::ranges::views::filter(is_even) |
                       ::ranges::views::transform([](const schema::run& run) { return run.info.run_name; }) |
                       ::ranges::views::take(2) | ::ranges::to<std::vector<std::string>>();
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_page_is_asked_for_when_its_first_item_is_wanted)
{
    scripted_search api{{page({"a", "b"}, "second"), page({"c"})}};
    auto runs = search_runs(api, {.filter = "f", .max_results = 2});
    auto place = runs.begin();
    BOOST_TEST(api.asked.size() == 0u);
    BOOST_TEST(place->info.run_id.value == "a");
    ++place;
    const auto moved = std::move(*place);
    ++place;
    BOOST_TEST(moved.info.run_id.value == "b");
    BOOST_TEST(api.asked.size() == 1u);
    BOOST_TEST((place != runs.end()));
    BOOST_TEST_REQUIRE(api.asked.size() == 2u);
    BOOST_TEST(api.asked[1].page_token == "second");
    BOOST_TEST(api.asked[1].filter == "f");
    ++place;
    BOOST_TEST((place == runs.end()));
    BOOST_TEST(api.asked.size() == 2u);
}

BOOST_AUTO_TEST_CASE(taking_as_many_as_a_page_has_costs_one_page)
{
    scripted_search api{{page({"a", "b"}, "second")}};
    BOOST_TEST(std::ranges::distance(search_runs(api, {}) | std::views::take(2)) == 2);
    BOOST_TEST(api.asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(pages_may_be_empty_and_tokens_too)
{
    scripted_search api{{page({}, "second"), page({"a"}, "third"), page({}, "")}};
    BOOST_TEST(std::ranges::distance(search_runs(api, {})) == 1);
    BOOST_TEST(api.asked.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_page_that_failed_is_asked_for_again)
{
    scripted_search api{{page({"a"}, "second"), error{errc::temporarily_unavailable, "away"}, page({"b"})}};
    auto runs = search_runs(api, {});
    BOOST_TEST(runs.try_next().value()->info.run_id.value == "a");
    BOOST_TEST((runs.try_next().error() == error{errc::temporarily_unavailable, "away"}));
    BOOST_TEST(runs.try_next().value()->info.run_id.value == "b");
    BOOST_TEST(runs.try_next().value() == nullptr);
    BOOST_TEST(api.asked.at(2).page_token == "second");
}

BOOST_AUTO_TEST_CASE(pages_in_a_circle_are_told)
{
    scripted_search api{{page({"a"}, "same"), page({"b"}, "same")}};
    auto runs = search_runs(api, {});
    BOOST_TEST(runs.try_next().has_value());
    const auto again = runs.try_next();
    BOOST_TEST((again.error().code == errc::internal_error));
    BOOST_TEST(again.error().message.find("'same'") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
