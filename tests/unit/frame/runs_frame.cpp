#include "runs.hpp"
#include <mltrack/frame/csv.hpp>
#include <mltrack/frame/json_lines.hpp>
#include <mltrack/frame/print.hpp>
#include <mltrack/frame/runs_frame.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <sstream>

using namespace mltrack;
using frame::cell;
using test::make_metric;
using test::make_run;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Three runs; the second lacks what the first has and has more, the third goes on and has nothing.
std::vector<schema::run> three_runs()
{
    auto first = make_run("a");
    first.data = {.metrics = {make_metric("loss", 0.5), make_metric("odd", nan)},
                  .params = {{"rate", "1e-3"}},
                  .tags = {{"note", "one, \"two\"\nthree"}}};
    auto second = make_run("b");
    second.data = {.metrics = {make_metric("acc", infinity), make_metric("loss", 1)},
                   .params = {{"empty", ""}, {"rate", "0.1"}},
                   .tags = {}};
    auto third = make_run("c");
    third.info.status = schema::run_status::RUNNING;
    third.info.end_time.reset();
    return {first, second, third};
}

std::vector<std::string> names(const runs_frame& frame)
{
    std::vector<std::string> all;
    for (const auto* each : frame.columns())
        all.push_back(each->name());
    return all;
}

std::vector<cell> cells(const frame::column& column)
{
    std::vector<cell> all;
    for (std::size_t row = 0; row != column.size(); ++row)
        all.push_back(column[row]);
    return all;
}

std::string csv(const runs_frame& frame)
{
    std::ostringstream out;
    frame::write_csv(out, frame);
    return out.str();
}

/// What a call throws: the code and the message.
std::string thrown_by(const std::function<void()>& call)
{
    try {
        call();
    } catch (const exception& caught) {
        return caught.what();
    }
    return "nothing thrown";
}

} // namespace

BOOST_AUTO_TEST_SUITE(frame_of_runs)

BOOST_AUTO_TEST_CASE(it_has_a_column_for_all_that_runs_have)
{
    const auto frame = to_frame(three_runs());
    const std::vector<std::string> expected{"run_id",      "experiment_id", "status",       "artifact_uri",
                                            "start_time",  "end_time",      "metrics.loss", "metrics.odd",
                                            "metrics.acc", "params.rate",   "params.empty", "tags.note"};
    BOOST_TEST(names(frame) == expected, boost::test_tools::per_element());
    BOOST_TEST(frame.size() == 3u);
    BOOST_CHECK((cells(frame["run_id"]) == std::vector<cell>{"a", "b", "c"}));
    BOOST_CHECK((cells(frame["status"]) == std::vector<cell>{"FINISHED", "FINISHED", "RUNNING"}));
    BOOST_CHECK((cells(frame["end_time"]) ==
                 std::vector<cell>{schema::unix_ms(1'764'056'264'000), schema::unix_ms(1'764'056'264'000), {}}));
    BOOST_CHECK((cells(frame["metrics.loss"]) == std::vector<cell>{0.5, 1.0, {}}));
    BOOST_CHECK((cells(frame["metrics.acc"]) == std::vector<cell>{{}, infinity, {}}));
    BOOST_CHECK((cells(frame["params.rate"]) == std::vector<cell>{"1e-3", "0.1", {}}));
    BOOST_CHECK((cells(frame["params.empty"]) == std::vector<cell>{{}, "", {}}));
    BOOST_TEST(frame["params.empty"].null_count() == 2u);
}

BOOST_AUTO_TEST_CASE(nothing_and_nan_are_two_things)
{
    const auto frame = to_frame(three_runs());
    const auto& odd = frame["metrics.odd"];
    BOOST_TEST(!odd.is_null(0));
    BOOST_TEST(odd.is_null(1));
    BOOST_TEST(odd.null_count() == 2u);
    for (const double each : odd.numbers())
        BOOST_TEST(std::isnan(each));
}

