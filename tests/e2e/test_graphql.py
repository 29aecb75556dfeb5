"""MLflow's /graphql, which its web UI asks."""

import uuid
from types import SimpleNamespace

import mlflow
import pytest
import requests

GET_RUN = """
query GetRun($data: MlflowGetRunInput!) @component(name: "MLflow.ExperimentRunTracking") {
  mlflowGetRun(input: $data) {
    apiError { helpUrl code message __typename }
    run {
      info { runName status runUuid experimentId endTime lifecycleStage startTime userId __typename }
      experiment { experimentId name tags { key value __typename } lifecycleStage __typename }
      modelVersions { status version name source __typename }
      data { metrics { key value step timestamp __typename } params { key value __typename } __typename }
      inputs { datasetInputs { dataset { digest name } tags { key } } modelInputs { modelId } __typename }
      outputs { modelOutputs { modelId step } __typename }
      __typename
    }
    __typename
  }
}
"""


def ask(server, query, variables=None, name=None, status=200):
    response = requests.post(server.url + "/graphql", timeout=30,
                             json={"query": query, "variables": variables, "operationName": name})
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


@pytest.fixture(scope="module")
def run(server):
    client = mlflow.MlflowClient(server.url)
    experiment = client.create_experiment(f"graphql {uuid.uuid4()}")
    created = client.create_run(experiment, run_name="first", start_time=1000).info.run_id
    client.log_param(created, "rate", "0.1")
    client.log_metric(created, "loss", 0.5, timestamp=9007199254740993, step=-7)
    client.log_metric(created, "odd", float("nan"), timestamp=1)
    return SimpleNamespace(id=created, experiment=experiment)


def test_a_run_is_answered_as_the_ui_reads_it(server, run):
    answer = ask(server, GET_RUN, {"data": {"runId": run.id}}, "GetRun")
    assert answer["errors"] is None
    found = answer["data"]["mlflowGetRun"]["run"]
    assert found["info"] == {"runName": "first", "status": "RUNNING", "runUuid": run.id, "endTime": "0", "startTime": "1000",
                             "experimentId": run.experiment, "lifecycleStage": "active", "userId": found["info"]["userId"],
                             "__typename": "MlflowRunInfo"}
    assert found["experiment"]["__typename"] == "MlflowExperiment"
    assert sorted(found["data"]["metrics"], key=lambda metric: metric["key"]) == [
        {"key": "loss", "value": 0.5, "step": "-7", "timestamp": "9007199254740993", "__typename": "MlflowMetricExtension"},
        {"key": "odd", "value": None, "step": "0", "timestamp": "1", "__typename": "MlflowMetricExtension"}]
    assert found["data"]["params"] == [{"key": "rate", "value": "0.1", "__typename": "MlflowParam"}]
    assert found["inputs"] == {"datasetInputs": [], "modelInputs": [], "__typename": "MlflowRunInputs"}
    assert found["outputs"] == {"modelOutputs": [], "__typename": "MlflowRunOutputs"}
    assert (found["modelVersions"], found["__typename"]) == ([], "MlflowRunExtension")
    assert answer["data"]["mlflowGetRun"]["__typename"] == "MlflowGetRunResponse"


def test_other_fields_are_answered(server, run):
    search = "mlflowSearchRuns(input: {experimentIds: [\"%s\"]}) {runs {info {runName}} nextPageToken}" % run.experiment
    expected = {"mlflowSearchRuns": {"runs": [{"info": {"runName": "first"}}], "nextPageToken": ""}}
    assert ask(server, "{%s}" % search)["data"] == expected
    assert ask(server, "mutation {%s}" % search)["data"] == expected
    history = "{mlflowGetMetricHistoryBulkInterval(input: {runIds: [\"%s\"], metricKey: \"loss\"}) {metrics {key value runId __typename}}}"
    assert ask(server, history % run.id)["data"]["mlflowGetMetricHistoryBulkInterval"]["metrics"] == [
        {"key": "loss", "value": 0.5, "runId": run.id, "__typename": "MlflowMetricWithRunId"}]
    datasets = "mutation {mlflowSearchDatasets(input: {experimentIds: [\"%s\"]}) {datasetSummaries {name} __typename}}"
    assert ask(server, datasets % run.experiment)["data"]["mlflowSearchDatasets"] == {
        "datasetSummaries": [], "__typename": "MlflowSearchDatasetsResponse"}
    artifacts = "{mlflowListArtifacts(input: {runId: \"%s\"}) {files {path} nextPageToken}}" % run.id
    assert ask(server, artifacts)["data"]["mlflowListArtifacts"] == {"files": [], "nextPageToken": ""}
    versions = "{mlflowSearchModelVersions(input: {}) {modelVersions {name} apiError {code}}}"
    assert ask(server, versions)["data"]["mlflowSearchModelVersions"] == {"modelVersions": [], "apiError": None}
    experiment = "{a: mlflowGetExperiment(input: {experimentId: \"%s\"}) {...E}} fragment E on MlflowGetExperimentResponse " \
                 "{experiment {workspace effectiveTraceArchivalRetention}}" % run.experiment
    assert ask(server, experiment)["data"]["a"]["experiment"] == {"workspace": "default", "effectiveTraceArchivalRetention": ""}


def test_a_field_that_fails_is_null(server, run):
    answer = ask(server, "{mlflowGetRun(input: {runId: \"nope\"}) {run {info {runId}}} test(inputString: \"a\") {output}}")
    assert answer["data"] == {"mlflowGetRun": None, "test": {"output": "a"}}
    assert len(answer["errors"]) == 1 and "nope" in answer["errors"][0]


@pytest.mark.parametrize("query, message", [
    ("{nope}", "Cannot query field 'nope' on type 'Query'."),
    ("{test(inputString: \"a\") {nope}}", "Cannot query field 'nope' on type 'Test'."),
    ("{test(inputString: $x) {output}}", "Variable '$x' is not defined."),
    ("query($x: String!) {test(inputString: $x) {output}}", "Variable '$x' of required type 'String!' was not provided."),
    ("{...F}", "Unknown fragment 'F'."),
    ("query A {__typename} query B {__typename}", "Must provide operation name if query contains multiple operations."),
    ("{test(inputString: \"a\") {" + "output " * 1000 + "}}", "Query exceeds maximum total selections of 1000"),
])
def test_what_the_schema_does_not_know_is_refused(server, query, message):
    assert ask(server, query) == {"data": None, "errors": [message]}


def test_as_many_fields_as_mlflow_has(server):
    assert ask(server, "{" + "test(inputString: \"a\") {output} " * 10 + "}")["errors"] is None
    answer = ask(server, "{" + "test(inputString: \"a\") {output} " * 11 + "}")
    assert answer["data"] is None
    assert "at most 10 root fields, got 11 root fields." in answer["errors"][0]


@pytest.mark.ours
def test_what_is_no_graphql_is_refused_with_a_sentence(server):
    for query in ("", "{", "{a(}"):
        assert ask(server, query, status=400)["error_code"] == "INVALID_PARAMETER_VALUE"
    assert requests.get(server.url + "/graphql", {"query": "{__typename}"}, timeout=30).json()["data"] == {"__typename": "Query"}
