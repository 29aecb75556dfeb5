"""The program's commands, as a person types them; where MLflow has the command, beside MLflow's on the same data."""

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import environments
import pytest
import servers
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelOutput

PROGRAM = servers.BUILD / "mltrack"


def run(*words, code=0, **variables):
    """Runs mltrack; gives what it printed to stdout, or to stderr when another exit code than 0 is awaited."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    done = subprocess.run([PROGRAM, *map(str, words)], env=environment | variables, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stdout + done.stderr
    if code != 0:
        assert done.stdout == ""
    return done.stderr if code else done.stdout


def mlflow(uri, *words):
    done = subprocess.run([environments.python("mlflow-3.17.2"), "-m", "mlflow", *words], stdin=subprocess.DEVNULL,
                          env=os.environ | {"MLFLOW_TRACKING_URI": uri}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Data:
    """An SQLite file with an experiment of two runs, made by MLflow."""

    def __init__(self, folder):
        self.uri = f"sqlite:///{folder}/runs.db"
        client = MlflowClient(self.uri)
        self.experiment = client.create_experiment("first", artifact_location=str(folder / "artifacts"))
        client.set_experiment_tag(self.experiment, "team", "vision")
        self.runs = []
        for number in range(2):
            run = client.create_run(self.experiment, run_name=f"run {number}", tags={"kind": 'a "b", c'}).info.run_id
            client.log_metric(run, "loss", 0.5 + number)
            client.log_metric(run, "nothing", float("nan"))
            client.log_param(run, "rate", f"1e-{number}")
            client.log_text(run, "hello", "texts/hello.txt")
            client.log_inputs(run, [DatasetInput(Dataset("data", str(number), "local", "{}", profile="{}"),
                                                 [InputTag("mlflow.data.context", "train")])])
            self.runs.append(run)
        model = client.create_logged_model(self.experiment, name="classifier", source_run_id=run, params={"rate": "1"},
                                           tags={"team": "vision"}, model_type="linear")
        client.log_metric(run, "acc", 0.75, step=3, model_id=model.model_id,
                          dataset_name="data", dataset_digest="1")
        (folder / "files/sub").mkdir(parents=True)
        (folder / "files/MLmodel").write_text("flavors: {}")
        (folder / "files/sub/weights").write_text("heavy")
        client.log_model_artifacts(model.model_id, str(folder / "files"))
        client.finalize_logged_model(model.model_id, "READY")
        for each in self.runs:
            client.log_outputs(each, [LoggedModelOutput(model.model_id, 3)])
            client.set_terminated(each)
        self.model = model.model_id
        self.client = client

    def __call__(self, *words, **options):
        return run(*words, MLFLOW_TRACKING_URI=self.uri, **options)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return Data(tmp_path_factory.mktemp("data"))


@pytest.fixture
def fresh(tmp_path):
    return Data(tmp_path)


def cells(table):
    """A table without its rule and blanks: both programs align in their own way."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in table.strip().splitlines()]
    return [line for line in lines if not set("".join(line)) <= {"-"}]


def test_lists_as_mlflow(data):
    assert cells(data("experiments", "search")) == cells(mlflow(data.uri, "experiments", "search"))
    assert cells(data("runs", "list", "--experiment-id", data.experiment)) == cells(
        mlflow(data.uri, "runs", "list", "--experiment-id", data.experiment))


def test_shows_as_mlflow(data):
    ours = data("experiments", "get", "-x", data.experiment)
    theirs = mlflow(data.uri, "experiments", "get", "-x", data.experiment)
    assert [line.rstrip() for line in ours.splitlines()] == [line.rstrip() for line in theirs.splitlines()]
    ours = json.loads(data("experiments", "get", "-n", "first", "--output", "json"))
    theirs = json.loads(mlflow(data.uri, "experiments", "get", "-n", "first", "--output", "json"))
    assert ours == {name: value for name, value in theirs.items() if name in ours}
    ours = json.loads(data("runs", "describe", "--run-id", data.runs[0]))
    theirs = json.loads(mlflow(data.uri, "runs", "describe", "--run-id", data.runs[0]))
    assert ours["data"]["metrics"].pop("nothing") == "NaN"  # MLflow's is no JSON there.
    theirs["data"]["metrics"].pop("nothing")
    assert ours["inputs"]["dataset_inputs"][0]["dataset"]["schema"] is None and ours["outputs"]["model_outputs"]
    assert ours == theirs


def test_exports_as_mlflow(data, tmp_path):
    rows = list(csv.DictReader(io.StringIO(data("experiments", "csv", "-x", data.experiment))))
    theirs = list(csv.DictReader(io.StringIO(mlflow(data.uri, "experiments", "csv", "-x", data.experiment))))
    assert rows == theirs
    data("experiments", "csv", "-x", data.experiment, "-o", tmp_path / "runs.csv")
    assert (tmp_path / "runs.csv").read_text() == data("experiments", "csv", "-x", data.experiment)
    assert json.loads(data("experiments", "csv", "-x", data.experiment, "-o", tmp_path / "b.csv", "--json")) == {
        "file": str(tmp_path / "b.csv"), "runs": 2}


