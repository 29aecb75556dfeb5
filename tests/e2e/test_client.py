"""What a program that uses MLflow's client does every day; run by each of the official clients that are supported."""

import json
import math
import os
import time
import uuid

import mlflow
import pytest
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient


@pytest.fixture(scope="module")
def client(server):
    mlflow.set_tracking_uri(server.url)
    return MlflowClient(server.url)


@pytest.fixture
def name():
    """A name that no other test uses."""
    return "e2e/" + uuid.uuid4().hex


@pytest.fixture
def experiment(client, name):
    return client.create_experiment(name)


@pytest.fixture
def run(client, experiment):
    return client.create_run(experiment).info.run_id


def names(runs):
    return [run.data.tags["mlflow.runName"] for run in runs]


def test_default_experiment_is_there(client):
    default = client.get_experiment("0")
    assert (default.name, default.lifecycle_stage) == ("Default", "active")
    assert default.artifact_location == "mlflow-artifacts:/0"


def test_experiment_as_created(client, name):
    before = int(time.time() * 1000)
    experiment_id = client.create_experiment(name, tags={"team": "vision", "note": "größer ✓"})
    found = client.get_experiment(experiment_id)
    assert found.name == name
    assert found.tags == {"team": "vision", "note": "größer ✓"}
    assert found.artifact_location == f"mlflow-artifacts:/{experiment_id}"
    assert before <= found.creation_time <= int(time.time() * 1000)
    assert client.get_experiment_by_name(name).experiment_id == experiment_id
    assert client.get_experiment_by_name(name + "?") is None


def test_experiment_name_is_unique(client, experiment, name):
    with pytest.raises(MlflowException) as refused:
        client.create_experiment(name)
    assert refused.value.error_code == "RESOURCE_ALREADY_EXISTS"
    assert name in refused.value.message


def test_set_experiment_finds_or_creates(client, name):
    first = mlflow.set_experiment(name).experiment_id
    assert mlflow.set_experiment(name).experiment_id == first


def test_experiment_tag_and_rename(client, experiment, name):
    client.set_experiment_tag(experiment, "stage", "one")
    client.set_experiment_tag(experiment, "stage", "two")
    client.rename_experiment(experiment, name + " renamed")
    found = client.get_experiment(experiment)
    assert found.name == name + " renamed"
    assert found.tags == {"stage": "two"}
    assert found.last_update_time >= found.creation_time


def test_experiment_delete_and_restore_take_the_runs_along(client, experiment, run):
    client.delete_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "deleted"
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    with pytest.raises(MlflowException):
        client.create_run(experiment)
    client.restore_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "active"
    assert client.get_run(run).info.lifecycle_stage == "active"


def test_search_experiments(client, name):
    for suffix, team in [("a", "red"), ("b", "blue"), ("c", "red")]:
        client.create_experiment(f"{name}-{suffix}", tags={"team": team})
    client.delete_experiment(client.get_experiment_by_name(f"{name}-c").experiment_id)

    def found(filter_string, **options):
        page = client.search_experiments(filter_string=f"name LIKE '{name}%'" + filter_string, **options)
        return [experiment.name[len(name) + 1:] for experiment in page], page.token

    assert found("", order_by=["name ASC"]) == (["a", "b"], None)
    assert found("", order_by=["name DESC"], view_type=ViewType.ALL) == (["c", "b", "a"], None)
    assert found("", view_type=ViewType.DELETED_ONLY) == (["c"], None)
    assert found(" AND tags.team = 'red'") == (["a"], None)
    first, token = found("", order_by=["name ASC"], max_results=1)
    assert first == ["a"]
    assert found("", order_by=["name ASC"], max_results=1, page_token=token) == (["b"], None)


@pytest.mark.ours
def test_experiments_are_listed_to_clients_that_still_do_so(client, name):
    if not mlflow.__version__.startswith("1."):
        assert not hasattr(client, "list_experiments")
        return
    ids = [client.create_experiment(f"{name}-{number}") for number in range(3)]
    client.delete_experiment(ids[1])
    seen, token = [], None
    while True:
        page = client.list_experiments(ViewType.ALL, max_results=2, page_token=token)
        seen.extend(page)
        token = page.token
        if not token:
            break
    assert {e.experiment_id: e.lifecycle_stage for e in seen if e.name.startswith(name)} == {
        ids[0]: "active", ids[1]: "deleted", ids[2]: "active"}
    assert ids[1] not in [e.experiment_id for e in client.list_experiments()]