BOOST_AUTO_TEST_CASE(columns_may_be_given)
{
    const auto frame = to_frame(three_runs(), {"params.rate", "run_id", "metrics.none"});
    BOOST_TEST(names(frame) == (std::vector<std::string>{"params.rate", "run_id", "metrics.none"}),
               boost::test_tools::per_element());
    BOOST_CHECK((cells(frame["params.rate"]) == std::vector<cell>{"1e-3", "0.1", {}}));
    BOOST_TEST(frame["metrics.none"].null_count() == 3u);
    BOOST_TEST(frame.find("metrics.loss") == nullptr);
}

BOOST_AUTO_TEST_CASE(wrong_columns_are_told)
{
    BOOST_TEST(thrown_by([] { runs_frame({"loss"}); }) ==
               "INVALID_PARAMETER_VALUE: 'loss' is no column: write metrics.KEY, params.KEY, tags.KEY, run_id, "
               "experiment_id, status, artifact_uri, start_time or end_time");
    BOOST_TEST(thrown_by([] { runs_frame({"metrics."}); }).find("'metrics.' is no column") != std::string::npos);
    BOOST_TEST(thrown_by([] { runs_frame({"run_id", "run_id"}); }) ==
               "INVALID_PARAMETER_VALUE: the column 'run_id' stands there twice");
    const auto frame = to_frame(three_runs());
    BOOST_TEST(thrown_by([&] { frame["metrics.none"]; }) ==
               "RESOURCE_DOES_NOT_EXIST: no run of the frame has 'metrics.none'");
    BOOST_TEST(thrown_by([&] { frame["loss"]; }).starts_with("INVALID_PARAMETER_VALUE"));
    BOOST_TEST(frame.find("loss") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_key_that_stands_twice_in_a_run_counts_once)
{
    auto run = make_run("a");
    run.data = {.metrics = {make_metric("loss", 1), make_metric("loss", 2)},
                .params = {{"rate", "first"}, {"rate", "2nd"}},
                .tags = {}};
    runs_frame frame;
    for (int count = 0; count != 9; ++count)
        frame.add(run);
    BOOST_CHECK((cells(frame["metrics.loss"]) == std::vector<cell>(9, 2.0)));
    BOOST_CHECK((cells(frame["params.rate"]) == std::vector<cell>(9, "2nd")));
}

BOOST_AUTO_TEST_CASE(many_rows_keep_their_gaps)
{
    runs_frame frame;
    for (int number = 0; number != 100; ++number) {
        auto run = make_run(std::to_string(number));
        if (number % 3 == 0)
            run.data.params.push_back({"third", std::to_string(number)});
        if (number == 77)
            run.data.metrics.push_back(make_metric("late", 7));
        frame.add(run);
    }
    const auto& third = frame["params.third"];
    const auto& late = frame["metrics.late"];
    for (std::size_t row = 0; row != 100; ++row) {
        BOOST_TEST(third.is_null(row) == (row % 3 != 0));
        if (row % 3 == 0)
            BOOST_TEST(std::get<std::string_view>(third[row]) == std::to_string(row));
        BOOST_TEST(late.is_null(row) == (row != 77));
    }
    BOOST_TEST(late.null_count() == 99u);
    frame.clear();
    BOOST_TEST(frame.size() == 0u);
    BOOST_TEST(frame.columns().size() == 6u);
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_replaced)
{
    auto run = make_run("a");
    run.data.params = {{"text", "gr\xC3\xBC\xC3\x9F\x65 \xFF\xC3"}};
    runs_frame frame;
    frame.add(run);
    BOOST_CHECK((cells(frame["params.text"]) == std::vector<cell>{"grüße \xEF\xBF\xBD\xEF\xBF\xBD"}));
}

BOOST_AUTO_TEST_CASE(csv_is_that_of_pandas)
{
    BOOST_TEST(csv(to_frame(three_runs(), {"run_id", "start_time", "end_time", "metrics.loss", "metrics.odd",
                                           "metrics.acc", "params.empty", "tags.note"})) ==
               "run_id,start_time,end_time,metrics.loss,metrics.odd,metrics.acc,params.empty,tags.note\n"
               "a,2025-11-25 07:37:43.238+00:00,2025-11-25 07:37:44.000+00:00,0.5,,,,\"one, \"\"two\"\"\nthree\"\n"
               "b,2025-11-25 07:37:43.238+00:00,2025-11-25 07:37:44.000+00:00,1.0,,inf,,\n"
               "c,2025-11-25 07:37:43.238+00:00,,,,,,\n");
    BOOST_TEST(csv(to_frame(three_runs(), {"metrics.loss"})) == "metrics.loss\n0.5\n1.0\n\"\"\n");
    BOOST_TEST(csv(runs_frame()) == "run_id,experiment_id,status,artifact_uri,start_time,end_time\n");
}

BOOST_AUTO_TEST_CASE(json_lines_have_what_a_run_has)
{
    std::ostringstream out;
    frame::write_json_lines(
        out, to_frame(three_runs(), {"run_id", "end_time", "metrics.odd", "metrics.acc", "params.empty", "tags.note"}));
    BOOST_TEST(
        out.str() ==
        R"({"run_id":"a","end_time":"2025-11-25T07:37:44.000Z","metrics.odd":"NaN","tags.note":"one, \"two\"\u000athree"})"
        "\n"
        R"({"run_id":"b","end_time":"2025-11-25T07:37:44.000Z","metrics.acc":"Infinity","params.empty":""})"
        "\n"
        R"({"run_id":"c"})"
        "\n");
}