def test_export_of_runs(fresh, tmp_path):
    fresh.client.log_metric(fresh.runs[1], "peak", float("inf"))
    table = fresh("runs", "export", "--experiment-name", "first", "--order-by", "start_time")
    assert table == run("runs", "export", "--experiment-id", fresh.experiment, "--order-by", "start_time", "--format",
                        "csv", "--tracking-uri", fresh.uri)
    ours = list(csv.DictReader(io.StringIO(table)))
    mlflow(fresh.uri, "experiments", "csv", "-x", fresh.experiment, "-o", str(tmp_path / "theirs.csv"))
    theirs = list(csv.DictReader(io.StringIO((tmp_path / "theirs.csv").read_text())))
    assert sorted(ours, key=lambda row: row["run_id"]) == sorted(theirs, key=lambda row: row["run_id"])
    assert float(ours[1]["metrics.peak"]) > 1e308 and ours[0]["metrics.peak"] == ours[0]["metrics.nothing"] == ""

    columns = "params.rate,run_id,metrics.loss,tags.none"
    picked = fresh("runs", "export", "--columns", columns, "--filter", "metrics.loss > 1")
    assert picked == f"params.rate,run_id,metrics.loss,tags.none\n1e-1,{fresh.runs[1]},1.5,\n"
    assert fresh("runs", "export", "--columns", "run_id", "--filter", "metrics.loss > 9") == "run_id\n"

    assert fresh("runs", "export", "-o", tmp_path / "a.txt", "--format", "csv").startswith("Exported 2 runs")
    assert (tmp_path / "a.txt").read_text().startswith("run_id,")
    assert fresh("runs", "export", "-o", tmp_path / "runs.jsonl") == f"Exported 2 runs to {tmp_path}/runs.jsonl.\n"
    lines = [json.loads(line) for line in (tmp_path / "runs.jsonl").read_text().splitlines()]
    lines = {line["run_id"]: line for line in lines}
    first, second = (lines[run] for run in fresh.runs)
    assert first["metrics.nothing"] == "NaN" and "metrics.peak" not in first and second["metrics.peak"] > 1e308
    assert first["metrics.loss"] == 0.5 and first["tags.kind"] == 'a "b", c' and first["status"] == "FINISHED"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["start_time"])
    assert json.loads(fresh("runs", "export", "--format", "jsonl", "--columns", "metrics.loss", "--max-results", "1",
                            "--order-by", "metrics.loss")) == {"metrics.loss": 0.5}

    assert json.loads(fresh("runs", "export", "-o", tmp_path / "a.csv", "--experiment-id", "0", "--json")) == {
        "file": str(tmp_path / "a.csv"), "runs": 0}
    fresh("runs", "delete", "-r", fresh.runs[0])
    assert fresh("runs", "export", "--columns", "run_id") == f"run_id\n{fresh.runs[1]}\n"
    assert fresh("runs", "export", "--columns", "run_id", "-v", "deleted_only") == f"run_id\n{fresh.runs[0]}\n"


def test_export_goes_page_by_page(server, tmp_path):
    """More runs than a page of the server's, each once, from a server; a cut at a page's end and in its middle."""
    client = MlflowClient(server.url)
    experiment = client.create_experiment("many to export")
    made = [client.create_run(experiment, start_time=number).info.run_id for number in range(1, 2006)]
    words = ["runs", "export", "--tracking-uri", server.url, "--experiment-id", experiment, "--columns", "run_id",
             "--order-by", "start_time"]
    assert run(*words).splitlines() == ["run_id", *made]
    assert [json.loads(line)["run_id"] for line in run(*words, "--format", "jsonl").splitlines()] == made
    for limit in (1000, 1500):
        assert run(*words, "--max-results", limit).splitlines() == ["run_id", *made[:limit]]
    run(*words, "--filename", tmp_path / "runs.csv")
    assert (tmp_path / "runs.csv").read_text().splitlines() == ["run_id", *made]


def test_exports_that_fail_are_told(data, tmp_path):
    assert "cannot write the file '/nowhere/at/all.csv'" in data("runs", "export", "-o", "/nowhere/at/all.csv", code=1)
    for words in (["-o", "/dev/full"], ["-o", "/dev/full", "--format", "jsonl"], ["-o", "/dev/full", "--columns", "run_id"]):
        assert "cannot write the file '/dev/full'" in data("runs", "export", *words, code=1)
    with open("/dev/full", "w") as full:
        done = subprocess.run([PROGRAM, "runs", "export", "--tracking-uri", data.uri], stdout=full, stderr=subprocess.PIPE,
                              text=True, timeout=60)
    assert done.returncode == 1 and "cannot write the standard output" in done.stderr
    (tmp_path / "before").write_text("kept")
    for words in ([], ["--columns", "run_id"], ["--format", "jsonl"]):
        assert "filter" in data("runs", "export", "--filter", "loss >", *words, code=1)
        data("runs", "export", "--filter", "loss >", "-o", tmp_path / "before", *words, code=1)
    assert (tmp_path / "before").read_text() == "kept"
    assert "'none'" in data("runs", "export", "--experiment-name", "none", code=1)


