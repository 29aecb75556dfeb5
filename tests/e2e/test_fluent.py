"""What programs do with the functions of MLflow's current client: runs that are resumed, figures, images, tables, system
metrics, writes in the background, searches as data frames."""

import json
import os
import uuid

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import mlflow
import numpy
import pandas
import pytest
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from mlflow.tracking import MlflowClient
from servers import until


@pytest.fixture(scope="module")
def client(server):
    mlflow.set_tracking_uri(server.url)
    return MlflowClient(server.url)


@pytest.fixture
def experiment(client):
    """An experiment of the test's own, which is the current one; no run is left open in it."""
    yield mlflow.set_experiment("e2e/" + uuid.uuid4().hex)
    while mlflow.active_run():
        mlflow.end_run()


def test_a_run_is_resumed(client, experiment):
    with mlflow.start_run(run_name="stops", description="goes on *later*") as run:
        mlflow.log_metric("loss", 1.0, step=0)
    ended = client.get_run(run.info.run_id).info
    with mlflow.start_run(run_id=run.info.run_id, tags={"resumed": "yes"}) as resumed:
        assert resumed.info.status == "RUNNING"
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_metrics({"a": 1, "b": 2.5}, step=7, timestamp=1234)
    found = mlflow.get_run(run.info.run_id)
    assert found.info.status == "FINISHED" and found.info.end_time >= ended.end_time
    assert (found.info.start_time, found.info.run_name) == (ended.start_time, "stops")
    assert found.data.metrics == {"loss": 0.5, "a": 1.0, "b": 2.5}
    assert found.data.tags["resumed"] == "yes" and found.data.tags["mlflow.note.content"] == "goes on *later*"
    assert mlflow.last_active_run().info.run_id == run.info.run_id


def test_nested_runs_find_their_parent(client, experiment):
    with mlflow.start_run(run_name="outer") as outer:
        with mlflow.start_run(run_name="inner", nested=True, log_system_metrics=False) as inner:
            mlflow.log_params({"depth": 1, "name": None, "list": [1, 2]})
    late = mlflow.start_run(run_name="late", parent_run_id=outer.info.run_id)
    mlflow.end_run("KILLED")
    for run in (inner, late):
        assert mlflow.get_parent_run(run.info.run_id).info.run_id == outer.info.run_id
    assert mlflow.get_parent_run(outer.info.run_id) is None
    assert client.get_run(inner.info.run_id).data.params == {"depth": "1", "name": "None", "list": "[1, 2]"}
    assert client.get_run(late.info.run_id).info.status == "KILLED"


def test_tags_and_names_change_and_go(client, experiment):
    mlflow.set_experiment_tags({"team": "vision", "stage": 2})
    mlflow.set_experiment_tag("gone", "soon")
    client.delete_experiment_tag(experiment.experiment_id, "gone")
    assert mlflow.get_experiment(experiment.experiment_id).tags == {"team": "vision", "stage": "2"}
    with pytest.raises(MlflowException) as refused:
        client.delete_experiment_tag(experiment.experiment_id, "gone")
    assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"

    with mlflow.start_run() as run:
        mlflow.set_tags({"a": 1, "b": "two"})
        mlflow.delete_tag("a")
    client.update_run(run.info.run_id, status="FAILED", name="another name")
    found = client.get_run(run.info.run_id)
    assert (found.info.status, found.info.run_name) == ("FAILED", "another name")
    assert "a" not in found.data.tags and found.data.tags["b"] == "two"
    assert found.data.tags["mlflow.runName"] == "another name"

    mlflow.delete_run(run.info.run_id)
    assert mlflow.search_runs([experiment.experiment_id], output_format="list") == []
    client.restore_run(run.info.run_id)
    mlflow.delete_experiment(experiment.experiment_id)
    assert client.get_run(run.info.run_id).info.lifecycle_stage == "deleted"
    with pytest.raises(MlflowException):
        mlflow.set_experiment(experiment.name)
    client.restore_experiment(experiment.experiment_id)
    mlflow.set_experiment(experiment_id=experiment.experiment_id)


