#include "recording.hpp"
#include <mltrack/schema/system_tags.hpp>
#include <tests/environment.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;

BOOST_FIXTURE_TEST_SUITE(fluent_run_context, test::recording)

BOOST_AUTO_TEST_CASE(a_run_knows_its_program)
{
    const test::environment set{{"MLFLOW_TRACKING_USERNAME", ""}, {"LOGNAME", "ada"}};
    const auto started = start_run();
    const auto found = tags(started.id());
    BOOST_TEST(found.at(schema::user_tag) == "ada");
    BOOST_TEST(started.run().info.user_id == "ada");
    BOOST_TEST(found.at(schema::source_name_tag).ends_with("/unit_fluent"));
    BOOST_TEST(found.at(schema::source_type_tag) == "LOCAL");
    BOOST_TEST(!found.at(schema::run_name_tag).empty());
    BOOST_TEST(!found.contains(schema::project_env_tag));
}

BOOST_AUTO_TEST_CASE(the_user_is_the_one_that_logs_in)
{
    const test::environment set{{"MLFLOW_TRACKING_USERNAME", "grace"}, {"LOGNAME", "ada"}};
    const auto started = start_run();
    BOOST_TEST(tag(started.id(), schema::user_tag) == "grace");
}

BOOST_AUTO_TEST_CASE(the_environment_adds_tags)
{
    const test::environment set{{"MLFLOW_PROJECT_ENV", "docker"},
                                {"MLFLOW_PROJECT_ENTRY_POINT", "main"},
                                {"MLFLOW_DOCKER_IMAGE_URI", "registry/image"},
                                {"MLFLOW_DOCKER_IMAGE_ID", "sha256:1"},
                                {"MLFLOW_RUN_CONTEXT", R"({"mlflow.source.type": "JOB", "team": "vision ✓"})"}};
    const auto started = start_run({.tags = {{"team", "speech"}}});
    const auto found = tags(started.id());
    BOOST_TEST(found.at("mlflow.project.env") == "docker");
    BOOST_TEST(found.at("mlflow.project.entryPoint") == "main");
    BOOST_TEST(found.at("mlflow.docker.image.uri") == "registry/image");
    BOOST_TEST(found.at("mlflow.docker.image.id") == "sha256:1");
    BOOST_TEST(found.at("mlflow.source.type") == "JOB");
    BOOST_TEST(found.at("team") == "speech");
}

BOOST_AUTO_TEST_CASE(a_context_that_cannot_be_read_costs_only_its_tags)
{
    for (const auto text : {"{\"a\": 1}", "[]", "{\"a\": \"b\"", "{\"a\": \"b\"} x"}) {
        const test::environment set{{"MLFLOW_RUN_CONTEXT", text}};
        const auto started = start_run();
        const auto found = tags(started.id());
        BOOST_TEST(!found.contains("a"));
        BOOST_TEST(found.contains(schema::user_tag));
    }
}

BOOST_AUTO_TEST_CASE(the_program_adds_tags)
{
    static bool on = true;
    add_tag_provider([] { return on ? run_tags{{"cluster", "a1"}, {schema::source_type_tag, "JOB"}} : run_tags(); });
    add_tag_provider([]() -> run_tags {
        if (on)
            throw std::runtime_error("the cluster does not answer");
        return {};
    });
    {
        const auto started = start_run();
        BOOST_TEST(tag(started.id(), "cluster") == "a1");
        BOOST_TEST(tag(started.id(), schema::source_type_tag) == "JOB");
    }
    on = false;
}

BOOST_AUTO_TEST_SUITE_END()