def test_artifacts_as_mlflow(data, tmp_path):
    for folder in ([], ["-a", "texts"]):
        assert json.loads(data("artifacts", "list", "-r", data.runs[0], *folder)) == [
            {name: int(value) if name == "file_size" else value for name, value in file.items()}
            for file in json.loads(mlflow(data.uri, "artifacts", "list", "-r", data.runs[0], *folder))]
    place = data("artifacts", "download", "-r", data.runs[0], "-a", "texts", "-d", tmp_path / "ours").strip()
    theirs = mlflow(data.uri, "artifacts", "download", "-r", data.runs[0], "-a", "texts", "-d", str(tmp_path / "theirs"))
    assert Path(place).relative_to(tmp_path / "ours") == Path(theirs.strip()).relative_to(tmp_path / "theirs")
    assert (Path(place) / "hello.txt").read_text() == "hello"


def test_experiments(fresh):
    created = json.loads(fresh("experiments", "create", "-n", "second", "--json"))["experiment_id"]
    assert fresh("experiments", "create", "-n", "third") == "Created experiment 'third' with id 3\n"
    fresh("experiments", "rename", "-x", created, "--new-name", "renamed")
    fresh("experiments", "delete", "-x", created)
    assert fresh.client.get_experiment(created).lifecycle_stage == "deleted"
    names = [each["name"] for each in json.loads(fresh("experiments", "search", "-v", "deleted_only", "--json"))]
    assert names == ["renamed"]
    fresh("experiments", "restore", "-x", created)
    assert json.loads(fresh("experiments", "list", "--filter", "name = 'renamed'", "--json"))[0]["experiment_id"] == created
    assert "exists already" in fresh("experiments", "create", "-n", "first", code=1)


def test_runs(fresh):
    made = json.loads(fresh("runs", "create", "--experiment-name", "made by the way", "--run-name", "by hand", "-t",
                            "a=b=c", "-t", "d=", "--status", "failed", "--description", "why", "--parent-run-id",
                            fresh.runs[0]))
    assert made["status"] == "FAILED" and made["run_name"] == "by hand"
    run = fresh.client.get_run(made["run_id"])
    assert run.info.status == "FAILED" and run.info.end_time >= run.info.start_time > 0
    assert run.data.tags.items() >= {"a": "b=c", "d": "", "mlflow.note.content": "why", "mlflow.runName": "by hand",
                                     "mlflow.parentRunId": fresh.runs[0], "mlflow.source.type": "LOCAL"}.items()
    fresh("runs", "tag", "-r", made["run_id"], "-t", "e=f", "-d", "a")
    tags = fresh.client.get_run(made["run_id"]).data.tags
    assert tags["e"] == "f" and "a" not in tags
    assert "no tag 'none'" in fresh("runs", "tag", "-r", made["run_id"], "-t", "g=h", "-d", "none", code=1)
    assert "g" not in fresh.client.get_run(made["run_id"]).data.tags
    assert "--parent-run-id" in fresh("runs", "create", "--experiment-id", "0", "--parent-run-id", "nope", code=1)
    fresh("runs", "delete", "-r", made["run_id"])
    assert made["run_id"] not in fresh("runs", "search")
    assert made["run_id"] in fresh("runs", "search", "-v", "deleted_only")
    fresh("runs", "restore", "-r", made["run_id"])
    assert fresh.client.get_run(made["run_id"]).info.lifecycle_stage == "active"


def test_searches_runs(data):
    table = cells(data("runs", "search", "--filter", "metrics.loss < 1", "--columns", "metrics.loss", "--columns",
                       "params.rate"))
    assert table[0][-2:] == ["metrics.loss", "params.rate"]
    assert [row[0] for row in table[1:]] == data.runs[:1]
    assert table[1][-2:] == ["0.5", "1e-0"]
    found = json.loads(data("runs", "search", "--order-by", "metrics.loss DESC", "--max-results", "1", "--json"))
    assert [run["info"]["run_id"] for run in found] == data.runs[1:]
    both = cells(data("runs", "search", "--columns", "metrics.loss,tags.kind"))
    assert both[0][-2:] == ["metrics.loss", "tags.kind"]
    below = ("runs", "search", "--filter", "metrics.loss < 1 OR metrics.loss < 0.6", "--count")
    assert data(*below) == "1\n"
    assert json.loads(data(*below, "--json")) == {"total": 1}
    for words in (["runs", "search"], ["runs", "list"]):
        assert "99" in data(*words, "--experiment-id", "99", code=1)