def test_runs_as_a_data_frame(client, experiment):
    for number in range(5):
        with mlflow.start_run(run_name=f"run {number}"):
            mlflow.log_param("optimizer", ["sgd", "adam"][number % 2])
            mlflow.log_metric("val/f1 score", number / 10)
            mlflow.set_tag("odd", number % 2 == 1)
    frame = mlflow.search_runs([experiment.experiment_id], "metrics.`val/f1 score` > 0.1 AND params.optimizer = 'sgd'",
                               order_by=["metrics.`val/f1 score` DESC"])
    assert list(frame["tags.mlflow.runName"]) == ["run 4", "run 2"]
    assert list(frame["metrics.val/f1 score"]) == [0.4, 0.2]
    assert set(frame["params.optimizer"]) == {"sgd"} and set(frame["tags.odd"]) == {"False"}
    assert {"run_id", "experiment_id", "status", "artifact_uri", "start_time", "end_time"} <= set(frame.columns)
    assert str(frame["start_time"].dtype).startswith("datetime64") and not frame["end_time"].isnull().any()

    def found(filter_string, **options):
        runs = mlflow.search_runs(experiment_names=[experiment.name], filter_string=filter_string, output_format="list",
                                  order_by=["attributes.start_time ASC", "attributes.run_name ASC"], **options)
        return [run.info.run_name for run in runs]

    ids = list(frame["run_id"])
    assert found("") == [f"run {number}" for number in range(5)]
    assert found("", max_results=2) == ["run 0", "run 1"]
    assert found(f"attributes.run_id IN ('{ids[0]}', '{ids[1]}')") == ["run 2", "run 4"]
    assert found("attributes.run_name LIKE '%3'") == ["run 3"]
    assert found("tags.odd = 'True' AND attributes.status = 'FINISHED'") == ["run 1", "run 3"]
    assert found("params.optimizer ILIKE 'AD%'") == ["run 1", "run 3"]
    assert mlflow.search_runs([experiment.experiment_id], "params.optimizer = 'none'").empty