def test_run_as_created(client, experiment):
    run = client.create_run(experiment, start_time=1700000000123, tags={"k": "v"}, run_name="first try")
    assert run.info.status == "RUNNING"
    assert run.info.start_time == 1700000000123
    assert run.info.end_time is None
    assert run.info.lifecycle_stage == "active"
    assert run.info.artifact_uri == f"mlflow-artifacts:/{experiment}/{run.info.run_id}/artifacts"
    found = client.get_run(run.info.run_id)
    assert found.data.tags == {"k": "v", "mlflow.runName": "first try"}
    client.set_terminated(run.info.run_id, "FAILED", end_time=1700000001000)
    found = client.get_run(run.info.run_id)
    assert (found.info.status, found.info.end_time) == ("FAILED", 1700000001000)


def test_run_without_a_name_gets_one(client, run):
    adjective, animal, number = client.get_run(run).data.tags["mlflow.runName"].split("-")
    assert adjective.isalpha() and animal.isalpha() and number.isdigit()


def test_nested_runs(client, name):
    mlflow.set_experiment(name)
    with mlflow.start_run(run_name="parent") as parent:
        for child in ("left", "right"):
            with mlflow.start_run(run_name=child, nested=True):
                mlflow.log_param("side", child)
    experiment = client.get_experiment_by_name(name).experiment_id
    children = client.search_runs([experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'",
                                  order_by=["params.side ASC"])
    assert names(children) == ["left", "right"]
    assert {run.info.status for run in children} == {"FINISHED"}


def test_a_run_that_fails(client, name):
    mlflow.set_experiment(name)
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as run:
            1 / 0
    assert client.get_run(run.info.run_id).info.status == "FAILED"


def test_a_run_is_resumed(client, name):
    mlflow.set_experiment(name)
    with mlflow.start_run(run_name="stops") as run:
        mlflow.log_metric("loss", 1.0, step=0)
    with mlflow.start_run(run_id=run.info.run_id) as resumed:
        assert resumed.info.status == "RUNNING"
        mlflow.log_metrics({"loss": 0.5, "other": 2}, step=1)
        mlflow.log_params({"a": 1, "b": None})
    found = client.get_run(run.info.run_id)
    assert (found.info.status, names([found])) == ("FINISHED", ["stops"])
    assert found.info.start_time == run.info.start_time and found.data.params == {"a": "1", "b": "None"}
    assert found.data.metrics == {"loss": 0.5, "other": 2.0}


def test_runs_as_a_data_frame(client, name):
    experiment = mlflow.set_experiment(name).experiment_id
    for number in range(4):
        with mlflow.start_run(run_name=f"run {number}"):
            mlflow.log_param("kind", "ab"[number % 2])
            mlflow.log_metric("f1 score", number / 10)
    frame = mlflow.search_runs([experiment], "metrics.`f1 score` > 0.05 AND params.kind = 'b'",
                               order_by=["metrics.`f1 score` DESC"])
    assert list(frame["tags.mlflow.runName"]) == ["run 3", "run 1"]
    assert list(frame["metrics.f1 score"]) == [0.3, 0.1] and not frame["end_time"].isnull().any()
    assert len(mlflow.search_runs(experiment_names=[name], max_results=3)) == 3
    assert mlflow.search_runs([experiment], "params.kind = 'none'").empty


def test_params_are_final(client, run):
    client.log_param(run, "lr", 0.1)
    client.log_param(run, "lr", 0.1)
    client.log_param(run, "empty", "")
    with pytest.raises(MlflowException) as refused:
        client.log_param(run, "lr", 0.2)
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
    assert client.get_run(run).data.params == {"lr": "0.1", "empty": ""}


def test_metrics_with_steps(client, run):
    for step, value in enumerate([0.5, 0.25, math.pi, -0.1]):
        client.log_metric(run, "loss", value, timestamp=1000 + step, step=step)
    client.log_metric(run, "loss", 9.0, timestamp=999999, step=-5)
    history = client.get_metric_history(run, "loss")
    assert [(m.step, m.timestamp, m.value) for m in history] == [
        (0, 1000, 0.5), (1, 1001, 0.25), (2, 1002, math.pi), (3, 1003, -0.1), (-5, 999999, 9.0)]
    assert client.get_run(run).data.metrics == {"loss": -0.1}
    assert client.get_metric_history(run, "never logged") == []


def test_values_that_are_no_numbers(client, run):
    client.log_batch(run, metrics=[Metric("nan", math.nan, 1, 0), Metric("inf", math.inf, 1, 0),
                                   Metric("minus", -math.inf, 1, 0)])
    metrics = client.get_run(run).data.metrics
    assert math.isnan(metrics["nan"])
    largest = 1.7976931348623157e308
    assert (metrics["inf"], metrics["minus"]) == (largest, -largest)
    assert math.isnan(client.get_metric_history(run, "nan")[0].value)


def test_log_batch(client, run):
    metrics = [Metric(f"m{i % 10}", i / 7, 1000 + i, i) for i in range(800)]
    client.log_batch(run, metrics, [Param(f"p{i}", str(i)) for i in range(100)],
                     [RunTag(f"t{i}", f"v{i}") for i in range(100)])
    data = client.get_run(run).data
    assert data.metrics == {f"m{i % 10}": i / 7 for i in range(790, 800)}
    assert data.params == {f"p{i}": str(i) for i in range(100)}
    assert {key: value for key, value in data.tags.items() if key.startswith("t")} == {
        f"t{i}": f"v{i}" for i in range(100)}
    assert [m.value for m in client.get_metric_history(run, "m3")] == [i / 7 for i in range(3, 800, 10)]


def test_tags(client, run):
    client.set_tag(run, "a", "1")
    client.set_tag(run, "a", "2")
    client.set_tag(run, "ü/ b", "ä\n\"quoted\" 日本")
    client.delete_tag(run, "a")
    tags = client.get_run(run).data.tags
    assert "a" not in tags and tags["ü/ b"] == "ä\n\"quoted\" 日本"
    with pytest.raises(MlflowException) as refused:
        client.delete_tag(run, "a")
    assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_run_name_tag_renames(client, run):
    client.set_tag(run, "mlflow.runName", "renamed")
    assert client.get_run(run).data.tags["mlflow.runName"] == "renamed"
    assert client.get_run(run).info.run_name == "renamed"


def test_keys_are_checked(client, run):
    for key in ("..", "/a", "a//b", "a,b", "x" * 251):
        with pytest.raises(MlflowException) as refused:
            client.log_metric(run, key, 1.0)
        assert refused.value.error_code == "INVALID_PARAMETER_VALUE", key


def test_delete_and_restore_run(client, experiment, run):
    client.delete_run(run)
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    with pytest.raises(MlflowException):
        client.log_metric(run, "m", 1.0)
    assert list(client.search_runs([experiment])) == []
    assert len(client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)) == 1
    client.restore_run(run)
    assert [found.info.run_id for found in client.search_runs([experiment])] == [run]