def test_moves_artifacts_through_a_server(start, tmp_path):
    server = start()
    made = json.loads(run("runs", "create", "--experiment-name", "files", MLFLOW_TRACKING_URI=server.url))["run_id"]
    (tmp_path / "up/sub").mkdir(parents=True)
    (tmp_path / "up/a").write_text("first")
    (tmp_path / "up/sub/b").write_text("second")
    run("artifacts", "log-artifacts", "-l", tmp_path / "up", "-r", made, "-a", "at", "--tracking-uri", server.url)
    run("artifacts", "log-artifact", "-l", tmp_path / "up/a", "-r", made, "--tracking-uri", server.url)
    listed = json.loads(run("artifacts", "list", "-r", made, "-a", "at", "--tracking-uri", server.url))
    assert listed == [{"path": "at/a", "is_dir": False, "file_size": 5}, {"path": "at/sub", "is_dir": True}]
    place = run("artifacts", "download", "-u", f"runs:/{made}/at/sub", "--tracking-uri", server.url).strip()
    assert (Path(place) / "b").read_text() == "second"
    place = json.loads(run("artifacts", "download", "-r", made, "-d", tmp_path / "down", "--json",
                           MLFLOW_TRACKING_URI=server.url))["local_path"]
    assert sorted(str(each.relative_to(place)) for each in Path(place).rglob("*") if each.is_file()) == [
        "a", "at/a", "at/sub/b"]
    assert "no artifact 'none'" in run("artifacts", "download", "-r", made, "-a", "none", code=1,
                                       MLFLOW_TRACKING_URI=server.url)


def test_data_sets(data):
    assert cells(data("experiments", "datasets", "-x", data.experiment)) == [
        ["Name", "Digest", "Context"], ["data", "0", "train"], ["data", "1", "train"]]
    assert json.loads(data("experiments", "datasets", "-x", data.experiment, "--json"))[0] == {
        "experiment_id": data.experiment, "name": "data", "digest": "0", "context": "train"}
    assert json.loads(data("experiments", "datasets", "-x", "0", "--json")) == []


def test_models(fresh):
    model, run = fresh.model, fresh.runs[1]
    other = fresh.client.create_logged_model("0", name="another").model_id
    rows = cells(fresh("models", "list", "--order-by", "creation_timestamp"))
    assert rows[0][:4] == ["ID", "Name", "Type", "Status"] and rows[1][:4] == [model, "classifier", "linear", "READY"]
    assert rows[1][-1] == run and [row[0] for row in rows[1:]] == [model, other]

    def listed(*words):
        return [each["info"]["model_id"] for each in json.loads(fresh("models", "list", "--json", *words))]

    assert listed("--order-by", "creation_timestamp DESC") == [other, model]
    assert listed("--filter", "metrics.acc > 0.5 AND params.rate = '1'") == [model]
    assert listed("-x", "0") == [other] and listed("-x", "0", "-x", fresh.experiment, "--max-results", "1") == [other]
    assert "filter" in fresh("models", "list", "--filter", "acc >", code=1)
    assert "'99'" in fresh("models", "list", "-x", "99", code=1)

    shown = fresh("models", "get", "-m", model)
    assert "Params             : rate=1\n" in shown and "Tags               : team=vision\n" in shown
    assert cells(shown.partition("\n\n")[2])[1] == ["acc", "0.75", "3", "data", run]
    assert json.loads(fresh("models", "get", "-m", model, "--json"))["data"]["metrics"][0]["value"] == 0.75

    fresh("models", "tag", "-m", model, "-t", "stage=a=b", "-d", "team")
    assert fresh.client.get_logged_model(model).tags == {"stage": "a=b"}
    assert "no tag 'none'" in fresh("models", "tag", "-m", model, "-t", "b=c", "-d", "none", code=1)
    assert fresh.client.get_logged_model(model).tags == {"stage": "a=b"}
    assert "--tag KEY=VALUE" in fresh("models", "tag", "-m", model, code=2)

    assert fresh("models", "delete", "-m", model) == f"Logged model with id {model} has been deleted.\n"
    assert listed() == [other]
    assert "is deleted" in fresh("models", "get", "-m", model, code=1)
    assert "no logged model has the id 'm-none'" in fresh("models", "delete", "-m", "m-none", code=1)


