#include <mltrack/server/graphql/execution.hpp>
#include <mltrack/server/graphql/limits.hpp>
#include <mltrack/server/graphql/parser.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>

using namespace mltrack;
namespace graphql = serving::graphql;
namespace json = boost::json;

namespace {

std::string failure_of(std::string_view text)
{
    const auto read = graphql::parse(text);
    BOOST_TEST_REQUIRE(read.has_error(), text);
    BOOST_TEST((read.error().code == errc::invalid_parameter_value));
    return read.error().message;
}

struct fixture
{
    tracking::service<store::memory> service{store::memory()};
    std::string experiment = service.create_experiment({.name = "flowers"}).experiment_id.value;
    std::string run = start_run();

    std::string start_run()
    {
        const auto created = service.create_run(
            {.experiment_id = experiment, .user_id = "ada", .run_name = "first", .start_time = 1000});
        const std::string id = created.run.info.run_id.value;
        service.log_parameter({.run_id = id, .key = "rate", .value = "0.1"});
        service.log_metric({.run_id = id, .key = "loss", .value = 0.5, .timestamp = 9007199254740993, .step = 7});
        service.log_metric(
            {.run_id = id, .key = "odd", .value = std::numeric_limits<double>::quiet_NaN(), .timestamp = 1});
        return id;
    }

    json::value ask(std::string query, std::string variables = "{}", std::string operation = {})
    {
        const auto body = json::serialize(json::value{{"query", std::move(query)},
                                                      {"variables", json::parse(variables)},
                                                      {"operationName", std::move(operation)}});
        const auto request = graphql::read_request({.body = body});
        return json::parse(graphql::execute(service.context(), request.value()).value());
    }

    json::value data_of(const std::string& query, const std::string& variables = "{}")
    {
        const auto answer = ask(query, variables);
        BOOST_TEST(answer.at("errors").is_null(), json::serialize(answer));
        return answer.at("data");
    }

    std::string error_of(const std::string& query, const std::string& variables = "{}", bool null_data = true)
    {
        const auto answer = ask(query, variables);
        BOOST_TEST(answer.at("data").is_null() == null_data, json::serialize(answer));
        BOOST_TEST_REQUIRE(answer.at("errors").is_array(), json::serialize(answer));
        return std::string(answer.at("errors").as_array().front().as_string());
    }

