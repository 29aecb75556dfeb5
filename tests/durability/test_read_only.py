"""A server that only reads: over a file beside another server, and over one on a disk that cannot be written."""

import sqlite3
import subprocess
from pathlib import Path

import pytest
import servers
from test_disk import READ_ONLY, in_namespace
from wire import API, Wire
from writer import join, new_writers

def digest(folder):
    """What is in the files of a folder."""
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}


def filled(start, tmp_path, name="data"):
    """A server's folder with runs, the server having ended; and one of the runs."""
    server = start(tmp_path / name)
    writers = new_writers(server.url, 2, "before", most=10)
    for writer in writers:
        writer.start()
    join(writers)
    put = Wire(server.url).connection
    put.request("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/kept.txt", b"kept")
    assert put.getresponse().status == 200
    assert server.stop() == 0
    server.log.unlink()
    return server, writers[0].run_id


class Closed:
    """A server over a folder that is a file system of its own, which is read only."""

    def __init__(self, data, folder, *options):
        command = in_namespace(READ_ONLY.replace("$PWD", str(data.folder)), servers.BUILD / "mltrack", "server", "--port",
                               "0", "--read-only", "--backend-store-uri", f"sqlite:///{data.database}", *options)
        folder.mkdir()
        self.log = folder / "log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([*command, "--artifacts-destination", data.artifacts], cwd=folder,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def url(self):
        """Where it answers; None when it ended."""
        def announced():
            found = [word for word in self.log.read_text().split() if word.startswith("http://")]
            return found[:1] or self.process.poll() is not None

        found = servers.until(announced, 60, "the server says where it is")
        return None if found is True else found[0]

    def end(self):
        self.process.kill()
        self.process.wait()


def check_answers(url, run):
    """That runs and artifacts are read, and nothing is changed."""
    wire = Wire(url)
    assert wire.health() == 200
    assert wire.get("runs/get", run_id=run)["run"]["data"]["metrics"]
    assert wire.get("metrics/get-history", run_id=run, metric_key="metric/0")
    assert wire.post("runs/search", {"experiment_ids": ["0", "1"], "filter": "tags.`last tag` != 'none'"})
    wire.connection.request("GET", "/api/2.0/mlflow-artifacts/artifacts/0/kept.txt")
    assert wire.connection.getresponse().read() == b"kept"
    for method, path, body in [("POST", API + "experiments/create", b'{"name": "new"}'),
                               ("POST", API + "runs/set-tag", b'{}'),
                               ("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/new.txt", b"x" * 300_000),
                               ("DELETE", "/api/2.0/mlflow-artifacts/artifacts/0/kept.txt", None)]:
        wire = Wire(url)
        wire.connection.request(method, path, body, {"Content-Type": "application/json"})
        status, message = wire.receive()
        assert (status, message["error_code"]) == (403, "PERMISSION_DENIED"), path
        assert "--read-only" in message["message"]


@pytest.mark.parametrize("by_variable", [False, True])
def test_nothing_is_changed(start, tmp_path, monkeypatch, by_variable):
    data, run = filled(start, tmp_path)
    before = digest(data.folder)
    if by_variable:
        monkeypatch.setenv("MLTRACK_READ_ONLY", "true")
    server = start(data.folder, *([] if by_variable else ["--read-only"]))
    assert "only read" in server.log.read_text()
    check_answers(server.url, run)
    assert digest(data.folder)[data.database.name] == before[data.database.name]
    assert server.stop() == 0
    after = digest(data.folder)
    assert after[data.database.name] == before[data.database.name]
    assert {name for name in after if "lock" in name} == set()
    assert [file.name for file in data.artifacts.rglob("*") if file.is_file()] == ["kept.txt"]


def test_it_stands_beside_a_server_that_writes_and_sees_what_that_commits(start, tmp_path):
    data, run = filled(start, tmp_path)
    writing = start(data.folder)
    reading = []
    for name in ("first", "second"):
        link = tmp_path / name / data.database.name
        link.parent.mkdir()
        link.symlink_to(data.database)
        reading.append(start(link.parent, "--read-only"))
    for number in range(20):
        Wire(writing.url).post("runs/set-tag", {"run_id": run, "key": "seen", "value": str(number)})
        for server in reading:
            tags = Wire(server.url).get("runs/get", run_id=run)["run"]["data"]["tags"]
            assert {"key": "seen", "value": str(number)} in tags
    writing.kill()  # Its log stays, and is neither lost nor written into the file by those who only read.
    for server in reading:
        assert Wire(server.url).get("runs/get", run_id=run)["run"]["data"]["tags"]
        assert server.stop() == 0
    again = start(data.folder)
    tags = Wire(again.url).get("runs/get", run_id=run)["run"]["data"]["tags"]
    assert {"key": "seen", "value": "19"} in tags


def test_a_disk_that_cannot_be_written_is_served(start, tmp_path):
    data, run = filled(start, tmp_path)
    assert not [name for name in digest(data.folder) if name.endswith(("-wal", "-shm"))]
    server = Closed(data, tmp_path / "reading")
    try:
        url = server.url()
        assert url, server.log.read_text()
        check_answers(url, run)
    finally:
        server.end()


def test_a_file_of_mlflow_without_a_log_is_served_from_such_a_disk(start, tmp_path):
    data, run = filled(start, tmp_path)
    with sqlite3.connect(data.database) as file:
        assert file.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    server = Closed(data, tmp_path / "reading")
    try:
        check_answers(server.url(), run)
    finally:
        server.end()


def test_a_log_that_cannot_be_read_there_is_named(start, tmp_path):
    data, run = filled(start, tmp_path)
    writing = start(data.folder)
    Wire(writing.url).post("runs/set-tag", {"run_id": run, "key": "k", "value": "v"})
    writing.kill()
    (data.folder / f"{data.database.name}-shm").unlink()
    server = Closed(data, tmp_path / "reading")
    assert server.url() is None
    assert server.process.wait(30) == 1
    told = server.log.read_text()
    assert f"{data.database}-wal" in told and f"{data.database}-shm" in told and "mltrack db backup" in told


def test_a_file_that_somebody_may_have_open_is_not_read_as_one_that_never_changes(start, tmp_path):
    data, _ = filled(start, tmp_path)
    (data.folder / f"{data.database.name}-shm").touch()
    server = Closed(data, tmp_path / "reading")
    assert server.url() is None
    assert server.process.wait(30) == 1
    assert f"{data.database}-shm', which SQLite cannot open" in server.log.read_text()


def test_a_database_that_is_not_there_is_not_made(tmp_path):
    refused = subprocess.run([servers.BUILD / "mltrack", "server", "--port", "0", "--read-only"], cwd=tmp_path,
                             capture_output=True, text=True, timeout=60)
    assert refused.returncode == 1
    assert "mlflow.db' cannot be read" in refused.stderr and "name one that is there" in refused.stderr
    assert list(tmp_path.iterdir()) == []
