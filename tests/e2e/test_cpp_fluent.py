"""What the fluent API of C++ records, as MLflow's client in Python sees it, on mltrack's server, on MLflow's and in an
SQLite file without any."""

import json
import math
import os
import shutil
import socket
import subprocess

import mlflow
import pytest
import servers
from mlflow.tracking import MlflowClient

PROGRAMS = servers.BUILD / "tests/programs"


def environment(tracking, **variables):
    """That of a C++ program; without the experiment, which MLflow's set_experiment hands down to children."""
    kept = {name: value for name, value in os.environ.items() if name != "MLFLOW_EXPERIMENT_ID"}
    return kept | {"MLFLOW_TRACKING_URI": tracking.url, "LOGNAME": "ada"} | variables


@pytest.fixture(scope="module")
def run(tracking, tmp_path_factory):
    """The run that tests/programs/fluent_walk.cpp made."""
    folder = tmp_path_factory.mktemp("walk")
    done = subprocess.run([PROGRAMS / "fluent_walk", folder], env=environment(tracking), cwd=folder,
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    mlflow.set_tracking_uri(tracking.url)
    return MlflowClient(tracking.url).get_run(done.stdout.strip())


@pytest.fixture
def client(tracking):
    mlflow.set_tracking_uri(tracking.url)
    return MlflowClient(tracking.url)


def test_values_are_there(client, run):
    assert run.info.status == "FINISHED" and run.info.end_time >= run.info.start_time
    assert run.data.params == {"seed": "7", "a": "1", "b": "text", "epochs": "3", "solver.name": "adam",
                               "solver.rate": "1e-05", "augment": "True", "layers": "[64, 32]"}
    metrics = dict(run.data.metrics)
    assert math.isnan(metrics.pop("nan"))
    assert metrics == {"quality": 4.0, "timed": 0.10000000149011612, "accuracy": 0.75, "many": 1499.0, "auc": 0.9}
    quality = client.get_metric_history(run.info.run_id, "quality")
    assert [(m.step, m.value) for m in quality] == [(0, 0.0), (1, 2.0), (2, 4.0)]
    timed, = client.get_metric_history(run.info.run_id, "timed")
    assert (timed.step, timed.timestamp) == (-3, 1700000000123)
    assert len(client.get_metric_history(run.info.run_id, "many")) == 1500


def test_params_are_written_as_python_writes_them(client, run):
    """A filter finds the runs of both."""
    mlflow.set_experiment("C++ walk")
    with mlflow.start_run() as python:
        mlflow.log_params({"solver.rate": 1e-5, "augment": True, "layers": [64, 32]})
    found = client.search_runs([run.info.experiment_id], "params.`solver.rate` = '1e-05' AND params.augment = 'True'"
                                                         " AND params.layers = '[64, 32]'")
    assert {each.info.run_id for each in found} == {run.info.run_id, python.info.run_id}


def test_tags_are_there(client, run):
    tags = run.data.tags
    assert tags["team"] == "vision" and "gone" not in tags
    assert tags["mlflow.runName"] == run.info.run_name == "walk"
    assert tags["mlflow.note.content"] == "through *all* of it"
    assert tags["mlflow.user"] == run.info.user_id == "ada"
    assert tags["mlflow.source.name"] == str(PROGRAMS / "fluent_walk")
    assert tags["mlflow.source.type"] == "LOCAL"
    part, = client.search_runs([run.info.experiment_id], f"tags.mlflow.parentRunId = '{run.info.run_id}'")
    assert (part.info.run_name, part.info.status, part.data.metrics) == ("part", "FINISHED", {"inner": 1.0})


def test_the_commit_is_that_of_git(run):
    """As Git says it, where the program was built."""
    def git(*arguments):
        return subprocess.run(["git", "-C", PROGRAMS, *arguments], capture_output=True, text=True).stdout.strip()

    tags = {key: value for key, value in run.data.tags.items() if key.startswith("mlflow.source.git.")}
    wanted = {"mlflow.source.git.commit": git("rev-parse", "HEAD"),
              "mlflow.source.git.branch": git("branch", "--show-current")}
    tags.pop("mlflow.source.git.repoURL", None)
    assert tags == {key: value for key, value in wanted.items() if value}


def test_inputs_and_outputs_are_there(run):
    given, = run.inputs.dataset_inputs
    assert (given.dataset.name, given.dataset.digest) == ("iris", "1f3a")
    assert {tag.key: tag.value for tag in given.tags} == {"mlflow.data.context": "training"}
    assert len(run.outputs.model_outputs) == 1


def test_artifacts_are_there(client, run, tmp_path):
    folder = client.download_artifacts(run.info.run_id, "", tmp_path)
    files = {str(path.relative_to(folder)) for path in tmp_path.rglob("*") if path.is_file()}
    images = {path for path in files if path.startswith("images/")}
    assert files - images == {"files/a.txt", "folder/a.txt", "folder/sub/b.txt", "notes/hello.txt", "config.json",
                              "config.yml", "table.json", "image.png"}
    assert (tmp_path / "folder/sub/b.txt").read_text() == "second"
    assert mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/config.json") == {
        "epochs": 3, "solver": {"name": "adam", "rate": 1e-5}, "augment": True, "layers": [64, 32]}
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/config.json") == json.dumps(
        {"epochs": 3, "solver": {"name": "adam", "rate": 1e-5}, "augment": True, "layers": [64, 32]}, indent=2)
    import yaml
    assert yaml.safe_load((tmp_path / "config.yml").read_text()) == {"k": "v"}
    assert len(images) == 2 and all(path.startswith("images/dogs+step+3+timestamp+") for path in images)
    for path in images | {"image.png"}:
        assert (tmp_path / path).read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert run.data.tags["mlflow.loggedImages"] == "True"


