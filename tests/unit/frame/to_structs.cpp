#include "runs.hpp"
#include <mltrack/frame/to_structs.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace mltrack;
using test::make_metric;
using test::make_run;

namespace {

struct optimizer
{
    std::string name;
    std::optional<double> rate;
};

struct trial
{
    schema::id::run run_id;
    schema::run_status status = schema::run_status::FAILED;
    schema::unix_ms start_time;
    std::optional<std::chrono::system_clock::time_point> end_time;
    double loss = 0;
    float accuracy = 0;
    int epochs = 0;
    bool augment = false;
    std::optional<std::string> note;
    ::optimizer optimizer;

    static constexpr auto columns =
        std::to_array<member_column>({{"accuracy", "metrics.val/acc"}, {"note", "tags.mlflow.note.content"}});
};

struct plain
{
    int value = 0;
};

struct foreign
{
    std::string text;
};

} // namespace

MLTRACK_REFLECT(optimizer, name, rate);
MLTRACK_REFLECT(trial, run_id, status, start_time, end_time, loss, accuracy, epochs, augment, note, optimizer);
MLTRACK_REFLECT(plain, value);
MLTRACK_REFLECT(foreign, text);

template <>
inline constexpr auto mltrack::columns_of<foreign> = std::to_array<member_column>({{"text", "metrics.number"}});

namespace {

schema::run good_run()
{
    auto run = make_run("a");
    run.data = {.metrics = {make_metric("loss", 0.5), make_metric("val/acc", 0.75), make_metric("epochs", 5)},
                .params = {{"augment", "True"}, {"optimizer.name", "adam"}, {"optimizer.rate", "1e-3"}},
                .tags = {{"mlflow.note.content", "good"}}};
    return run;
}

/// What is said of a run whose `value` is this metric or this param.
std::string problem(std::optional<double> metric, std::optional<std::string> param)
{
    auto run = make_run("a");
    if (metric)
        run.data.metrics.push_back(make_metric("value", *metric));
    if (param)
        run.data.params.push_back({"value", *param});
    const auto made = try_to<plain>(to_frame(std::vector{run}));
    if (made)
        return std::to_string(made->front().value);
    BOOST_CHECK((made.error().code == errc::invalid_parameter_value));
    return made.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(frame_to_structs)

BOOST_AUTO_TEST_CASE(members_come_from_the_columns_of_their_names)
{
    auto other = good_run();
    other.info.run_id = "b";
    other.info.end_time.reset();
    other.data.metrics.erase(other.data.metrics.begin());
    other.data.tags.clear();
    other.data.params.pop_back();
    const auto trials = to<trial>(to_frame(std::vector{good_run(), other}));
    BOOST_TEST_REQUIRE(trials.size() == 2u);
    BOOST_TEST(trials[0].run_id.value == "a");
    BOOST_CHECK((trials[0].status == schema::run_status::FINISHED));
    BOOST_TEST(trials[0].start_time.value == 1'764'056'263'238);
    BOOST_CHECK((trials[0].end_time.value() ==
                 std::chrono::system_clock::time_point(std::chrono::milliseconds(1'764'056'264'000))));
    BOOST_TEST(trials[0].loss == 0.5);
    BOOST_TEST(trials[0].accuracy == 0.75f);
    BOOST_TEST(trials[0].epochs == 5);
    BOOST_TEST(trials[0].augment);
    BOOST_TEST(trials[0].note.value() == "good");
    BOOST_TEST(trials[0].optimizer.name == "adam");
    BOOST_TEST(trials[0].optimizer.rate.value() == 1e-3);
    BOOST_TEST(std::isnan(trials[1].loss));
    BOOST_TEST(!trials[1].end_time.has_value());
    BOOST_TEST(!trials[1].note.has_value());
    BOOST_TEST(!trials[1].optimizer.rate.has_value());
}

BOOST_AUTO_TEST_CASE(an_optional_needs_no_column_and_no_runs_need_none)
{
    auto run = good_run();
    run.data.tags.clear();
    BOOST_TEST(!to<trial>(to_frame(std::vector{run})).front().note.has_value());
    BOOST_TEST(to<trial>(runs_frame()).empty());
}

BOOST_AUTO_TEST_CASE(columns_may_be_given_from_outside_of_the_struct)
{
    auto run = make_run("a");
    run.data.metrics = {make_metric("number", 0.1)};
    BOOST_TEST(to<foreign>(to_frame(std::vector{run})).front().text == "0.1");
}

BOOST_AUTO_TEST_CASE(whole_numbers_come_from_metrics_and_params)
{
    BOOST_TEST(problem(5.0, {}) == "5");
    BOOST_TEST(problem(-2147483648.0, {}) == "-2147483648");
    BOOST_TEST(problem({}, "5.0") == "5");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_told)
{
    const std::string is = "the member 'value' is a whole number that fits, but ";
    BOOST_TEST(problem({}, "many") == is + "'params.value' in row 0 is 'many'");
    BOOST_TEST(problem(0.5, {}) == is + "'metrics.value' in row 0 is 0.5");
    BOOST_TEST(problem(2147483648.0, {}) == is + "'metrics.value' in row 0 is 2147483648.0");
    BOOST_TEST(problem(std::nan(""), {}) == is + "'metrics.value' in row 0 is NaN");
    BOOST_TEST(problem(1e300, {}) == is + "'metrics.value' in row 0 is 1e+300");
    BOOST_TEST(problem(1.0, "1") == "the member 'value' may mean the columns 'metrics.value' and 'params.value': say "
                                    "which in the struct's `columns`");
    BOOST_TEST(
        problem({}, {}) ==
        "the member 'value' has no column: no run of the frame has metrics.value, params.value or tags.value; say "
        "another in the struct's `columns`, or make it an optional");
    auto with = make_run("a");
    with.data.params = {{"value", "1"}};
    BOOST_TEST(try_to<plain>(to_frame(std::vector{with, make_run("b")})).error().message ==
               is + "'params.value' in row 1 is nothing");
    BOOST_CHECK_THROW(to<plain>(to_frame(std::vector{make_run("a")})), exception);
}

BOOST_AUTO_TEST_SUITE_END()
