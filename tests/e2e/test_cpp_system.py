"""What C++ programs record of their machine and of their console, as MLflow's client in Python sees it, on mltrack's
server and on MLflow's."""

import json
import os
import signal
import subprocess

import mlflow
import pytest
import servers
from mlflow.system_metrics.system_metrics_monitor import SystemMetricsMonitor
from mlflow.tracking import MlflowClient

PROGRAMS = servers.BUILD / "tests/programs"


@pytest.fixture
def client(either_server):
    mlflow.set_tracking_uri(either_server.url)
    return MlflowClient(either_server.url)


def run_program(either_server, name, *arguments, **variables):
    kept = {key: value for key, value in os.environ.items() if key != "MLFLOW_EXPERIMENT_ID"}
    return subprocess.run([PROGRAMS / name, *arguments], capture_output=True, text=True, timeout=120,
                          env=kept | {"MLFLOW_TRACKING_URI": either_server.url} | variables)


def names_of_mlflow():
    """What MLflow measures of this machine."""
    monitor = SystemMetricsMonitor("none")
    monitor.collect_metrics()
    return {f"system/{name}" for name in monitor.aggregate_metrics() if not name.startswith("gpu_")}


GPU = {"gpu_0_memory_usage_percentage": 12.5, "gpu_0_memory_usage_megabytes": 3000, "gpu_0_utilization_percentage": 41,
       "gpu_0_power_usage_watts": 87.5, "gpu_0_power_usage_percentage": 25, "gpu_1_memory_usage_percentage": 25,
       "gpu_1_memory_usage_megabytes": 6000, "gpu_1_utilization_percentage": 42}


def test_the_machine_is_measured(either_server, client):
    done = run_program(either_server, "fluent_system", MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING="true",
                       MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL="0.05", MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING="2",
                       LD_LIBRARY_PATH=str(servers.BUILD / "tests"))
    assert done.returncode == 0, done.stderr
    assert done.stderr == "mltrack: a system metric is missing: NVML does not tell all of gpu_1: Not Supported\n"
    run = client.get_run(done.stdout.strip())
    assert run.info.status == "FINISHED"
    gpu = {f"system/{name}": value for name, value in GPU.items()}
    assert set(run.data.metrics) == names_of_mlflow() | set(gpu)
    assert {name: run.data.metrics[name] for name in gpu} == gpu
    for name in run.data.metrics:
        history = client.get_metric_history(run.info.run_id, name)
        assert [each.step for each in history] == list(range(len(history))), name
        if name.endswith("percentage"):
            assert all(0 <= each.value <= 100 and each.value == round(each.value, 1) for each in history), name


def test_a_node_has_a_name(either_server, client):
    done = run_program(either_server, "fluent_system", MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING="1",
                       MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL="0.05", MLFLOW_SYSTEM_METRICS_NODE_ID="node_7")
    assert (done.returncode, done.stderr) == (0, "")
    names = {name.replace("system/", "system/node_7/") for name in names_of_mlflow()}
    assert set(client.get_run(done.stdout.strip()).data.metrics) == names


@pytest.mark.parametrize("way,code,status", [("returns", 0, "FINISHED"), ("exits", 0, "FINISHED"),
                                             ("exits_on_its_own", 0, "RUNNING"),
                                             ("throws", -signal.SIGABRT, "FAILED"),
                                             ("is_killed", -signal.SIGTERM, "KILLED")])
def test_the_console_is_shown_and_kept_however_the_program_ends(either_server, client, way, code, status):
    done = run_program(either_server, "fluent_console", way)
    assert done.returncode == code, done.stderr
    run_id = done.stdout.split("\n")[0]
    assert client.get_run(run_id).info.status == status
    assert done.stdout == f"{run_id}\nof a child\nin the buffer\n"
    assert done.stderr.startswith("to stderr\n")
    assert ("diverged" in done.stderr) == (way == "throws")
    text = mlflow.artifacts.load_text(f"runs:/{run_id}/console/0000.log")
    assert sorted(text.splitlines()) == sorted(["to stderr", *done.stdout.splitlines()])
    index = json.loads(mlflow.artifacts.load_text(f"runs:/{run_id}/console/index.json"))
    only, = index["files"]
    assert (only["name"], only["offset"], only["bytes"], only["lines"]) == ("0000.log", 0, len(text), text.count("\n"))
