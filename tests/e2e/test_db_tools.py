"""Looking after a database: backup, check and repair, and the conversion between the layouts of metrics, on databases that
mltrack and MLflow made, while others use them."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import threading

import pytest
import servers
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient
from servers import mltrack_server

pytestmark = pytest.mark.ours

PROGRAM = servers.BUILD / "mltrack"


def db(*words, code=0):
    """Runs `mltrack db`; gives what it printed to stdout, with stderr behind it when another code is awaited."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    done = subprocess.run([PROGRAM, "db", *map(str, words)], env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr if code else done.stdout


def uri(database):
    return f"sqlite:///{database}"


def sql(database, text, *values):
    """The rows that a statement gives, on a connection of its own, which commits."""
    with contextlib.closing(sqlite3.connect(database, timeout=60)) as connection:
        rows = connection.execute(text, values).fetchall()
        connection.commit()
        return rows


def beside(path):
    """The names of the files in the folder of one."""
    return sorted(each.name for each in path.parent.iterdir())


@pytest.fixture
def served(tmp_path):
    server = mltrack_server(tmp_path / "served")
    yield server
    server.kill()


# backup


def test_a_backup_under_load_is_one_state(served, tmp_path):
    client = MlflowClient(served.url)
    run = client.create_run("0").info.run_id
    client.log_batch(run, [Metric("before", step / 7, step, step) for step in range(1000)])
    ended = threading.Event()

    def log():
        step = 0
        while not ended.is_set():
            client.log_batch(run, [Metric(key, step, step, step) for key in ("first", "second")])
            step += 1

    logging = threading.Thread(target=log)
    logging.start()
    try:
        servers.until(lambda: client.get_run(run).data.metrics.get("first", 0) > 5, 30, "the load is there")
        copies = [tmp_path / f"copy-{number}.db" for number in range(5)]
        for copy in copies:
            assert f"bytes to '{copy}'" in db("backup", uri(served.database), copy)
    finally:
        ended.set()
        logging.join()
    steps = []
    for copy in copies:
        assert copy.stat().st_mode == served.database.stat().st_mode
        assert sql(copy, "PRAGMA integrity_check") == [("ok",)]
        counts = dict(sql(copy, "SELECT \"key\", count(*) FROM metrics GROUP BY 1"))
        assert counts["before"] == 1000 and counts["first"] == counts["second"] > 5
        assert sql(copy, "SELECT max(step) + 1 FROM metrics WHERE \"key\" = 'first'") == [(counts["first"],)]
        steps.append(counts["first"])
    assert steps == sorted(steps)
    assert not list(tmp_path.glob("*.part*"))
    served.stop()

    # A copy is a whole database: mltrack serves it with all that was in it.
    (tmp_path / "again").mkdir()
    copies[-1].rename(tmp_path / "again/mltrack.db")
    again = mltrack_server(tmp_path / "again")
    try:
        assert len(MlflowClient(again.url).get_metric_history(run, "before")) == 1000
    finally:
        again.kill()


def test_a_backup_of_a_file_without_write_ahead_log_ends_while_others_write(tmp_path):
    database, copy = tmp_path / "plain.db", tmp_path / "copy.db"
    sql(database, "CREATE TABLE numbers (number INTEGER, filling BLOB)")
    sql(database, "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 50000) "
                  "INSERT INTO numbers SELECT n, zeroblob(1000) FROM c")
    ended = threading.Event()

    def write():
        with contextlib.closing(sqlite3.connect(database, timeout=60)) as connection:
            while not ended.is_set():
                connection.execute("UPDATE numbers SET number = number + 1 WHERE rowid = 1")
                connection.commit()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        db("backup", uri(database), copy)
    finally:
        ended.set()
        writing.join()
    assert sql(copy, "PRAGMA integrity_check") == [("ok",)]
    assert sql(copy, "SELECT count(*) FROM numbers") == [(50000,)]
    assert beside(copy) == ["copy.db", "plain.db"]


def test_a_backup_replaces_a_file_only_when_told(served, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_text("something else")
    assert "is there already" in db("backup", uri(served.database), copy, code=1)
    assert copy.read_text() == "something else"
    db("backup", uri(served.database), copy, "--force")
    assert sql(copy, "SELECT count(*) FROM experiments") == [(1,)]
    assert beside(copy) == ["copy.db", "served"]


def test_where_a_backup_cannot_stand_is_told(served, tmp_path):
    here = uri(served.database)
    assert "is a folder" in db("backup", here, tmp_path, code=1)
    assert "folder that is not there" in db("backup", here, tmp_path / "none/copy.db", code=1)
    assert "is the database itself" in db("backup", here, served.database, "--force", code=1)
    (tmp_path / "used.db-wal").write_text("a log")
    assert "has a log of a database beside it" in db("backup", here, tmp_path / "used.db", "--force", code=1)
    assert "no database file" in db("backup", uri(tmp_path / "none.db"), tmp_path / "copy.db", code=1)
    assert "is no SQLite URI" in db("backup", "postgresql://host/name", tmp_path / "copy.db", code=1)
    text = tmp_path / "text.db"
    text.write_text("this is no database at all, but it is longer than the header that a database has: " * 3)
    assert "is no SQLite database" in db("backup", uri(text), tmp_path / "copy.db", code=1)
    assert beside(text) == ["served", "text.db", "used.db-wal"]


def test_an_interrupted_backup_leaves_nothing(tmp_path):
    database, copy = tmp_path / "large.db", tmp_path / "folder/copy.db"
    copy.parent.mkdir()
    sql(database, "CREATE TABLE large (filling BLOB)")
    sql(database, "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 300) "
                  "INSERT INTO large SELECT zeroblob(1000000) FROM c")
    backup = subprocess.Popen([PROGRAM, "db", "backup", uri(database), copy], stderr=subprocess.PIPE, text=True)
    servers.until(lambda: beside(copy), 30, "the copy is begun")
    backup.send_signal(signal.SIGINT)
    assert "given up" in backup.communicate(timeout=60)[1]
    assert backup.returncode == 1 and beside(copy) == []
