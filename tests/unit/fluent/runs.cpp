#include "recording.hpp"
#include <mltrack/fluent/impl/open_runs.hpp>
#include <mltrack/schema/system_tags.hpp>
#include <tests/environment.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <thread>
#include <vector>

using namespace mltrack;
using schema::run_status;
using test::says;

BOOST_FIXTURE_TEST_SUITE(fluent_runs, test::recording)

BOOST_AUTO_TEST_CASE(a_run_ends_with_its_scope)
{
    schema::id::run id;
    {
        const auto started = start_run({.name = "first", .tags = {{"team", "vision"}, {"fold", 3}}});
        id = started.id();
        BOOST_TEST((status(id) == run_status::RUNNING));
        BOOST_TEST((active_run()->info.run_id == id));
        BOOST_TEST(started.run().info.run_name == "first");
    }
    const auto ended = run(id);
    BOOST_TEST((ended.info.status == run_status::FINISHED));
    BOOST_TEST_REQUIRE(ended.info.end_time.has_value());
    BOOST_TEST((*ended.info.end_time >= ended.info.start_time));
    BOOST_TEST(tag(id, "team") == "vision");
    BOOST_TEST(tag(id, "fold") == "3");
    BOOST_TEST(tag(id, schema::run_name_tag) == "first");
    BOOST_TEST(!active_run());
    BOOST_TEST((last_active_run()->info.run_id == id));
    BOOST_TEST((last_active_run()->info.status == run_status::FINISHED));
}

BOOST_AUTO_TEST_CASE(a_run_that_an_exception_leaves_has_failed)
{
    schema::id::run outer, inner;
    try {
        const auto started = start_run();
        outer = started.id();
        const auto part = start_run({.nested = true});
        inner = part.id();
        throw std::runtime_error("diverged");
    } catch (const std::runtime_error&) {
        BOOST_TEST((status(inner) == run_status::FAILED));
        BOOST_TEST((status(outer) == run_status::FAILED));
    }
}

BOOST_AUTO_TEST_CASE(a_run_within_a_destructor_during_an_exception_has_not)
{
    struct cleaner
    {
        schema::id::run& id;
        ~cleaner()
        {
            const auto started = start_run();
            id = started.id();
        }
    };
    schema::id::run id;
    try {
        const cleaner cleans{id};
        throw std::runtime_error("something else");
    } catch (const std::runtime_error&) {
        BOOST_TEST((status(id) == run_status::FINISHED));
    }
}

BOOST_AUTO_TEST_CASE(a_run_can_be_moved)
{
    auto first = start_run();
    const auto id = first.id();
    {
        auto second = std::move(first);
        BOOST_TEST((second.id() == id));
    }
    BOOST_TEST((status(id) == run_status::FINISHED));

    auto replaced = start_run();
    const auto before = replaced.id();
    replaced.end(run_status::KILLED);
    replaced = start_run();
    BOOST_TEST((status(before) == run_status::KILLED));
    BOOST_TEST((status(replaced.id()) == run_status::RUNNING));
}

BOOST_AUTO_TEST_CASE(a_run_that_is_kept_open_ends_when_it_is_ended)
{
    auto started = start_run();
    const auto id = started.id();
    std::move(started).keep_open();
    BOOST_TEST((active_run()->info.run_id == id));
    end_run(run_status::FAILED);
    BOOST_TEST((status(id) == run_status::FAILED));
    BOOST_TEST(!active_run());
    end_run(); // There is none.
}

BOOST_AUTO_TEST_CASE(a_run_ends_once)
{
    const auto started = start_run();
    end_run(run_status::KILLED);
    BOOST_TEST((status(started.id()) == run_status::KILLED));
    {
        auto again = start_run();
        again.end();
        again.end(run_status::FAILED);
        BOOST_TEST((status(again.id()) == run_status::FINISHED));
    }
    BOOST_TEST((status(started.id()) == run_status::KILLED));
}

