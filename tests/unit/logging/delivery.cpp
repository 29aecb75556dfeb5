#include "tracked.hpp"
#include <mltrack/logging/delivery.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

using namespace mltrack;
using namespace mltrack::logging;
using test::counted;

namespace {

std::vector<entry> metrics(int count)
{
    std::vector<entry> made;
    for (int step = 0; step != count; ++step)
        made.push_back({static_cast<std::uint64_t>(step) + 1,
                        schema::metric{.key = "loss", .value = 1, .timestamp = schema::unix_ms(1), .step = step}});
    return made;
}

struct fixture : test::tracked
{
    /// Requests with the step fail with the codes, one after the other, and with the last for ever.
    void fail(std::int64_t step, std::vector<errc> codes)
    {
        api->on_batch = [step, codes, next = std::size_t(0)](const auto& batch) mutable -> std::optional<error> {
            for (const auto& metric : batch.metrics)
                if (metric.step == step && next != codes.size())
                    return error{codes[next++], "no"};
            return std::nullopt;
        };
    }

    /// Sends as a sender does, without its waits. Gives how many attempts failed.
    int send_all(delivery& delivery, std::span<const entry> entries)
    {
        int failed = 0;
        while (!entries.empty()) {
            const auto done = delivery.send(entries);
            failed += done.failure.has_value();
            entries = entries.subspan(done.dealt);
        }
        return failed;
    }

    delivery made(const std::string& journal_id)
    {
        return {shared(), run, journal_id,
                [this](const entry& which, const error&) { refused.push_back(which.number); }};
    }

    std::vector<std::uint64_t> refused;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(logging_delivery, fixture)

BOOST_AUTO_TEST_CASE(blames_no_entry_for_short_faults)
{
    for (const auto code : {errc::internal_error, errc::bad_request})
        for (const std::string journal_id : {"", "id"}) {
            fixture other;
            auto delivery = other.made(journal_id);
            other.fail(0, std::vector<errc>(4, code));
            BOOST_TEST(other.send_all(delivery, metrics(1)) == 4);
            BOOST_TEST(other.refused.empty());
            BOOST_TEST(other.steps("loss") == counted(1));
        }
}

BOOST_AUTO_TEST_CASE(blames_an_entry_that_fails_five_times_in_a_row)
{
    const auto broken = errc::internal_error;
    auto delivery = made("id");
    fail(0, std::vector<errc>(5, broken));
    BOOST_TEST(send_all(delivery, metrics(1)) == 4);
    BOOST_TEST((refused == std::vector<std::uint64_t>{1}));
    // Another failure in between shows that it was the server.
    refused.clear();
    fail(0, {broken, broken, broken, broken, errc::temporarily_unavailable, broken, broken, broken, broken});
    BOOST_TEST(send_all(delivery, metrics(1)) == 9);
    BOOST_TEST(refused.empty());
}

BOOST_AUTO_TEST_CASE(counts_for_each_entry_alone)
{
    auto delivery = made("");
    fail(5, std::vector<errc>(100, errc::internal_error));
    BOOST_TEST(send_all(delivery, metrics(10)) == 4);
    BOOST_TEST((refused == std::vector<std::uint64_t>{6}));
    BOOST_TEST(steps("loss").size() == 9u);
}

BOOST_AUTO_TEST_CASE(probes_by_writing_something_new)
{
    auto delivery = made("id");
    fail(0, std::vector<errc>(5, errc::internal_error));
    send_all(delivery, metrics(1));
    std::set<std::string> values;
    for (const auto& batch : api->batches)
        if (batch.metrics.empty()) {
            BOOST_TEST(batch.tags.at(0).key->value == probe_tag);
            values.insert(batch.tags.at(0).value);
        }
    BOOST_TEST(values.size() == 5u);
    api->on_batch = nullptr;
    send_all(delivery, metrics(1));
    BOOST_TEST(tags().size() == 2u);
    BOOST_TEST(delivery.forget_tags().has_value());
    BOOST_TEST(tags().empty());
}

BOOST_AUTO_TEST_CASE(takes_the_probe_of_one_before_it_away)
{
    api->set_tag({.run_id = run, .key = std::string(probe_tag), .value = "1"});
    auto delivery = made("id");
    BOOST_TEST(delivery.ask_number().value() == 0u);
    BOOST_TEST(delivery.forget_tags().has_value());
    BOOST_TEST(tags().empty());
}

BOOST_AUTO_TEST_CASE(sends_nothing_once_it_shall_not)
{
    bool goes_on = true;
    delivery delivery(shared(), run, "", [](const entry&, const error&) {}, [&] { return goes_on; });
    api->on_batch = [&](const auto&) -> std::optional<error> {
        goes_on = false;
        return error{errc::invalid_parameter_value, "no"};
    };
    BOOST_TEST(delivery.send(metrics(8)).failure.has_value());
    BOOST_TEST(delivery.send(metrics(8)).failure.has_value());
    BOOST_TEST(api->batches.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