def test_tables_are_read_by_mlflow(client, run):
    frame = mlflow.load_table("table.json", run_ids=[run.info.run_id])
    assert frame.to_dict("list") == {"inputs": ["What is MLflow?", "What is C++?"], "toxicity": [0.5, 0.25]}
    client.log_table(run.info.run_id, {"inputs": ["And Python?"], "toxicity": [0.0]}, "table.json")
    assert len(mlflow.load_table("table.json", run_ids=[run.info.run_id])) == 3


def test_many_that_make_an_experiment_at_once_share_it(tracking, client):
    programs = [subprocess.Popen([PROGRAMS / "fluent_experiments", "contested"], env=environment(tracking),
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for _ in range(6)]
    for program in programs:
        program.stdin.close()
    ids = {program.stdout.read().strip() or program.stderr.read() for program in programs}
    assert [program.wait(60) for program in programs] == [0] * 6, ids
    experiment = client.get_experiment_by_name("contested").experiment_id
    assert ids == {experiment}
    assert len(client.search_runs([experiment])) == 6


def test_the_environment_chooses_the_experiment_and_the_run(tracking, client):
    named = client.create_experiment("named for C++")
    resumed = client.create_run(named).info.run_id
    done = subprocess.run([PROGRAMS / "fluent_endings", "leaves_main"], capture_output=True, text=True, timeout=60,
                          env=environment(tracking, MLFLOW_EXPERIMENT_NAME="named for C++", MLFLOW_RUN_ID=resumed))
    assert done.returncode == 0, done.stderr
    first, part = done.stdout.split()
    assert first == resumed and client.get_run(part).info.experiment_id == named
    assert client.get_run(first).info.status == "FINISHED"


def test_a_run_knows_its_build_and_what_is_not_committed(tracking, client, tmp_path):
    program = tmp_path / "fluent_build"
    shutil.copy(PROGRAMS / "fluent_build", program)

    def git(*arguments):
        subprocess.run(["git", "-C", tmp_path, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments],
                       check=True, capture_output=True)

    git("init")
    (tmp_path / "train.cpp").write_text("one\n")
    git("add", "train.cpp")
    git("commit", "-m", "first")
    (tmp_path / "train.cpp").write_text("two\n")
    done = subprocess.run([program], env=environment(tracking), cwd="/", capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    run = client.get_run(done.stdout.strip())
    assert run.data.tags["mltrack.build.compiler"].split()[0] in ("GCC", "Clang")
    assert {"-Wall", "-Wpedantic", "-std=c++20"} <= set(run.data.tags["mltrack.build.flags"].split())
    assert run.data.tags["mltrack.host.name"] == socket.gethostname()
    assert "/libgit2.so." in run.data.tags["mltrack.libraries"]
    diff = mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/git.diff")
    (tmp_path / "git.diff").write_text(diff)
    assert "-one\n+two\n" in diff and "fluent_build" in diff.split("diff --git")[0]
    git("checkout", "train.cpp")
    git("apply", "git.diff")
    assert (tmp_path / "train.cpp").read_text() == "two\n", "Git takes it for a patch"