BOOST_AUTO_TEST_CASE(a_second_run_must_be_a_part)
{
    const auto outer = start_run();
    BOOST_CHECK_EXCEPTION(start_run().keep_open(), exception, says(errc::invalid_state, outer.id().value));
    schema::id::run part;
    {
        const auto inner = start_run({.nested = true});
        part = inner.id();
        BOOST_TEST((active_run()->info.run_id == part));
    }
    BOOST_TEST((active_run()->info.run_id == outer.id()));
    BOOST_TEST(tag(part, schema::parent_run_tag) == outer.id().value);
    BOOST_TEST((get_parent_run(part)->info.run_id == outer.id()));
    BOOST_TEST(!get_parent_run(outer.id()));
}

BOOST_AUTO_TEST_CASE(a_parent_can_be_named)
{
    schema::id::run parent, part;
    {
        const auto started = start_run();
        parent = started.id();
    }
    {
        const auto started = start_run({.parent_run_id = parent});
        part = started.id();
        BOOST_CHECK_EXCEPTION(start_run({.nested = true, .parent_run_id = parent}).keep_open(), exception,
                              says(errc::invalid_parameter_value, "end that one first"));
    }
    BOOST_TEST(tag(part, schema::parent_run_tag) == parent.value);
    delete_run(parent);
    BOOST_CHECK_EXCEPTION(start_run({.parent_run_id = parent}).keep_open(), exception,
                          says(errc::invalid_state, "is deleted"));
    restore_run(parent);
    BOOST_TEST((get_run(parent).info.lifecycle_stage == schema::lifecycle_stage::active));
    BOOST_CHECK_EXCEPTION(start_run({.parent_run_id = "none"}).keep_open(), exception,
                          says(errc::resource_does_not_exist, "none"));
}

BOOST_AUTO_TEST_CASE(each_thread_has_runs_of_its_own)
{
    const auto here = start_run();
    schema::id::run there;
    std::thread([&] {
        BOOST_TEST(!active_run());
        BOOST_TEST(!last_active_run());
        const auto started = start_run();
        there = started.id();
        BOOST_TEST((active_run()->info.run_id == there));
    }).join();
    BOOST_TEST((active_run()->info.run_id == here.id()));
    BOOST_TEST((status(there) == run_status::FINISHED));
    BOOST_TEST(tag(there, schema::parent_run_tag) == "");
}

BOOST_AUTO_TEST_CASE(many_threads_run_at_once)
{
    const auto shared = start_run();
    std::vector<std::thread> threads;
    for (int number = 0; number != 8; ++number)
        threads.emplace_back([&, number] {
            for (int round = 0; round != 5; ++round) {
                set_experiment("of threads");
                const auto started = start_run();
                log_metric("round", round);
                log_metric("shared", number, {.step = round, .run_id = shared.id()});
                const auto part = start_run({.nested = true});
            }
        });
    for (auto& thread : threads)
        thread.join();
    const auto found = search_runs({.experiment_names = {"of threads"}});
    BOOST_TEST(found.size() == 80u);
    for (const auto& run : found)
        BOOST_TEST((run.info.status == run_status::FINISHED));
    const auto history = api.get_metric_history({.run_id = shared.id(), .metric_key = "shared"}).metrics;
    BOOST_TEST(history.size() == 40u);
}

BOOST_AUTO_TEST_CASE(a_run_may_end_on_another_thread)
{
    auto started = start_run();
    const auto id = started.id();
    std::thread([run = std::move(started)]() mutable { run.end(run_status::FAILED); }).join();
    BOOST_TEST((status(id) == run_status::FAILED));
    BOOST_TEST(!active_run());
}

BOOST_AUTO_TEST_CASE(a_run_is_resumed)
{
    schema::id::run id;
    {
        const auto started = start_run({.name = "stops"});
        id = started.id();
    }
    {
        const auto resumed = start_run({.run_id = id, .tags = {{"again", true}}, .description = "goes on"});
        BOOST_TEST((resumed.id() == id));
        BOOST_TEST((resumed.run().info.status == run_status::RUNNING));
        BOOST_TEST((status(id) == run_status::RUNNING));
        log_metric("loss", 0.5);
    }
    BOOST_TEST((status(id) == run_status::FINISHED));
    BOOST_TEST(run(id).info.run_name == "stops");
    BOOST_TEST(tag(id, "again") == "True");
    BOOST_TEST(tag(id, schema::note_tag) == "goes on");
    BOOST_TEST(metrics(id)["loss"] == 0.5);
}