def test_artifacts_of_models(data, start, tmp_path):
    uri = f"models:/{data.model}"
    assert json.loads(data("artifacts", "list", "-u", uri)) == [
        {"path": "MLmodel", "is_dir": False, "file_size": 11}, {"path": "sub", "is_dir": True}]
    assert [each["path"] for each in json.loads(data("artifacts", "list", "-u", f"{uri}/sub"))] == ["sub/weights"]
    assert json.loads(data("artifacts", "list", "-u", f"runs:/{data.runs[0]}/texts"))[0]["path"] == "texts/hello.txt"
    assert Path(data("artifacts", "download", "-u", f"{uri}/sub").strip(), "weights").read_text() == "heavy"
    place = data("artifacts", "download", "-u", uri, "-d", tmp_path / "down").strip()
    assert Path(place, "MLmodel").read_text() == "flavors: {}" and Path(place, "sub/weights").exists()
    theirs = mlflow(data.uri, "artifacts", "download", "-u", uri, "-d", str(tmp_path / "theirs")).strip()
    assert Path(theirs).relative_to(tmp_path / "theirs") == Path(place).relative_to(tmp_path / "down")
    assert "no logged model has the id 'm-none'" in data("artifacts", "list", "-u", "models:/m-none", code=1)
    assert "no artifact 'none'" in data("artifacts", "download", "-u", f"{uri}/none", code=1)

    server = start()
    client = MlflowClient(server.url)
    model = client.create_logged_model("0", name="proxied").model_id
    (tmp_path / "weights").write_text("heavy")
    client.log_model_artifact(model, str(tmp_path / "weights"))
    assert json.loads(run("artifacts", "list", "-u", f"models:/{model}", "--tracking-uri", server.url)) == [
        {"path": "weights", "is_dir": False, "file_size": 5}]
    place = run("artifacts", "download", "-u", f"models:/{model}/weights", "--tracking-uri", server.url).strip()
    assert Path(place).read_text() == "heavy"

    made = client.create_run("0").info.run_id
    model = client.create_logged_model("0", name="net", source_run_id=made).model_id
    client.log_model_artifact(model, str(tmp_path / "weights"))
    place = run("artifacts", "download", "-u", f"runs:/{made}/net/weights", "--tracking-uri", server.url).strip()
    assert Path(place).read_text() == "heavy"
    assert "no artifact 'none'" in run("artifacts", "download", "-u", f"runs:/{made}/none", "--tracking-uri", server.url,
                                       code=1)


@pytest.mark.parametrize("words, says", [
    ([], "Give a command"),
    (["models", "serve", "-m", "x"], "use mlflow's own"),
    (["artifacts", "list"], "either --run-id or --artifact-uri"),
    (["artifacts", "list", "-r", "x", "-u", "runs:/x"], "either --run-id or --artifact-uri"),
    (["artifacts", "list", "-u", "runs:/x", "-a", "y"], "into --artifact-uri"),
    (["artifacts", "list", "-u", "/tmp"], "'/tmp' is none of these"),
    (["artifacts", "list", "-u", "models:/registered/1"], "needs a model registry"),
    (["artifacts", "download", "-u", "models:/"], "write models:/MODEL_ID/PATH"),
    (["serve"], "'serve' is no command of mltrack"),
    (["doctor"], "use mlflow's own"),
    (["db", "upgrade", "sqlite:///x.db"], "use mlflow's own"),
    (["runs", "find"], "'find' is no command of mltrack runs"),
    (["server", "--prot", "5001"], "mltrack server does not know --prot: see mltrack server --help"),
    (["runs", "list", "--experiment-id", "1", "-v", "active"], "--view: 'active' cannot be"),
    (["runs", "search", "--max-results", "abc"], "whole number from 1 on"),
    (["runs", "search", "--columns", "metrics.a,loss"], "'loss' is no column"),
    (["runs", "export", "--columns", "run_id,loss"], "'loss' is no column: write metrics.KEY"),
    (["runs", "export", "--columns", "run_id,run_id"], "'run_id' stands there twice"),
    (["runs", "export", "--format", "xml"], "--format: 'xml' is none of csv, jsonl: see mltrack runs export --help"),
    (["runs", "export", "-o", "runs.parquet"], "'runs.parquet' ends as neither CSV (.csv) nor JSON lines"),
    (["runs", "export", "-o", "runs.parquet"], "or another name. See mltrack runs export --help"),
    (["runs", "export", "--json"], "--json needs --filename"),
    (["experiments", "list", "all"], "has no use for 'all'"),
    (["experiments", "get"], "exactly one of"),
    (["experiments", "get", "-x", "1", "-n", "a"], "exactly one of"),
    (["experiments", "create"], "--experiment-name is required"),
    (["experiments", "search", "--max-results", "0"], "--max-results: '0' is not a whole number from 1 on"),
    (["server", "--max-request-bytes", "-5"], "--max-request-bytes: '-5' is not a whole number from 1 on"),
    (["server", "--max-request-bytes", "99999999999999999999999"],
     "--max-request-bytes: '99999999999999999999999' is not a whole number from 1 on"),
    (["runs", "create", "--experiment-id", "0", "-t", "a"], "KEY=VALUE"),
    (["runs", "create", "--experiment-id", "0", "-t", "a=1", "-t", "a=2"], "twice"),
    (["server", "--port", "99999"], "--port: '99999' cannot be. It says: The port to listen on, up to 65535"),
    (["server", "--idle-timeout", "0"], "--idle-timeout: '0' is no number of seconds from 0.001 to 1000000"),
    (["server", "--body-timeout", "nan"], "--body-timeout: 'nan' is no number of seconds from 0.001 to 1000000"),
    (["server", "--log-format", "xml"], "--log-format: 'xml' is none of text, json: see mltrack server --help"),
    (["server", "--workers", "1025"], "--workers: '1025' is not a whole number from 1 to 1024"),
    (["server", "--port"], "--port stands there without a value. It says: The port to listen on"),
    (["server", "--gunicorn-opts"], "--gunicorn-opts stands there without a value. It says: there is no gunicorn"),
    (["server", "--port", "1", "--port", "2"], "--port stands there more than once. It says: The port to listen on"),
])
def test_wrong_usage_is_told(words, says):
    assert says in run(*words, code=2)


