"""Removing for good what is in the trash: mltrack gc beside MLflow's, on databases of both."""

import contextlib
import copy
import json
import os
import pty
import shutil
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import environments
import pytest
import servers
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelInput, LoggedModelOutput, Metric
from mlflow.tracking import MlflowClient

pytestmark = pytest.mark.ours

PROGRAM = servers.BUILD / "mltrack"
DAY = 86_400_000


def gc(database, *words, code=0, **variables):
    """Runs mltrack gc without a terminal; gives what it printed to stdout, to stderr when another code is awaited."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    done = subprocess.run([PROGRAM, "gc", "--backend-store-uri", f"sqlite:///{database}", *map(str, words)],
                          env=environment | variables, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stderr if code else done.stdout


def mlflow_gc(database, *words):
    uri = f"sqlite:///{database}"
    done = subprocess.run([environments.python("mlflow-3.17.2"), "-m", "mlflow", "gc", "--backend-store-uri", uri,
                           "--tracking-uri", uri, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(database, *tables):
    """All rows of tables, of all tables if none is named."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        tables = tables or [name for name, in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {table: sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"'))) for table in tables}


def change(database, sql, *values):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        assert connection.execute(sql, values).rowcount != 0
        connection.commit()


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class Trash:
    """Two experiments of two runs and a model each, with all that can belong to them. Deleted are the run `run` and the
    model `model` of the first, and the second one, `gone`, as a whole."""

    def __init__(self, uri, database, root=None):
        self.database, self.root = database, root
        client = MlflowClient(uri)
        self.client = client
        location = {"artifact_location": str(root)} if root else {}
        self.kept = client.create_experiment("kept", tags={"a": "1"}, **location)
        location = {"artifact_location": f"{root}/gone"} if root else {}
        self.gone = client.create_experiment("gone", tags={"a": "1"}, **location)
        self.runs = [run for experiment in (self.kept, self.gone) for run in self._fill(client, experiment)]
        self.run = self.runs[0]
        models = client.search_logged_models([self.kept, self.gone], order_by=[{"field_name": "name"}])
        self.model, self.other_model = (model.model_id for model in models)
        client.delete_run(self.run)
        client.delete_logged_model(self.model)
        client.delete_experiment(self.gone)

    @staticmethod
    def _fill(client, experiment):
        model = client.create_logged_model(experiment, name=f"model {experiment}", params={"p": "1"}, tags={"t": "1"})
        client.log_model_artifacts(model.model_id, str(_folder_of_a_file()))
        data = Dataset("data", "1", "local", "{}")
        for number in range(2):
            run = client.create_run(experiment, run_name=f"run {number}", tags={"t": "1"}).info.run_id
            client.log_batch(run, [Metric("loss", 0.5, step, step) for step in range(3)])
            client.log_metric(run, "acc", 0.5, timestamp=1, model_id=model.model_id)
            client.log_param(run, "p", "1")
            client.log_inputs(run, [DatasetInput(data, [InputTag("mlflow.data.context", "train")])],
                              [LoggedModelInput(model.model_id)])
            client.log_outputs(run, [LoggedModelOutput(model.model_id, 1)])
            client.log_text(run, "hello", "texts/hello.txt")
            yield run

    def in_folder(self, folder):
        """The same in another folder, with artifacts of its own."""
        folder.mkdir(exist_ok=True)
        there = copy.copy(self)
        there.database, there.root = folder / "runs.db", folder / "root"
        shutil.copytree(self.root, there.root)
        shutil.copy(self.database, there.database)
        for table, column in (("runs", "artifact_uri"), ("logged_models", "artifact_location")):
            change(there.database, f"UPDATE {table} SET {column} = replace({column}, ?, ?)", str(self.root),
                   str(there.root))
        return there