BOOST_AUTO_TEST_CASE(a_run_that_cannot_be_resumed_is_refused)
{
    schema::id::run id;
    {
        const auto started = start_run();
        id = started.id();
    }
    const auto other = set_experiment("other").experiment_id;
    BOOST_CHECK_EXCEPTION(start_run({.run_id = id}).keep_open(), exception,
                          says(errc::invalid_parameter_value, "set_experiment chose '" + other.value + "'"));
    set_experiment(schema::id::experiment("0"));
    delete_run(id);
    BOOST_CHECK_EXCEPTION(start_run({.run_id = id}).keep_open(), exception, says(errc::invalid_state, "restore_run"));
    BOOST_CHECK_EXCEPTION(start_run({.run_id = "none"}).keep_open(), exception,
                          says(errc::resource_does_not_exist, "none"));
    BOOST_TEST(!active_run());
}

BOOST_AUTO_TEST_CASE(a_description_is_a_tag)
{
    const auto started = start_run({.description = "*what* it is about"});
    BOOST_TEST(tag(started.id(), schema::note_tag) == "*what* it is about");
    BOOST_CHECK_EXCEPTION(
        start_run({.nested = true, .tags = {{schema::note_tag, "a"}}, .description = "b"}).keep_open(), exception,
        says(errc::invalid_parameter_value, schema::note_tag));
}

BOOST_AUTO_TEST_CASE(the_environment_names_a_run_once)
{
    const auto id = api.create_run({.experiment_id = "0"}).run.info.run_id;
    const test::environment set{{"MLFLOW_RUN_ID", id.value.c_str()}};
    {
        const auto resumed = start_run();
        BOOST_TEST((resumed.id() == id));
    }
    const auto next = start_run();
    BOOST_TEST((next.id() != id));
}

BOOST_AUTO_TEST_CASE(a_killed_run_stays_killed_unless_the_program_ends_it)
{
    const auto kill = [] {
        const auto run = fluent::open_runs::instance().active();
        run->killed = true;
        run->set_status(run_status::KILLED);
    };
    schema::id::run left, ended;
    {
        const auto started = start_run();
        left = started.id();
        kill();
    }
    BOOST_TEST((status(left) == run_status::KILLED));
    {
        auto started = start_run();
        ended = started.id();
        kill();
        started.end();
    }
    BOOST_TEST((status(ended) == run_status::FINISHED));
}

BOOST_AUTO_TEST_CASE(an_open_run_stays_where_it_was_started)
{
    const auto started = start_run();
    const recording elsewhere;
    log_param("place", "here");
    BOOST_TEST(params(started.id())["place"] == "here");
}

BOOST_AUTO_TEST_CASE(a_run_that_could_not_be_ended_can_be_ended_again)
{
    const auto outer = start_run();
    auto started = start_run({.nested = true});
    delete_run(started.id()); // What is in the trash is not changed.
    BOOST_CHECK_THROW(end_run(), exception);
    BOOST_TEST((active_run()->info.run_id == started.id()));
    BOOST_CHECK_THROW(started.end(), exception);
    restore_run(started.id());
    BOOST_TEST((status(started.id()) == run_status::RUNNING));
    started.end(run_status::FAILED);
    BOOST_TEST((status(started.id()) == run_status::FAILED));
    BOOST_TEST((active_run()->info.run_id == outer.id()));
}

BOOST_AUTO_TEST_CASE(an_outer_run_that_could_not_be_ended_stays_outside)
{
    auto outer = start_run();
    const auto inner = start_run({.nested = true});
    delete_run(outer.id());
    BOOST_CHECK_THROW(outer.end(), exception);
    restore_run(outer.id());
    BOOST_TEST((active_run()->info.run_id == inner.id()));
}

BOOST_AUTO_TEST_SUITE_END()