@pytest.mark.parametrize("words, variable, value, code", [
    ("server", "MLFLOW_PORT", "x", 2),
    ("server", "MLFLOW_WORKERS", "0", 2),
    ("server", "MLFLOW_SERVE_ARTIFACTS", "maybe", 2),
    ("server", "MLFLOW_STATIC_PREFIX", "ml", 2),
    ("server --port 0", "MLFLOW_SERVER_X_FRAME_OPTIONS", "never", 1),
    ("server --port 0", "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS", "nowhere", 1),
    ("server --port 0", "MLFLOW_BACKEND_STORE_URI", "file:///tmp", 1),
    ("server --port 0", "MLFLOW_ENABLE_WORKSPACES", "true", 1),
    ("server --port 0", "MLTRACK_UI_DIR", "nowhere", 1),
    ("runs list --experiment-id 0", "MLFLOW_TRACKING_URI", "sqlite:///typo.db", 1),
    ("runs list --experiment-id 0", "MLFLOW_TRACKING_URI", "file:///tmp", 1),
    ("db info", "MLFLOW_BACKEND_STORE_URI", "sqlite:///typo.db", 1),
    ("gc", "MLFLOW_WORKSPACE", "team", 1),
])
def test_variables_are_named_when_their_value_is_wrong(words, variable, value, code):
    assert variable in run(*words.split(), code=code, **{variable: value})


@pytest.mark.parametrize("words, code", [("server --port y", 2), ("server -p y", 2), ("server --workers 0", 2)])
def test_variables_are_not_named_where_words_win(words, code):
    assert "MLFLOW_" not in run(*words.split(), code=code, MLFLOW_PORT="x" if "-p" in words else "0", MLFLOW_WORKERS="0")


@pytest.mark.parametrize("uri, says", [
    ("file:///tmp", "sqlite:///FILE"),
    ("sqlite://runs.db", "three slashes"),
    ("sqlite:////nowhere/at/all/runs.db", "/nowhere/at/all"),
    ("sqlite:///typo.db", "no database at 'typo.db'"),
])
def test_wrong_tracking_uris_are_told(uri, says):
    assert says in run("experiments", "search", "--tracking-uri", uri, code=1)


def test_every_command_has_help():
    def check(words):
        text = run(*words, "--help")
        assert "Usage: " + " ".join(["mltrack", *words]) in text
        assert max(map(len, text.splitlines())) <= 80
        for command in re.findall(r"^  (\w[\w-]*)", text.partition("\nCommands:\n")[2], re.MULTILINE):
            check([*words, command])

    check([])


def test_completion_knows_commands_and_options(tmp_path):
    script = tmp_path / "mltrack"
    script.write_text(run("completion", "bash"))

    def complete(*words):
        line = subprocess.check_output(
            ["bash", "-c", 'source "$0"; COMP_WORDS=(mltrack "$@"); COMP_CWORD=$#; _mltrack; echo "${COMPREPLY[@]}"',
             script, *words], text=True)
        return line.split()

    assert complete("exp") == ["experiments"]
    assert complete("experiments", "re") == ["rename", "restore"]
    assert complete("runs", "search", "--experiment-id", "1", "--fi") == ["--filter"]
    assert complete("server", "--no-s") == ["--no-serve-artifacts"]
    assert complete("completion", "") [:3] == ["bash", "zsh", "fish"]
    fish = tmp_path / "mltrack.fish"
    fish.write_text(run("completion", "fish"))
    answer = subprocess.check_output(["fish", "--no-config", "-c", f"source {fish}; complete -C 'mltrack runs se'"],
                                     text=True)
    assert answer.split("\t")[0] == "search"
    zsh = tmp_path / "_mltrack"
    zsh.write_text(run("completion", "zsh"))
    assert subprocess.check_output(
        ["zsh", "-f", "-c", 'compdef() {}; _describe() { shift 2; print -l ${(P)1} }; source "$0"; words=(mltrack runs "");'
         " CURRENT=3; _mltrack", zsh], text=True).startswith("create:")


