#include <mltrack/codec/openapi.hpp>
#include <mltrack/schema/endpoints.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace mltrack;

namespace {

boost::json::value description()
{
#define MLTRACK_DOCUMENT(endpoint) codec::document_of<schema::endpoint>(#endpoint),
    static constexpr codec::endpoint_document documents[] = {MLTRACK_ENDPOINTS(MLTRACK_DOCUMENT)};
    return boost::json::parse(codec::openapi_document(documents, "/ml"));
}

struct at_the_root : schema::get_experiment
{
    static constexpr schema::prefixes below = schema::prefix::root;
};

} // namespace

BOOST_AUTO_TEST_SUITE(openapi)

BOOST_AUTO_TEST_CASE(constraints_of_field_types_are_described)
{
    const auto document = description();
    const auto& schemas = document.at("components").at("schemas");
    BOOST_TEST(schemas.at("create_experiment.request").at("properties").at("name").at("maxLength") == 500);
    BOOST_TEST(schemas.at("search_runs.request").at("properties").at("max_results").at("maximum") == 50'000);
    BOOST_TEST(schemas.at("log_batch.request").at("properties").at("metrics").at("items").at("$ref") ==
               "#/components/schemas/metric");
    BOOST_TEST(schemas.at("metric").at("required").as_array().size() == 3u);
}

BOOST_AUTO_TEST_CASE(reads_have_parameters_and_writes_have_bodies)
{
    const auto document = description();
    const auto& paths = document.at("paths");
    BOOST_TEST(paths.at("/api/2.0/mlflow/runs/get").at("get").at("parameters").at(0).at("name") == "run_id");
    BOOST_TEST(!paths.at("/api/2.0/mlflow/runs/get").at("get").as_object().contains("requestBody"));
    BOOST_TEST(paths.at("/api/2.0/mlflow/runs/log-metric").at("post").as_object().contains("requestBody"));
    const auto& proxy = paths.at("/api/2.0/mlflow-artifacts/artifacts/{artifact_path}").as_object();
    BOOST_TEST(proxy.size() == 3u);
    BOOST_TEST(proxy.at("put").at("requestBody").at("content").as_object().contains("application/octet-stream"));
    BOOST_TEST(proxy.at("put").at("requestBody").at("required") == false);
    BOOST_TEST(!proxy.at("put").at("responses").at("200").as_object().contains("content"));
    const auto& upload = paths.at("/ajax-api/2.0/mlflow/upload-artifact").at("post");
    BOOST_TEST(upload.at("parameters").as_array().size() == 2u);
    BOOST_TEST(upload.at("parameters").at(0).at("in") == "query");
    BOOST_TEST(upload.at("requestBody").at("content").as_object().contains("application/octet-stream"));
}

BOOST_AUTO_TEST_CASE(what_stands_in_the_path_does_not_stand_in_the_body)
{
    const auto document = description();
    const auto& create = document.at("paths").at("/api/2.0/mlflow-artifacts/mpu/create/{artifact_path}").at("post");
    BOOST_TEST(create.at("parameters").as_array().size() == 1u);
    BOOST_TEST(create.at("parameters").at(0).at("in") == "path");
    const auto& body = create.at("requestBody").at("content").at("application/json").at("schema");
    BOOST_TEST(!body.at("properties").as_object().contains("artifact_path"));
    BOOST_TEST(body.at("properties").as_object().size() == 2u);
    BOOST_TEST((body.at("required") == boost::json::array{"path"}));
}

BOOST_AUTO_TEST_CASE(endpoints_stand_below_their_first_prefix)
{
    static constexpr codec::endpoint_document documents[] = {codec::document_of<at_the_root>("here")};
    const auto document = boost::json::parse(codec::openapi_document(documents, ""));
    BOOST_TEST(document.at("paths").as_object().contains("/mlflow/experiments/get"));
    BOOST_TEST(!document.as_object().contains("servers"));
    BOOST_TEST(description().at("servers").at(0).at("url") == "/ml");
}

BOOST_AUTO_TEST_SUITE_END()