def test_unknown_run(client):
    with pytest.raises(MlflowException) as refused:
        client.get_run("0" * 32)
    assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    assert "0" * 32 in refused.value.message


def test_search_runs(client, experiment):
    for index, (run_name, accuracy, optimizer) in enumerate([
            ("alpha", 0.5, "sgd"), ("beta", 0.9, "Adam"), ("gamma", math.nan, "sgd"), ("delta", None, "it's")]):
        run = client.create_run(experiment, start_time=1000 + index, run_name=run_name).info.run_id
        client.log_param(run, "optimizer", optimizer)
        client.set_tag(run, "a.b", str(index % 2))
        if accuracy is not None:
            client.log_metric(run, "test accuracy", accuracy)
        client.set_terminated(run, "FAILED" if run_name == "beta" else "FINISHED")

    def found(filter_string="", order_by=("attributes.start_time ASC",)):
        return names(client.search_runs([experiment], filter_string, order_by=list(order_by)))

    assert found() == ["alpha", "beta", "gamma", "delta"]
    assert found(order_by=()) == ["delta", "gamma", "beta", "alpha"]
    assert found("metrics.`test accuracy` > 0.4") == ["alpha", "beta"]
    assert found("metrics.\"test accuracy\" >= 0.5 and metrics.`test accuracy` < 0.9") == ["alpha"]
    assert found("params.optimizer = 'sgd'") == ["alpha", "gamma"]
    assert found("params.optimizer != 'sgd'") == ["beta", "delta"]
    assert found("params.optimizer LIKE 's%'") == ["alpha", "gamma"]
    assert found("params.optimizer ILIKE 'ad%'") == ["beta"]
    assert found("params.optimizer = \"it's\"") == ["delta"]
    assert found("tags.a.b = '1' AND attributes.status = 'FAILED'") == ["beta"]
    assert found("attributes.start_time > 1001") == ["gamma", "delta"]
    assert found("tags.mlflow.runName = 'gamma'") == ["gamma"]
    assert found(order_by=["metrics.`test accuracy` DESC"]) == ["beta", "alpha", "gamma", "delta"]
    assert found(order_by=["metrics.`test accuracy` ASC"]) == ["alpha", "beta", "gamma", "delta"]
    assert found(order_by=["params.optimizer DESC", "attributes.start_time DESC"]) == ["gamma", "alpha", "delta", "beta"]
    with pytest.raises(MlflowException) as refused:
        found("metrics.x > 'text'")
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"