def test_a_filter_is_completed(tmp_path):
    environment = os.environ | {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"}

    def asked(shell, *words):
        return subprocess.check_output([shell, *words], text=True, env=environment).splitlines()

    bash = tmp_path / "mltrack"
    bash.write_text(run("completion", "bash"))

    def complete(*words):
        script = 'source "$0"; COMP_WORDS=(mltrack "$@"); COMP_CWORD=$#; _mltrack; printf "%s\\n" "${COMPREPLY[@]}"'
        return asked("bash", "-c", script, bash, *words)

    assert complete("runs", "search", "--filter", "\"status = 'x' AND metr") == ["status = 'x' AND metrics."]
    assert complete("runs", "search", "--filter", "'metrics.loss <") == ["metrics.loss <", "metrics.loss <="]
    assert complete("experiments", "search", "--filter", "na") == ["name"]
    assert complete("models", "search", "--filter", "\"model_t") == ["model_type"]
    fish = tmp_path / "mltrack.fish"
    fish.write_text(run("completion", "fish"))
    [answer] = asked("fish", "--no-config", "-c", f"source {fish}; complete -C 'mltrack runs search --filter met'")
    assert answer.split("\t")[0] == "metrics."
    zsh = tmp_path / "_mltrack"
    zsh.write_text(run("completion", "zsh"))
    script = ('compdef() {}; compadd() { print -l -- ${@[6,-1]} }; source "$0"; words=(mltrack runs search --filter "$1");'
              " CURRENT=5; _mltrack")
    assert asked("zsh", "-f", "-c", script, zsh, "\"NOT st") == ["NOT status", "NOT start_time"]
    refused = subprocess.run([PROGRAM, "completion", "filter", "trees", "x"], capture_output=True, text=True)
    assert refused.returncode != 0 and "'trees' is none of runs, experiments, models" in refused.stderr


def test_the_manual_is_well_formed(tmp_path):
    page = tmp_path / "mltrack.1"
    page.write_text(run("manual"))
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    text = subprocess.check_output(["mandoc", "-T", "utf8", page], text=True)
    assert "MLFLOW_BACKEND_STORE_URI" in text


def test_progress_is_shown_on_a_terminal_alone(start, tmp_path):
    """A terminal sees a bar while a long upload runs; a pipe sees nothing of it."""
    server = start()
    made = json.loads(run("runs", "create", "--experiment-id", "0", MLFLOW_TRACKING_URI=server.url))["run_id"]
    big = tmp_path / "big"
    with open(big, "wb") as file:
        file.truncate(600_000_000)
    words = [PROGRAM, "artifacts", "log-artifact", "-l", big, "-r", made, "--tracking-uri", server.url]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # What a terminal says at its end.
        pass
    process.communicate()
    assert process.returncode == 0
    assert b"Uploading [" in shown and b" MiB/s" in shown and shown.endswith(b"\x1b[K")
    assert subprocess.run(words, capture_output=True, check=True).stderr == b""


def test_output_that_cannot_be_written_is_a_failure(data):
    with open("/dev/full", "w") as full:
        done = subprocess.run([PROGRAM, "experiments", "search", "--tracking-uri", data.uri], stdout=full,
                              stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1 and "could not be written" in done.stderr


def serve(*options, **variables):
    """Starts a server that is expected to end at once, and gives what it says."""
    return run("server", *options, code=1, **variables)


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    taken = servers.socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    port = taken.getsockname()[1]
    assert f"port {port}" in serve("--port", port)
    assert "no address of this machine" in serve("--host", "203.0.113.7")
    assert "--artifacts-destination" in serve("--port", "0", "--artifacts-destination", "s3://bucket")
    assert "MLFLOW_TRUNCATE_LONG_VALUES" in serve("--port", "0", MLFLOW_TRUNCATE_LONG_VALUES="perhaps")
    assert "--backend-store-uri" in serve("--port", "0", "--backend-store-uri", "mysql://host/db")
    assert "--x-frame-options" in serve("--port", "0", "--x-frame-options", "some")
    assert "user accounts" in serve("--port", "0", "--app-name", "basic-auth")
    assert "--enable-workspaces" in serve("--port", "0", MLFLOW_ENABLE_WORKSPACES="true")
    assert "leave nothing" in serve("--port", "0", "--artifacts-only", "--no-serve-artifacts")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("options", [["--host", "0.0.0.0"], ["--host", "0"]])
def test_whoever_opens_a_server_to_all_is_warned(tmp_path, options):
    server = servers.mltrack_server(tmp_path, *options)
    assert server.stop() == 0
    assert "warning: whoever reaches this machine can read and change everything" in server.log.read_text()


@pytest.mark.parametrize("value, length", [("true", 6000), ("1", 6000), ("0", None), ("False", None)])
def test_long_values_are_cut_as_the_environment_says(tmp_path, monkeypatch, value, length):
    monkeypatch.setenv("MLFLOW_TRUNCATE_LONG_VALUES", value)
    monkeypatch.setenv("MLFLOW_ENABLE_WORKSPACES", "False")
    server = servers.mltrack_server(tmp_path)
    try:
        client = MlflowClient(server.url)
        run = client.create_run("0").info.run_id
        answer = servers.requests.post(f"{server.url}/api/2.0/mlflow/runs/log-parameter",
                                       json={"run_id": run, "key": "long", "value": "x" * 7000})
        assert answer.status_code == (200 if length else 400)
        assert len(client.get_run(run).data.params.get("long", "")) == (length or 0)
    finally:
        server.kill()


def test_what_others_wrote_does_not_reach_a_terminal_raw(fresh):
    fresh.client.set_experiment_tag(fresh.experiment, "note", "a\x1b[2J\x9bb")
    assert "a\\x1b[2J\\x9bb" in fresh("experiments", "get", "-x", fresh.experiment)
    assert "\x1b" not in run("experiments", "search", "--tracking-uri", "file:\x1b[2J", code=1)


def test_a_uri_wins_and_paths_stay_in_the_run(data, tmp_path):
    (tmp_path / "own").write_text("mine")
    place = data("artifacts", "download", "-r", data.runs[0], "-u", str(tmp_path / "own"))
    assert place.strip() == str(tmp_path / "own")
    assert "/etc/passwd" in data("artifacts", "download", "-r", data.runs[0], "-a", "/etc/passwd", code=1)


def test_artifacts_that_could_not_be_written_are_told_at_the_start():
    """As somebody who may not write there: root may write everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o555)
        program = shutil.copy(PROGRAM, folder) if os.geteuid() == 0 else PROGRAM
        done = subprocess.run([program, "server", "--port", "0", "--artifacts-destination", f"{folder}/artifacts"],
                              user="nobody" if os.geteuid() == 0 else None, cwd="/", capture_output=True, text=True,
                              timeout=60)
    assert done.returncode == 1 and "nothing can be written" in done.stderr


def test_options_of_mlflow_that_mean_nothing_are_taken_with_a_warning(tmp_path):
    server = servers.mltrack_server(tmp_path, "--gunicorn-opts", "--timeout 60", "--dev", "--expose-prometheus", "x")
    assert server.stop() == 0
    log = server.log.read_text()
    for option in ("--gunicorn-opts", "--dev", "--expose-prometheus"):
        assert f"{option} is ignored" in log


def test_a_second_server_is_told_who_has_the_database(start, tmp_path):
    server = start()
    assert f"process id {server.process.pid}" in serve("--port", "0", "--backend-store-uri",
                                                       f"sqlite:///{server.database}")


def test_artifacts_only(tmp_path):
    server = servers.mltrack_server(tmp_path, "--artifacts-only")
    try:
        url = f"{server.url}/api/2.0/mlflow-artifacts/artifacts"
        assert servers.requests.put(f"{url}/a/b", data=b"x").status_code == 200
        assert servers.requests.get(f"{url}/a/b").content == b"x"
        refused = servers.requests.get(f"{server.url}/api/2.0/mlflow/experiments/search?max_results=1")
        assert refused.status_code == 503 and "--artifacts-only" in refused.text
        refused = servers.requests.get(f"{server.url}/get-artifact?run_id=x&path=y")
        assert refused.status_code == 503
        assert servers.requests.post(f"{server.url}/graphql", json={"query": "{test}"}).status_code == 503
        assert servers.requests.get(f"{server.url}/api/3.0/mlflow/server-info").status_code == 200
        assert not server.database.exists()
    finally:
        server.kill()


def test_the_log_is_lines_of_json_when_asked(tmp_path):
    server = servers.mltrack_server(tmp_path, "--log-format", "json", "--access-log", "all", "--dev")
    servers.requests.get(server.url + "/api/2.0/mlflow/runs/get?run_id=none")
    assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert lines[0]["level"] == "warning" and "--dev" in lines[0]["message"]
    assert "serves MLflow Tracking" in lines[1]["message"]
    assert any(line.get("endpoint") == "get_run" and line["status"] == 404 for line in lines)


def test_a_signal_with_an_open_request_says_that_it_waits(tmp_path):
    server = servers.mltrack_server(tmp_path)
    port = int(server.url.rpartition(":")[2])
    with servers.socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                           b"application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        server.process.send_signal(signal.SIGINT)
        servers.until(lambda: "once more" in server.log.read_text(), 10, "the server says what it waits for")
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(10) == 0
    assert "1 open requests were cut off" in server.log.read_text()
    server.kill()


def test_tells_what_is_in_a_database(fresh, start, tmp_path):
    told = json.loads(run("db", "info", fresh.uri, "--json"))
    assert told.items() >= {"experiments": 2, "runs": 2, "deleted_runs": 0, "metrics": 5, "params": 2}.items()
    assert "server_process" not in told
    assert "no mltrack server" in run("db", "info", fresh.uri)
    server = start()
    assert json.loads(run("db", "info", f"sqlite:///{server.database}", "--json"))["server_process"] == str(
        server.process.pid)
    assert "no database file" in run("db", "info", f"sqlite:///{tmp_path}/none.db", code=1)
    assert not (tmp_path / "none.db").exists()
    other = tmp_path / "other.db"
    other.write_text("this is no database at all, but long enough to be asked for its header of a hundred bytes" * 2)
    assert "no SQLite database" in run("db", "info", f"sqlite:///{other}", code=1)