def _folder_of_a_file():
    folder = Path(tempfile.mkdtemp())
    (folder / "MLmodel").write_text("flavors: {}")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Made by MLflow's client, right in a file."""
    folder = tmp_path_factory.mktemp("made")
    return Trash(f"sqlite:///{folder}/runs.db", folder / "runs.db", folder / "root")


@pytest.fixture
def trash(made, tmp_path):
    return made.in_folder(tmp_path / "own")


def test_removes_what_mlflow_removes(trash, tmp_path):
    there = trash.in_folder(tmp_path / "theirs")
    theirs, ours = mlflow_gc(there.database), gc(trash.database)
    assert sorted(ours.splitlines()) == sorted(theirs.splitlines())
    own = {"inputs", "input_tags"}
    left, left_there = rows(trash.database), rows(there.database)
    assert {name: rows for name, rows in left.items() if name not in own} == {
        name: [row.replace(str(there.root), str(trash.root)) for row in rows]
        for name, rows in left_there.items() if name not in own}
    # MLflow leaves what runs that are gone used and made, and the files of models of a deleted experiment.
    assert len(left["inputs"]) == 3 and len(left["input_tags"]) == 1
    assert len(left_there["inputs"]) == 12 and len(left_there["input_tags"]) == 4
    assert all(trash.runs[1] in row for row in left["inputs"])
    assert set(files(there.root)) - set(files(trash.root)) == {f"gone/models/{trash.other_model}/artifacts/MLmodel"}
    assert files(trash.root) == [f"{trash.runs[1]}/artifacts/texts/hello.txt"]
    assert gc(trash.database) == "There is nothing to remove.\n"


def test_a_dry_run_removes_nothing(trash):
    before = rows(trash.database), files(trash.root)
    told = gc(trash.database, "--dry-run")
    assert told.splitlines()[-1] == "Would remove 1 experiment, 3 runs and 2 logged models."
    for word in (trash.run, trash.model, trash.other_model, "gone", f"{trash.root}/{trash.run}/artifacts"):
        assert word in told
    assert trash.runs[1] not in told
    listed = json.loads(gc(trash.database, "--dry-run", "--json"))
    assert listed["dry_run"] is True and listed["failed"] == []
    assert [each["experiment_id"] for each in listed["experiments"]] == [trash.gone]
    assert {each["run_id"] for each in listed["runs"]} == {trash.run, *trash.runs[2:]}
    assert {each["model_id"] for each in listed["logged_models"]} == {trash.model, trash.other_model}
    assert (rows(trash.database), files(trash.root)) == before
    done = json.loads(gc(trash.database, "--json"))
    assert {each["run_id"] for each in done["runs"]} == {each["run_id"] for each in listed["runs"]}
    assert done | {"dry_run": True, "runs": 0, "logged_models": 0} == listed | {"runs": 0, "logged_models": 0}


def test_only_what_is_named_goes(trash):
    gc(trash.database, "--run-ids", f" {trash.run},{trash.run}")
    assert [repr(trash.run) in row for row in rows(trash.database, "runs")["runs"]] == [False] * 3
    assert len(rows(trash.database, "logged_models")["logged_models"]) == 2
    gc(trash.database, "--logged-model-ids", trash.model, "--run-ids", trash.runs[2])
    assert len(rows(trash.database, "logged_models")["logged_models"]) == 1
    assert len(rows(trash.database, "experiments")["experiments"]) == 3
    gc(trash.database, "--experiment-ids", trash.gone, "--run-ids", trash.runs[3])
    assert len(rows(trash.database, "experiments")["experiments"]) == 2
    assert len(rows(trash.database, "runs")["runs"]) == 1