    std::string run_input() const { return "(input: {runId: \"" + run + "\"})"; }
};

bool mentions(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_graphql, fixture)

BOOST_AUTO_TEST_CASE(reads_documents)
{
    const auto read = graphql::parse(R"(# a comment
        query Q($a: [String!]! = ["x"], $b: Int) @component(name: "c") {
            first: field(x: $a, y: {z: -1.5e3, w: [true null RED]}) @skip(if: false) { ...F ... on T { leaf } ... { other } }
        }
        fragment F on T { leaf })");
    const auto& operation = read.value().operations.at(0);
    BOOST_TEST(operation.name == "Q");
    BOOST_TEST(operation.variables.at(0).type == "[String!]!");
    BOOST_TEST(!operation.variables.at(0).required());
    BOOST_TEST(operation.variables.at(0).initial->elements.at(0).text == "x");
    BOOST_TEST(operation.directives.at(0).arguments.at(0).value.text == "c");
    const auto& field = operation.selections.at(0);
    BOOST_TEST(field.key() == "first");
    BOOST_TEST(field.name == "field");
    BOOST_TEST(field.arguments.at(1).value.members.at(0).value.text == "-1.5e3");
    BOOST_TEST(
        (field.arguments.at(1).value.members.at(1).value.elements.at(2).is == graphql::value::kind::enumeration));
    BOOST_TEST(field.selections.at(1).name == "T");
    BOOST_TEST(field.selections.at(2).name == "");
    BOOST_TEST(read.value().find_fragment("F")->selections.at(0).name == "leaf");
}

BOOST_AUTO_TEST_CASE(reads_strings)
{
    const auto text_of = [](std::string_view literal) {
        return graphql::parse("{f(x: " + std::string(literal) + ")}")
            .value()
            .operations[0]
            .selections[0]
            .arguments[0]
            .value.text;
    };
    BOOST_TEST(text_of(R"("a\"\\\né")") == "a\"\\\n\xC3\xA9");
    BOOST_TEST(text_of("\"\"\"\n    one\n      two\\\"\"\"\n\n  \"\"\"") == "one\n  two\"\"\"");
    BOOST_TEST(text_of("\"\"") == "");
}

BOOST_AUTO_TEST_CASE(says_where_a_text_is_no_document)
{
    BOOST_TEST(mentions(failure_of("{\n  a(}"), "line 2, column 5"));
    for (const auto* text : {"",
                             "{",
                             "{}",
                             "{a",
                             "query",
                             "nope {a}",
                             "{a(x:)}",
                             "{a(x: \"b)}",
                             "{a(x: 1x)}",
                             "{a(x: 01)}",
                             "{a(x: -)}",
                             "{a ...}",
                             "{a} }",
                             "query($a) {a}",
                             "query($a: [S) {a}",
                             "query($a: [S] = [$a]) {a(x: $a)}",
                             "query($a: S = $a) {a}",
                             "fragment on on T {a}",
                             "fragment F {a}",
                             "{a @}",
                             "{a: }",
                             "{a?}",
                             "\"\"\"",
                             "fragment F on T {a} fragment F on T {a}"})
        BOOST_TEST(mentions(failure_of(text), "line 1, column"), text);
}

BOOST_AUTO_TEST_CASE(refuses_what_has_no_end)
{
    const std::string deep(100'000, '{');
    BOOST_TEST(mentions(failure_of(deep), "expected a name"));
    std::string lists(100'000, '[');
    BOOST_TEST(mentions(failure_of("{a(x: " + lists), "brackets"));
    std::string fields;
    for (int depth = 0; depth != 200; ++depth)
        fields += "{a";
    BOOST_TEST(mentions(failure_of(fields), "brackets"));
    std::string words = "{";
    for (int word = 0; word != 20'000; ++word)
        words += "a ";
    BOOST_TEST(mentions(failure_of(words + '}'), "20,000 words"));
}

BOOST_AUTO_TEST_CASE(limits_what_a_document_asks)
{
    const auto limit_of = [](const std::string& text) { return graphql::exceeded(graphql::parse(text).value()); };
    const auto repeated = [](int times, const std::string& text) {
        std::string all;
        for (int index = 0; index != times; ++index)
            all += text + ' ';
        return all;
    };
    std::string deep = "f";
    for (int depth = 0; depth != 9; ++depth)
        deep = "f {" + deep + '}';
    BOOST_TEST(limit_of('{' + deep + '}') == "");
    BOOST_TEST(limit_of("{f {" + deep + "}}") == "Query exceeds maximum depth of 10");
    BOOST_TEST(limit_of('{' + repeated(10, "f") + '}') == "");
    BOOST_TEST(limit_of('{' + repeated(11, "f") + '}') ==
               "GraphQL queries should have at most 10 root fields, got 11 root fields.");
    BOOST_TEST(limit_of("{a {" + repeated(11, "x: f") + "}}") ==
               "GraphQL queries should have at most 10 aliases, got 11 aliases.");
    BOOST_TEST(limit_of("{a {" + repeated(999, "f") + "}}") == "");
    BOOST_TEST(limit_of("{a {" + repeated(1000, "f") + "}}") == "Query exceeds maximum total selections of 1000");
    BOOST_TEST(limit_of("{...F} fragment F on Q {" + repeated(11, "f") + "...F}").find("root fields") !=
               std::string::npos);
    BOOST_TEST(limit_of("{a {" + repeated(1001, "... {f}") + "}}").find("fragments") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_a_run)
{
    const auto data =
        data_of("query GetRun($data: MlflowGetRunInput!) @component(name: \"x\") { mlflowGetRun(input: $data) {"
                " apiError { code __typename } __typename run { __typename"
                " info { runId runUuid runName userId status startTime endTime lifecycleStage __typename }"
                " experiment { experimentId name tags { key } effectiveTraceArchivalRetention }"
                " data { metrics { key value step timestamp modelId } params { key value __typename } }"
                " inputs { datasetInputs { dataset { name } } modelInputs { modelId } __typename }"
                " outputs { modelOutputs { modelId step } } modelVersions { name } } } }",
                "{\"data\": {\"runId\": \"" + run + "\"}}");
    const auto& answer = data.at("mlflowGetRun");
    BOOST_TEST(answer.at("apiError").is_null());
    BOOST_TEST(answer.at("__typename") == "MlflowGetRunResponse");
    const auto& found = answer.at("run");
    BOOST_TEST(found.at("__typename") == "MlflowRunExtension");
    BOOST_TEST(found.at("info") ==
               json::parse(
                   "{\"runId\": \"" + run + "\", \"runUuid\": \"" + run +
                   "\", \"runName\": \"first\", \"userId\": "
                   "\"ada\", \"status\": \"RUNNING\", \"startTime\": \"1000\", \"endTime\": \"0\", \"lifecycleStage\": "
                   "\"active\", \"__typename\": \"MlflowRunInfo\"}"));
    BOOST_TEST(found.at("experiment").at("name") == "flowers");
    BOOST_TEST(found.at("experiment").at("tags").as_array().empty());
    BOOST_TEST(found.at("experiment").at("effectiveTraceArchivalRetention") == "");
    BOOST_TEST(found.at("data").at("params") ==
               json::parse(R"([{"key": "rate", "value": "0.1", "__typename": "MlflowParam"}])"));
    BOOST_TEST(
        found.at("data").at("metrics") ==
        json::parse(R"([{"key": "loss", "value": 0.5, "step": "7", "timestamp": "9007199254740993", "modelId": ""},
                               {"key": "odd", "value": null, "step": "0", "timestamp": "1", "modelId": ""}])"));
    BOOST_TEST(found.at("inputs") ==
               json::parse(R"({"datasetInputs": [], "modelInputs": [], "__typename": "MlflowRunInputs"})"));
    BOOST_TEST(found.at("outputs") == json::parse(R"({"modelOutputs": []})"));
    BOOST_TEST(found.at("modelVersions").as_array().empty());
}

BOOST_AUTO_TEST_CASE(answers_every_root_field)
{
    BOOST_TEST(
        data_of("{mlflowGetExperiment(input: {experimentId: \"" + experiment + "\"}) {experiment {name workspace}}}") ==
        json::parse(R"({"mlflowGetExperiment": {"experiment": {"name": "flowers", "workspace": "default"}}})"));
    const auto search = "{mlflowSearchRuns(input: {experimentIds: \"" + experiment +
                        "\", filter: \"params.rate = '0.1'\", runViewType: ALL, maxResults: 1})"
                        "{runs {info {runName}} nextPageToken}}";
    for (const auto* kind : {"query", "mutation"})
        BOOST_TEST(
            data_of(kind + search) ==
                json::parse(R"({"mlflowSearchRuns": {"runs": [{"info": {"runName": "first"}}], "nextPageToken": ""}})"),
            kind);
    BOOST_TEST(
        data_of("{mlflowSearchModelVersions(input: {}) {modelVersions {name status} nextPageToken apiError {code}}}") ==
        json::parse(R"({"mlflowSearchModelVersions": {"modelVersions": [], "nextPageToken": "", "apiError": null}})"));
    BOOST_TEST(data_of("{test(inputString: \"é\") {output __typename}}") ==
               json::parse(R"({"test": {"output": "é", "__typename": "Test"}})"));
}

BOOST_AUTO_TEST_CASE(shows_data_sets_and_models)
{
    service.log_inputs({.run_id = run,
                        .datasets = {{.tags = {{.key = "mlflow.data.context", .value = "train"}},
                                      .dataset = {.name = "iris", .digest = "d1", .source_type = "local"}}},
                        .models = {{.model_id = "m-1"}}});
    const auto found = data_of("{mlflowGetRun" + run_input() +
                               "{run {inputs {modelInputs {modelId} datasetInputs {__typename tags {key value} "
                               "dataset {name digest sourceType source profile}}}}}}");
    BOOST_TEST(found.at("mlflowGetRun").at("run").at("inputs") == json::parse(R"({"modelInputs": [{"modelId": "m-1"}],
        "datasetInputs": [{"__typename": "MlflowDatasetInput", "tags": [{"key": "mlflow.data.context", "value": "train"}],
        "dataset": {"name": "iris", "digest": "d1", "sourceType": "local", "source": "", "profile": ""}}]})"));
    const auto searched = data_of("mutation {mlflowSearchDatasets(input: {experimentIds: [\"" + experiment +
                                  "\"]}) {datasetSummaries {name context __typename}}}");
    BOOST_TEST(searched ==
               json::parse(R"({"mlflowSearchDatasets": {"datasetSummaries": [{"name": "iris", "context": "train",
        "__typename": "MlflowDatasetSummary"}]}})"));
}

BOOST_AUTO_TEST_CASE(shows_histories_of_metrics)
{
    const auto found =
        data_of("query($i: MlflowGetMetricHistoryBulkIntervalInput) {mlflowGetMetricHistoryBulkInterval(input: $i) "
                "{metrics {key value step timestamp runId __typename}}}",
                "{\"i\": {\"runIds\": [\"" + run + "\"], \"metricKey\": \"odd\"}}");
    BOOST_TEST(found.at("mlflowGetMetricHistoryBulkInterval").at("metrics") ==
               json::parse("[{\"key\": \"odd\", \"value\": null, \"step\": \"0\", \"timestamp\": \"1\", \"runId\": \"" +
                           run + "\", \"__typename\": \"MlflowMetricWithRunId\"}]"));
}

BOOST_AUTO_TEST_CASE(gives_null_for_what_fails_and_says_why)
{
    const auto answer =
        ask("{mlflowGetRun(input: {runId: \"nope\"}) {run {info {runId}}} test(inputString: \"a\") {output}}");
    BOOST_TEST(answer.at("data") == json::parse(R"({"mlflowGetRun": null, "test": {"output": "a"}})"));
    BOOST_TEST(answer.at("errors").as_array().size() == 1u);
    BOOST_TEST(mentions(std::string(answer.at("errors").at(0).as_string()), "nope"));
    BOOST_TEST(
        mentions(error_of("{mlflowSearchRuns(input: {experimentIds: \"0\", filter: \"a b\"}) {runs {info {runId}}}}",
                          "{}", false),
                 "a b"));
    BOOST_TEST(mentions(error_of("{mlflowGetRun {run {info {runId}}}}", "{}", false), "run_id"));
    BOOST_TEST(mentions(error_of("{mlflowGetExperiment(input: {experimentId: 0}) {experiment {name}}}", "{}", false),
                        "string"));
}

BOOST_AUTO_TEST_CASE(refuses_what_the_schema_does_not_know)
{
    const auto input = run_input();
    BOOST_TEST(error_of("{nope}") == "Cannot query field 'nope' on type 'Query'.");
    BOOST_TEST(error_of("mutation {mlflowGetRun" + input + "{run {info {runId}}}}") ==
               "Cannot query field 'mlflowGetRun' on type 'Mutation'.");
    BOOST_TEST(error_of("{mlflowGetRun" + input + "{run {info {nope}}}}") ==
               "Cannot query field 'nope' on type 'MlflowRunInfo'.");
    BOOST_TEST(error_of("{mlflowGetRun" + input + "{run {info {run_id}}}}") ==
               "Cannot query field 'run_id' on type 'MlflowRunInfo'.");
    BOOST_TEST(mentions(error_of("{mlflowGetRun" + input + "{run}}"), "must have a selection"));
    BOOST_TEST(mentions(error_of("{mlflowGetRun" + input + "{run {info {runId {x}}}}}"), "must not have a selection"));
    BOOST_TEST(mentions(error_of("{mlflowGetRun(input: {run_id: \"x\"}) {run {info {runId}}}}"), "run_id"));
    BOOST_TEST(mentions(error_of("{mlflowGetRun(run: 1) {run {info {runId}}}}"), "Unknown argument 'run'"));
    BOOST_TEST(mentions(error_of("{test(inputString: \"a\") {output(x: 1)}}"), "Unknown argument 'x'"));
    BOOST_TEST(mentions(error_of("subscription {test {output}}"), "subscription"));
}

BOOST_AUTO_TEST_CASE(fills_variables_in)
{
    const std::string query = "query($x: String!) {test(inputString: $x) {output}}";
    BOOST_TEST(data_of(query, R"({"x": "v"})").at("test").at("output") == "v");
    BOOST_TEST(error_of(query) == "Variable '$x' of required type 'String!' was not provided.");
    BOOST_TEST(error_of(query, R"({"x": null})") == "Variable '$x' of required type 'String!' was not provided.");
    BOOST_TEST(data_of("query($x: String = \"d\") {test(inputString: $x) {output}}").at("test").at("output") == "d");
    BOOST_TEST(error_of("{test(inputString: $y) {output}}") == "Variable '$y' is not defined.");
    BOOST_TEST(data_of("query($e: [String], $p: String) {mlflowSearchRuns(input: {experimentIds: $e, pageToken: $p}) "
                       "{runs {info {runName}}}}",
                       "{\"e\": [\"" + experiment + "\"]}")
                   .at("mlflowSearchRuns")
                   .at("runs")
                   .as_array()
                   .size() == 1u);
}

BOOST_AUTO_TEST_CASE(spreads_fragments_and_merges_fields)
{
    BOOST_TEST(data_of("{...F test(inputString: \"a\") {again: output}} fragment F on Query {test(inputString: \"a\") "
                       "{...G ...G}} "
                       "fragment G on Test {output}") == json::parse(R"({"test": {"output": "a", "again": "a"}})"));
    BOOST_TEST(data_of("{... on Query {test(inputString: \"a\") {... {output}}}}").at("test").at("output") == "a");
    BOOST_TEST(data_of("{__typename ...F} fragment F on Query {__typename ...F}") ==
               json::parse(R"({"__typename": "Query"})"));
    BOOST_TEST(error_of("{...F}") == "Unknown fragment 'F'.");
    BOOST_TEST(mentions(error_of("{... on Test {output}}"), "can never be of type 'Test'"));
    BOOST_TEST(mentions(error_of("{test(inputString: \"a\") {output} test(inputString: \"b\") {output}}"), "conflict"));
}

BOOST_AUTO_TEST_CASE(follows_directives)
{
    const std::string query = "query($s: Boolean!) {a: test(inputString: \"a\") @skip(if: $s) {output} "
                              "b: test(inputString: \"b\") @include(if: $s) {output}}";
    BOOST_TEST(data_of(query, R"({"s": true})") == json::parse(R"({"b": {"output": "b"}})"));
    BOOST_TEST(data_of(query, R"({"s": false})") == json::parse(R"({"a": {"output": "a"}})"));
    BOOST_TEST(mentions(error_of("{__typename @skip}"), "'if'"));
    BOOST_TEST(mentions(error_of("query @nope {__typename}"), "Unknown directive '@nope'"));
    BOOST_TEST(mentions(error_of("query @component {__typename}"), "argument 'name'"));
}

BOOST_AUTO_TEST_CASE(chooses_an_operation)
{
    const std::string two = "query A {a: __typename} query B {b: __typename}";
    BOOST_TEST(ask(two, "{}", "B").at("data") == json::parse(R"({"b": "Query"})"));
    BOOST_TEST(mentions(error_of(two), "operation name"));
    BOOST_TEST(ask(two, "{}", "C").at("errors").at(0) == "Unknown operation named 'C'.");
    BOOST_TEST(mentions(error_of("fragment F on Query {__typename}"), "operation"));
}

BOOST_AUTO_TEST_CASE(reads_requests)
{
    const auto by_query =
        graphql::read_request({.query = "query=%7B__typename%7D&variables=%7B%22x%22:1%7D", .read_query = true});
    BOOST_TEST(by_query.value().query == "{__typename}");
    BOOST_TEST(by_query.value().variables.at(0).value.text == "1");
    BOOST_TEST(graphql::read_request({.body = R"({"query": "{a}", "variables": null, "operationName": null})"})
                   .value()
                   .query == "{a}");
    for (const auto* body : {"", "x", "[]", "5", "{}", R"({"query": 5})", R"({"query": "{a}", "variables": "x"})",
                             R"({"query": "{a}", "operationName": []})", R"({"query": "{a}"} x)"}) {
        const auto read = graphql::read_request({.body = body});
        BOOST_TEST_REQUIRE(read.has_error(), body);
        BOOST_TEST((read.error().code == errc::invalid_parameter_value), body);
    }
    std::string many = R"({"query": "{a}", "variables": {"x": [0)";
    for (std::size_t number = 0; number != codec::most_body_values; ++number)
        many += ",0";
    BOOST_TEST(mentions(graphql::read_request({.body = many + "]}}"}).error().message, "more values"));
}

BOOST_AUTO_TEST_SUITE_END()