BOOST_AUTO_TEST_CASE(times_are_written_at_both_ends_of_the_calendar)
{
    const auto text = [](std::int64_t milliseconds) {
        std::string out;
        frame::append_time(out, milliseconds, frame::iso_time);
        return out;
    };
    BOOST_TEST(text(0) == "1970-01-01T00:00:00.000Z");
    BOOST_TEST(text(-1) == "1969-12-31T23:59:59.999Z");
    BOOST_TEST(text(951'782'400'000) == "2000-02-29T00:00:00.000Z");
    BOOST_TEST(text(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
    BOOST_TEST(text(253'402'300'800'000) == "253402300800000");
    BOOST_TEST(text(-62'135'596'800'000) == "0001-01-01T00:00:00.000Z");
    BOOST_TEST(text(-62'135'596'800'001) == "-62135596800001");
    BOOST_TEST(text(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

BOOST_AUTO_TEST_CASE(a_table_is_for_people)
{
    std::ostringstream out;
    frame::print(out, to_frame(three_runs(), {"run_id", "start_time", "metrics.loss", "tags.note"}),
                 {.most_width = 20});
    BOOST_TEST(out.str() == "run_id  start_time            metrics.loss  tags.note\n"
                            "------  --------------------  ------------  -----------------\n"
                            "a       2025-11-25 07:37:43…  0.5           one, \"two\"\\nthree\n"
                            "b       2025-11-25 07:37:43…  1.0           -\n"
                            "c       2025-11-25 07:37:43…  -             -\n"
                            "3 runs, 4 columns\n");
}

BOOST_AUTO_TEST_CASE(a_long_table_shows_its_ends)
{
    runs_frame frame({"run_id"});
    for (const char* id : {"a", "b", "c", "d", "e\x1b[2J"})
        frame.add(make_run(id));
    std::ostringstream out;
    frame::print(out, frame, {.most_rows = 4});
    BOOST_TEST(out.str() == "run_id\n--------\na\nb\n…\nd\ne\\x1b[2J\n5 runs, 1 column\n");
    std::ostringstream all;
    all << frame;
    BOOST_TEST(all.str() == "run_id\n--------\na\nb\nc\nd\ne\\x1b[2J\n5 runs, 1 column\n");
}

BOOST_AUTO_TEST_SUITE_END()