@pytest.mark.parametrize("words, says", [
    (["--run-ids", "none"], "no run with the id 'none'"),
    (["--experiment-ids", "99"], "no experiment with the id '99'"),
    (["--logged-model-ids", "m-none"], "no logged model with the id 'm-none'"),
    (["--run-ids", "{run},{active}"], "the run '{active}' is not in the trash"),
    (["--experiment-ids", "{gone},{kept}"], "the experiment '{kept}' is not in the trash"),
    (["--run-ids", "{run}", "--older-than", "1h"], "the run '{run}' is not known"),
    (["--logged-model-ids", "{model}", "--older-than", "1h"], "the logged model '{model}' is not known"),
    (["--experiment-ids", "{gone}", "--older-than", "1h"], "the experiment '{gone}' is not known"),
    (["--older-than", "1w"], "'1w' is no span of time"),
    (["--older-than", "8h2d"], "'8h2d' is no span of time"),
    (["--older-than", "1.2.3d"], "no span of time"),
    (["--jobs"], "keeps no jobs"),
    (["--job-ids", "1"], "keeps no jobs"),
    (["--workspace", "team"], "no workspaces"),
    (["--all-workspaces"], "no workspaces"),
])
def test_what_cannot_be_asked_is_refused_before_anything_goes(trash, words, says):
    names = vars(trash) | {"active": trash.runs[1]}
    before = rows(trash.database), files(trash.root)
    assert says.format(**names) in gc(trash.database, *(word.format(**names) for word in words), code=1)
    assert (rows(trash.database), files(trash.root)) == before


def test_a_database_that_is_not_there_is_not_made(tmp_path):
    assert "no database at" in gc(tmp_path / "none.db", code=1)
    assert "--backend-store-uri" in gc(tmp_path / "none.db", code=1)
    assert not (tmp_path / "none.db").exists()


def test_age_counts_from_the_deletion(trash):
    now = int(time.time() * 1000)
    change(trash.database, "UPDATE runs SET deleted_time = ? WHERE run_uuid = ?", now - 2 * DAY, trash.run)
    change(trash.database, "UPDATE logged_models SET last_updated_timestamp_ms = ? WHERE model_id = ?",
           now - 2 * DAY, trash.model)
    change(trash.database, "UPDATE experiments SET last_update_time = ? WHERE experiment_id = ?", now - 4 * DAY,
           trash.gone)
    change(trash.database, "UPDATE runs SET deleted_time = ? WHERE run_uuid = ?", now - 3 * DAY, trash.runs[3])
    assert gc(trash.database, "--older-than", "3d1h") == "There is nothing to remove.\n"
    # The experiment stays while a run in it was deleted later.
    assert gc(trash.database, "--older-than", "2.5d") == f"Run with ID {trash.runs[3]} has been permanently deleted.\n"
    gone = gc(trash.database, "--older-than", "1d12h0.5m")
    assert f"Run with ID {trash.run} has" in gone and f"Logged model with ID {trash.model} has" in gone
    assert "Experiment" not in gone
    change(trash.database, "UPDATE runs SET deleted_time = NULL WHERE run_uuid = ?", trash.runs[2])
    assert f"Experiment with ID {trash.gone} has" in gc(trash.database, "--older-than", "1.5d")
    assert len(rows(trash.database, "runs")["runs"]) == 1


def test_rows_stay_while_their_artifacts_do(trash):
    """A file stands where the folder of a run should, so that nothing can be removed from it."""
    place = trash.root / "gone" / trash.runs[2]
    shutil.rmtree(place)
    place.write_text("in the way")
    said = gc(trash.database, code=1)
    assert f"the run '{trash.runs[2]}' stays" in said and f"the experiment '{trash.gone}' stays" in said
    assert "2 of these could not be removed" in said
    left = rows(trash.database, "runs")["runs"]
    assert [trash.runs[1] in row or trash.runs[2] in row for row in left] == [True, True]
    assert len(rows(trash.database, "logged_models")["logged_models"]) == 1  # That of the experiment.
    place.unlink()
    assert f"Experiment with ID {trash.gone} has" in gc(trash.database)


