#include "print_error_code.hpp"
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace mltrack;
using namespace mltrack::schema;

namespace {

/// A service over a memory store with two runs in experiment 0.
struct fixture
{
    tracking::service<store::memory> api{std::make_shared<store::memory>()};

    fixture()
    {
        for (const auto* opt : {"adam", "sgd"}) {
            const auto run = api.create_run({.experiment_id = "0", .run_name = opt}).run.info.run_id;
            api.log_batch({.run_id = run,
                           .metrics = {{"loss", 1.0, metric_time(1)}, {"acc", 2.0, metric_time(1)}},
                           .params = {{"opt", opt}, {"lr", "0.1"}},
                           .tags = {{"team", "it's"}}});
        }
    }

    search_runs::response search(std::vector<std::string> fields)
    {
        return api.search_runs({.experiment_ids = {"0"}, .fields = std::move(fields)});
    }

    /// The completions of a filter, each behind its kind.
    std::string completed(const std::string& text, std::vector<id::experiment> experiments = {"0"})
    {
        std::string out;
        for (const auto& each : api.parse_filter({.text = text, .experiment_ids = std::move(experiments)}).completions)
            out += each.kind + ":" + each.text + " ";
        return out;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(searching, fixture)

BOOST_AUTO_TEST_CASE(fields_say_what_runs_come_with)
{
    const auto whole = search({}).runs.at(0);
    BOOST_TEST(whole.data.metrics.size() == 2u);
    BOOST_TEST(whole.data.params.size() == 2u);

    const auto bare = search({"info"}).runs.at(0);
    BOOST_TEST((bare.info == whole.info));
    BOOST_TEST(bare.data.metrics.empty());
    BOOST_TEST(bare.data.params.empty());
    BOOST_TEST(bare.data.tags.empty());

    const auto some = search({"metrics.loss", "metrics.none", "params", "tags.team"}).runs.at(0);
    BOOST_TEST_REQUIRE(some.data.metrics.size() == 1u);
    BOOST_TEST(some.data.metrics[0].key->value == "loss");
    BOOST_TEST((some.data.params == whole.data.params));
    BOOST_TEST_REQUIRE(some.data.tags.size() == 1u);
    BOOST_TEST(some.data.tags[0].value == "it's");
}

BOOST_AUTO_TEST_CASE(a_field_that_is_none_is_refused)
{
    for (const auto* field : {"metric", "metrics.", "metricsloss", "", "info.run_id"}) {
        const auto answer = api.try_call<search_runs>({.experiment_ids = {"0"}, .fields = {field}});
        BOOST_TEST_REQUIRE(answer.has_error(), field);
        BOOST_TEST(answer.error().code == errc::invalid_parameter_value);
        BOOST_TEST(answer.error().message.find("fields: '" + std::string(field) + "' is no part of a run") !=
                   std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(runs_are_counted)
{
    const auto counted =
        api.search_runs({.experiment_ids = {"0"}, .filter = "params.lr = '0.1'", .max_results = 1, .count_only = true});
    BOOST_TEST((counted.total == 2));
    BOOST_TEST(counted.runs.empty());
    BOOST_TEST(!counted.next_page_token.has_value());
    BOOST_TEST(!search({}).total.has_value());
    BOOST_TEST((api.search_runs({.filter = "", .count_only = true}).total == 0));
}

BOOST_AUTO_TEST_CASE(a_filter_is_diagnosed)
{
    BOOST_TEST(api.parse_filter({.text = "metrics.loss < 1 OR params.opt = 'adam'"}).ok);
    BOOST_TEST(api.parse_filter({.text = ""}).ok);

    const std::string text = "metrics.loss < 'x'";
    const auto wrong = api.parse_filter({.text = text});
    BOOST_TEST(!wrong.ok);
    BOOST_TEST_REQUIRE(wrong.error.has_value());
    BOOST_TEST(wrong.error->offset == 15);
    BOOST_TEST(wrong.error->length == 3);
    BOOST_TEST(!wrong.error->expected.empty());
    BOOST_TEST(wrong.error->message == api.try_call<search_runs>({.filter = text}).error().message);
}

BOOST_AUTO_TEST_CASE(a_filter_is_completed_by_what_runs_have)
{
    BOOST_TEST(completed("metr").find("column:metrics. ") != std::string::npos);
    BOOST_TEST(completed("metrics.") == "key:acc key:loss ");
    BOOST_TEST(completed("metrics.l") == "key:loss ");
    BOOST_TEST(completed("metrics.l", {}) == "");
    BOOST_TEST(completed("params.opt = ").find("value:'adam' value:'sgd' ") != std::string::npos);
    BOOST_TEST(completed("params.opt = 's") == "value:'sgd' ");
    BOOST_TEST(completed("tags.team = ").find("value:\"it's\" ") != std::string::npos);
    BOOST_TEST(completed("status = 'FI") == "value:'FINISHED' ");

    const auto within = api.parse_filter({.text = "params.o = 'x'", .cursor = 8, .experiment_ids = {"0"}});
    BOOST_TEST_REQUIRE(within.completions.size() == 1u);
    BOOST_TEST(within.completions[0].text == "opt");
    BOOST_TEST(within.offset == 7);
    BOOST_TEST(within.length == 1);
    BOOST_TEST(api.parse_filter({.text = "status", .cursor = 0}).offset == 0);
    BOOST_TEST(api.parse_filter({.text = "params.", .cursor = 7, .experiment_ids = {"0"}, .max_results = 1})
                   .completions.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_number_is_not_completed_by_texts)
{
    BOOST_TEST(completed("params.opt < ") == "");
    BOOST_TEST(completed("params.opt IN (1, ") == "keyword:) ");
    BOOST_TEST(completed("params.opt IN ('x', ") == "keyword:) value:'adam' value:'sgd' ");
}

BOOST_AUTO_TEST_CASE(a_place_and_experiments_to_complete_by_have_to_be_there)
{
    const auto refused = [&](parse_filter::request request) { return api.try_call<parse_filter>(request).error(); };
    for (const auto cursor : {-1, 7}) {
        const auto why = refused({.text = "status", .cursor = cursor});
        BOOST_TEST((why.code == errc::invalid_parameter_value));
        BOOST_TEST(why.message.find("from 0, its start, to 6, its end") != std::string::npos, why.message);
    }
    const auto why = refused({.text = "status", .experiment_ids = {"0", "77", "0"}});
    BOOST_TEST((why.code == errc::resource_does_not_exist));
    BOOST_TEST(why.message.find("'77'") != std::string::npos, why.message);
}

BOOST_AUTO_TEST_SUITE_END()