def test_search_pages(client, experiment):
    for index in range(7):
        client.create_run(experiment, start_time=1000 + index, run_name=f"run {index}")
    seen, token = [], None
    while True:
        page = client.search_runs([experiment], max_results=3, page_token=token)
        seen.append(names(page))
        token = page.token
        if not token:
            break
    assert seen == [["run 6", "run 5", "run 4"], ["run 3", "run 2", "run 1"], ["run 0"]]


def test_artifacts_through_the_server(client, server, run, tmp_path):
    source = tmp_path / "source"
    (source / "deep" / "er").mkdir(parents=True)
    (source / "model.bin").write_bytes(bytes(range(256)) * 1000)
    (source / "deep" / "er" / "ünï code.txt").write_text("größe", encoding="utf-8")
    (source / "empty").write_bytes(b"")

    client.log_artifact(run, str(source / "model.bin"))
    client.log_artifacts(run, str(source), "all")
    client.log_text(run, "hello\n", "texts/hello.txt")
    client.log_dict(run, {"a": [1, 2.5]}, "config.json")

    def listed(path=None):
        return [(info.path, info.is_dir, info.file_size) for info in client.list_artifacts(run, path)]

    assert [entry[:2] for entry in listed()] == [
        ("all", True), ("config.json", False), ("model.bin", False), ("texts", True)]
    assert listed("all") == [("all/deep", True, None), ("all/empty", False, None), ("all/model.bin", False, 256000)]
    assert listed("all/deep/er") == [("all/deep/er/ünï code.txt", False, 7)]
    assert listed("nothing") == []

    folder = tmp_path / "down"
    folder.mkdir()
    got = client.download_artifacts(run, "all", str(folder))
    assert {os.path.relpath(os.path.join(at, file), got)
            for at, _, files in os.walk(got) for file in files} == {"model.bin", "empty", "deep/er/ünï code.txt"}
    for file in ("model.bin", "empty", "deep/er/ünï code.txt"):
        with open(os.path.join(got, file), "rb") as copy:
            assert copy.read() == (source / file).read_bytes()
    with open(client.download_artifacts(run, "texts/hello.txt", str(folder))) as text:
        assert text.read() == "hello\n"
    stored = server.artifacts / client.get_run(run).info.experiment_id / run / "artifacts" / "all" / "model.bin"
    assert stored.read_bytes() == (source / "model.bin").read_bytes()


def test_overwritten_artifact(client, run, tmp_path):
    client.log_text(run, "a long first version", "note.txt")
    client.log_text(run, "second", "note.txt")
    with open(client.download_artifacts(run, "note.txt", str(tmp_path))) as text:
        assert text.read() == "second"


def test_missing_artifact(client, run, tmp_path):
    with pytest.raises(Exception, match="missing.txt"):
        client.download_artifacts(run, "missing.txt", str(tmp_path))


def test_a_model_is_logged_and_loaded(client, name):
    import mlflow.sklearn as mlflow_sklearn
    from sklearn.linear_model import LinearRegression

    mlflow.set_experiment(name)
    model = LinearRegression().fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
    with mlflow.start_run() as run:
        mlflow_sklearn.log_model(model, "line")
    loaded = mlflow_sklearn.load_model(f"runs:/{run.info.run_id}/line")
    assert math.isclose(loaded.predict([[10.0]])[0], 21.0)
    if mlflow.__version__.startswith("1."):  # Later ones tell the server of a logged model instead.
        history = json.loads(client.get_run(run.info.run_id).data.tags["mlflow.log-model.history"])
        assert [entry["artifact_path"] for entry in history] == ["line"]


def test_training_with_autologging(client, name):
    import training

    experiment = mlflow.set_experiment(name).experiment_id
    training.train(mlflow)
    parents = client.search_runs([experiment], "tags.estimator_name = 'LogisticRegression' AND metrics.accuracy > 0.8")
    assert names(parents) == ["baseline"]
    data = parents[0].data
    assert data.params["C"] == "0.5" and data.params["max_iter"] == "300"
    assert 0.8 < data.metrics["training_score"] <= 1
    epochs = client.get_metric_history(parents[0].info.run_id, "loss")
    assert [metric.step for metric in epochs] == list(range(training.EPOCHS))
    children = client.search_runs([experiment], f"tags.mlflow.parentRunId = '{parents[0].info.run_id}'")
    assert len(children) == 2
    assert [info.path for info in client.list_artifacts(parents[0].info.run_id, "report")] == [
        "report/classes.json", "report/summary.txt"]