def test_a_place_that_is_out_of_reach_is_told(trash):
    change(trash.database, "UPDATE runs SET artifact_uri = 's3://bucket/a' WHERE run_uuid = ?", trash.run)
    said = gc(trash.database, code=1)
    assert f"the run '{trash.run}' stays" in said and "mlflow gc" in said
    assert trash.run in "".join(rows(trash.database, "runs")["runs"])


@pytest.mark.parametrize("answer, stays", [("n", True), ("", True), ("y", False)])
def test_a_person_is_asked(trash, answer, stays):
    before = rows(trash.database)
    ours, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, "gc", "--backend-store-uri", f"sqlite:///{trash.database}"], stdin=theirs,
                               stdout=subprocess.DEVNULL, stderr=theirs, start_new_session=True)
    os.close(theirs)
    said = b""
    while not said.endswith(b"[y/N] "):
        said += os.read(ours, 4096)
    assert b"Remove 1 experiment, 3 runs and 2 logged models for good?" in said
    os.write(ours, answer.encode() + b"\n")
    assert process.wait(60) == (1 if stays else 0)
    os.close(ours)
    assert (rows(trash.database) == before) is stays


def test_yes_is_an_answer(trash):
    ours, theirs = pty.openpty()
    words = [PROGRAM, "gc", "--backend-store-uri", f"sqlite:///{trash.database}", "--yes"]
    assert subprocess.run(words, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs, timeout=60).returncode == 0
    os.close(theirs)
    os.close(ours)
    assert len(rows(trash.database, "runs")["runs"]) == 1


@pytest.fixture
def served(tmp_path):
    """Made through a server of mltrack's, which keeps the artifacts."""
    server = servers.mltrack_server(tmp_path / "server")
    made = Trash(server.url, server.database)
    made.root, made.server = server.artifacts, server
    yield made
    server.kill()


def test_artifacts_of_a_server_go_from_its_folder(served):
    before = rows(served.database), files(served.root)
    assert "--artifacts-destination" in gc(served.database, code=1)
    assert "no folder" in gc(served.database, "--artifacts-destination", served.root / "none", code=1)
    assert (rows(served.database), files(served.root)) == before
    gc(served.database, MLFLOW_ARTIFACTS_DESTINATION=str(served.root), MLFLOW_TRACKING_URI=f"sqlite:///{served.database}")
    assert files(served.root) == [f"{served.kept}/{served.runs[1]}/artifacts/texts/hello.txt"]
    assert [run.info.run_id for run in served.client.search_runs([served.kept, "0"], run_view_type=3)] == [served.runs[1]]
    assert served.client.get_experiment_by_name("gone") is None
    again = served.client.create_experiment("gone")
    assert served.client.search_runs([again], run_view_type=3) == []


def test_artifacts_of_a_server_go_through_it(served):
    gc(served.database, "--tracking-uri", served.server.url)
    assert files(served.root) == [f"{served.kept}/{served.runs[1]}/artifacts/texts/hello.txt"]
    assert len(rows(served.database, "runs")["runs"]) == 1
    served.client.delete_run(served.runs[1])
    served.server.kill()
    said = gc(served.database, "--tracking-uri", served.server.url, code=1, MLFLOW_HTTP_REQUEST_MAX_RETRIES="0")
    assert f"the run '{served.runs[1]}' stays" in said
    assert len(rows(served.database, "runs")["runs"]) == 1


def test_mlflow_removes_from_our_file(served):
    theirs = subprocess.run(
        [environments.python("mlflow-3.17.2"), "-m", "mlflow", "gc", "--backend-store-uri",
         f"sqlite:///{served.database}", "--tracking-uri", served.server.url], stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120)
    assert theirs.returncode == 0, theirs.stderr
    assert [run.info.run_id for run in served.client.search_runs([served.kept], run_view_type=3)] == [served.runs[1]]
    assert served.client.get_experiment_by_name("gone") is None
    assert f"{served.kept}/{served.run}/artifacts/texts/hello.txt" not in files(served.root)
    assert gc(served.database) == "There is nothing to remove.\n"