def test_every_page_of_experiments_and_histories(client, experiment):
    stem = uuid.uuid4().hex
    for number in range(13):
        client.create_experiment(f"{stem}-{number:02}", tags={"group": stem})
    of_group = f"tags.group = '{stem}'"
    assert [e.name for e in mlflow.search_experiments(filter_string=of_group, order_by=["name"], max_results=12)] == [
        f"{stem}-{number:02}" for number in range(12)]
    seen, token = [], None
    while True:
        page = client.search_experiments(ViewType.ALL, 5, of_group, ["name DESC"], token)
        seen.append([e.name[-2:] for e in page])
        token = page.token
        if not token:
            break
    assert seen == [["12", "11", "10", "09", "08"], ["07", "06", "05", "04", "03"], ["02", "01", "00"]]

    run = client.create_run(experiment.experiment_id).info.run_id
    for start in range(0, 3000, 1000):
        client.log_batch(run, [Metric("m", i / 3, i // 7, i) for i in range(start, start + 1000)])
    assert [(m.step, m.value) for m in client.get_metric_history(run, "m")] == [(i, i / 3) for i in range(3000)]


def test_writes_in_the_background(client, experiment):
    mlflow.config.enable_async_logging(True)
    try:
        with mlflow.start_run() as run:
            for step in range(50):
                mlflow.log_metric("loss", 1 / (step + 1), step=step)
            mlflow.log_params({f"p{i}": i for i in range(30)})
            mlflow.set_tag("how", "in the background")
            mlflow.flush_async_logging()
    finally:
        mlflow.config.enable_async_logging(False)
    data = client.get_run(run.info.run_id).data
    assert data.params == {f"p{i}": str(i) for i in range(30)} and data.tags["how"] == "in the background"
    assert [m.value for m in client.get_metric_history(run.info.run_id, "loss")] == [1 / (i + 1) for i in range(50)]
    writes = [client.log_batch(run.info.run_id, [Metric("batch", i, i, i)], [Param(f"b{i}", "x")], [RunTag(f"t{i}", "y")],
                               synchronous=False) for i in range(20)]
    for write in writes:
        write.wait()
    assert len(client.get_metric_history(run.info.run_id, "batch")) == 20


def test_system_metrics(client, experiment):
    mlflow.set_system_metrics_sampling_interval(0.1)
    mlflow.set_system_metrics_samples_before_logging(1)
    try:
        with mlflow.start_run(log_system_metrics=True) as run:
            until(lambda: len(client.get_metric_history(run.info.run_id, "system/cpu_utilization_percentage")) >= 2, 120,
                  "two samples of system metrics are logged")
    finally:
        mlflow.set_system_metrics_sampling_interval(None)
        mlflow.set_system_metrics_samples_before_logging(None)
    metrics = client.get_run(run.info.run_id).data.metrics
    assert {"system/system_memory_usage_megabytes", "system/disk_usage_percentage",
            "system/network_receive_megabytes"} <= set(metrics)
    steps = [m.step for m in client.get_metric_history(run.info.run_id, "system/cpu_utilization_percentage")]
    assert steps == list(range(len(steps)))
    assert client.get_run(run.info.run_id).info.status == "FINISHED"


def test_figures(client, experiment):
    figure, axes = plt.subplots(figsize=(3, 2), dpi=50)
    axes.plot([1, 2, 4])
    with mlflow.start_run() as run:
        mlflow.log_figure(figure, "plots/lernkurve größer.png")
        mlflow.log_figure(figure, "plots/curve.svg")
    plt.close(figure)
    image = mlflow.artifacts.load_image(f"{run.info.artifact_uri}/plots/lernkurve größer.png")
    assert image.size == (150, 100)
    assert "<svg" in mlflow.artifacts.load_text(f"{run.info.artifact_uri}/plots/curve.svg")


def test_images_and_their_steps(client, experiment):
    pixels = numpy.zeros((10, 20, 3), dtype=numpy.uint8)
    pixels[:, :10] = (255, 0, 0)
    with mlflow.start_run() as run:
        mlflow.log_image(pixels, "one.png")
        for step in range(3):
            mlflow.log_image(pixels // (step + 1), key="faces/validation", step=step, timestamp=1000 + step)
        mlflow.log_image(mlflow.Image(pixels), key="faces/validation", step=3, timestamp=1003, synchronous=True)
        mlflow.flush_artifact_async_logging()
    loaded = mlflow.artifacts.load_image(f"{run.info.artifact_uri}/one.png")
    assert numpy.array_equal(numpy.asarray(loaded), pixels)

    names = [info.path for info in client.list_artifacts(run.info.run_id, "images")]
    full = sorted(name for name in names if name.endswith(".png"))
    assert len(full) == 4 and len(names) == 8  # Each with its compressed small one.
    for step, name in enumerate(full):
        assert name.startswith(f"images/faces~validation+step+{step}+timestamp+{1000 + step}+"), name
        local = client.download_artifacts(run.info.run_id, name, ".")
        with open(local, "rb") as file:
            assert file.read(8) == b"\x89PNG\r\n\x1a\n"
    assert client.get_run(run.info.run_id).data.tags["mlflow.loggedImages"] == "True"


def test_tables(client, experiment):
    for texts in (["größer", "b"], ["c"]):
        with mlflow.start_run(run_name=texts[0]) as run:
            mlflow.log_table({"text": texts, "score": [0.5] * len(texts)}, "eval/scores.json")
            mlflow.log_table(pandas.DataFrame({"text": ["more"], "score": [1.0]}), "eval/scores.json")
    table = mlflow.load_table("eval/scores.json", run_ids=[run.info.run_id])
    assert table.to_dict("list") == {"text": ["c", "more"], "score": [0.5, 1.0]}
    table = mlflow.load_table("eval/scores.json", extra_columns=["run_id"])
    assert sorted(table["text"]) == ["b", "c", "größer", "more", "more"] and table["run_id"].nunique() == 2
    logged = json.loads(client.get_run(run.info.run_id).data.tags["mlflow.loggedArtifacts"])
    assert logged == [{"path": "eval/scores.json", "type": "table"}]


def test_folders_of_artifacts_go_up_come_down_and_are_deleted(client, experiment, tmp_path):
    source = tmp_path / "source"
    names = {"a.bin": os.urandom(300_000), "deep/er/größe 100%.txt": "größe".encode(), "deep/1&=+;@.csv": b"1,2\n"}
    for name, content in names.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
    with mlflow.start_run() as run:
        mlflow.log_artifacts(str(source), "data set")
        mlflow.log_artifact(str(source / "a.bin"))
        mlflow.log_dict({"a": [1, {"b": None}]}, "conf/c.json")
        mlflow.log_dict({"a": 1}, "conf/d.yaml")
        assert mlflow.get_artifact_uri("a.bin") == f"{run.info.artifact_uri}/a.bin"

    for options in ({"run_id": run.info.run_id, "artifact_path": "data set"},
                    {"artifact_uri": f"runs:/{run.info.run_id}/data set"},
                    {"artifact_uri": f"{run.info.artifact_uri}/data set"}):
        got = mlflow.artifacts.download_artifacts(**options, dst_path=str(tmp_path / uuid.uuid4().hex))
        found = {os.path.relpath(os.path.join(at, file), got): open(os.path.join(at, file), "rb").read()
                 for at, _, files in os.walk(got) for file in files}
        assert found == names
    assert mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/conf/c.json") == {"a": [1, {"b": None}]}
    assert mlflow.artifacts.load_text(f"{run.info.artifact_uri}/conf/d.yaml") == "a: 1\n"
    whole = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, dst_path=str(tmp_path / "whole"))
    assert sorted(os.listdir(whole)) == ["a.bin", "conf", "data set"]

    repository = get_artifact_repository(run.info.artifact_uri)
    repository.delete_artifacts("data set/deep")
    repository.delete_artifacts("a.bin")
    listed = mlflow.artifacts.list_artifacts(run_id=run.info.run_id)
    assert [info.path for info in listed] == ["conf", "data set"]
    assert [(info.path, info.file_size) for info in client.list_artifacts(run.info.run_id, "data set")] == [
        ("data set/a.bin", 300_000)]


def test_a_client_that_asks_for_uploads_in_parts(client, experiment, tmp_path, monkeypatch):
    """It is told that files on a disk have none, and goes on without."""
    for name in ("UPLOAD", "DOWNLOAD"):
        monkeypatch.setenv(f"MLFLOW_ENABLE_PROXY_MULTIPART_{name}", "true")
        monkeypatch.setenv(f"MLFLOW_MULTIPART_{name}_MINIMUM_FILE_SIZE", "1000000")
    content = os.urandom(3_000_000)
    (tmp_path / "large.bin").write_bytes(content)
    with mlflow.start_run() as run:
        mlflow.log_artifact(str(tmp_path / "large.bin"), "größe")
    got = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="größe/large.bin", dst_path="down")
    with open(got, "rb") as file:
        assert file.read() == content


def test_artifacts_of_an_artifact_uri(client, experiment, tmp_path):
    """The proxy alone, without any run, as scripts use it."""
    repository = get_artifact_repository(f"mlflow-artifacts:/shared/{uuid.uuid4().hex}")
    (tmp_path / "x").write_bytes(b"12345")
    repository.log_artifact(str(tmp_path / "x"), "in/side")
    assert [(i.path, i.is_dir, i.file_size) for i in repository.list_artifacts("in/side")] == [("in/side/x", False, 5)]
    assert [(i.path, i.is_dir) for i in repository.list_artifacts()] == [("in", True)]
    assert open(repository.download_artifacts("in/side/x", str(tmp_path)), "rb").read() == b"12345"
    repository.delete_artifacts("in")
    assert repository.list_artifacts() == []
