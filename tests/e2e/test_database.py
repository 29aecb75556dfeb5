"""A database goes from mltrack to MLflow and back: both see the same in it, whoever wrote it."""

import math
import random
import subprocess
import sys

import environments
import pytest
import servers
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient
from servers import mltrack_server
from snapshot import artifact_tree, snapshot

pytestmark = pytest.mark.ours

CLIENTS = ["mlflow-3.17.2", "mlflow-skinny-1.30.1"]


def train(client_name, uri, experiment):
    """Trains a model with one of the official clients, in a process of its own."""
    script = servers.Path(__file__).parent / "training.py"
    done = subprocess.run([environments.python(client_name), script, uri, experiment], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def add_odd_things(client):
    """Writes what a training seldom does: trash, odd numbers, odd texts, many points."""
    experiment = client.create_experiment("odd ✓ things", tags={"a": "1", "b/c": "größer"})
    run = client.create_run(experiment, start_time=1, run_name="odd", tags={"empty": ""}).info.run_id
    client.log_batch(run, [
        Metric("nan", math.nan, 5, 0), Metric("nan", 1.0, 6, 1), Metric("nan", math.nan, 7, 2),
        Metric("inf", math.inf, 5, 0), Metric("minus", -math.inf, 5, 0), Metric("tiny", 5e-324, 5, 0),
        Metric("back", 1.0, 9, 7), Metric("back", 2.0, 99, -7), Metric("back", 3.0, 9, 7)])
    doubles = random.Random(7)
    client.log_batch(run, [Metric("many", doubles.uniform(-1e9, 1e9), i // 2, i // 3) for i in range(999)])
    client.log_batch(run, params=[Param("text", "line\nbreak \"quoted\" 日本"), Param("long", "x" * 6000)],
                     tags=[RunTag("tag", "\\ ' ; -- %")])
    client.set_terminated(run, "KILLED", end_time=12345)
    client.delete_run(client.create_run(experiment, start_time=2, run_name="in the trash").info.run_id)
    client.create_run(experiment, start_time=3)
    gone = client.create_experiment("gone")
    client.create_run(gone, start_time=4, run_name="gone along")
    client.delete_experiment(gone)
    client.rename_experiment(client.create_experiment("before"), "after")


@pytest.mark.parametrize("client_name", CLIENTS)
def test_mlflow_opens_what_mltrack_wrote(client_name, tmp_path):
    server = mltrack_server(tmp_path)
    try:
        train(client_name, server.url, "training")
        add_odd_things(MlflowClient(server.url))
        served = snapshot(server.url)
        assert server.stop() == 0
    finally:
        server.kill()
    assert [experiment["name"] for experiment in served.values()].count("training") == 1
    assert sum(len(experiment["runs"]) for experiment in served.values()) == 7
    assert snapshot(f"sqlite:///{server.database}") == served


@pytest.mark.parametrize("client_name", CLIENTS)
def test_mltrack_serves_what_mlflow_wrote(client_name, tmp_path):
    official = servers.mlflow_server(tmp_path)
    try:
        train(client_name, official.url, "training")
        add_odd_things(MlflowClient(official.url))
        written = snapshot(official.url)
        runs = [run for experiment in written.values() for run in experiment["runs"]]
        files = {run: artifact_tree(official.url, run) for run in runs}
    finally:
        official.kill()
    assert any(files.values())

    server = mltrack_server(tmp_path)
    try:
        assert snapshot(server.url) == written
        assert {run: artifact_tree(server.url, run) for run in runs} == files
        assert server.stop() == 0
    finally:
        server.kill()


def test_both_go_on_in_one_database(tmp_path):
    """mltrack's server keeps the file open while MLflow writes to it, and the other way round."""
    server = mltrack_server(tmp_path)
    try:
        ours, theirs = MlflowClient(server.url), MlflowClient(f"sqlite:///{server.database}")
        experiment = ours.create_experiment("shared")
        run = theirs.create_run(experiment, run_name="by MLflow").info.run_id
        for step in range(10):
            (ours, theirs)[step % 2].log_metric(run, "turns", step / 3, timestamp=step, step=step)
        ours.log_param(run, "ours", "1")
        theirs.log_param(run, "theirs", "2")
        assert [metric.value for metric in ours.get_metric_history(run, "turns")] == [step / 3 for step in range(10)]
        assert ours.get_run(run).data.metrics == {"turns": 3.0}
        assert snapshot(server.url) == snapshot(f"sqlite:///{server.database}")
        assert server.stop() == 0
    finally:
        server.kill()


def test_the_schema_is_mlflows(tmp_path):
    server = mltrack_server(tmp_path)
    server.kill()
    check = servers.Path(__file__).parent / "schema_check.py"
    done = subprocess.run([sys.executable, check, server.database], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
