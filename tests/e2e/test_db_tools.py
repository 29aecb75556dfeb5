"""Looking after a database: backup, check and repair, and the conversion between the layouts of metrics, on databases that
mltrack and MLflow made, while others use them."""

import contextlib
import json
import math
import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
import servers
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient
from servers import mltrack_server
from snapshot import snapshot
from test_database import add_odd_things

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


# layout

SEARCHES = [("metrics.score > 0.5", ["metrics.score DESC"]), ("metrics.score <= 0.5", ["metrics.other ASC"]),
            ("", ["metrics.score ASC", "metrics.other DESC"]), ("metrics.nan != 0", [])]


def layout_of(database):
    return json.loads(db("info", uri(database), "--json"))["layout"]


def all_metrics(database):
    """The values of metrics and the latest ones, as rows."""
    return [sql(database, f'SELECT run_uuid, "key", step, timestamp, value, is_nan FROM {table} ORDER BY 1, 2, 3, 4, 5, 6')
            for table in ("metrics", "latest_metrics")]


def everything(where):
    """All that a client sees: runs with their histories, and what searches and thinned histories give."""
    client = MlflowClient(where)
    experiments = [each.experiment_id for each in client.search_experiments()]
    found = [[run.info.run_id for run in client.search_runs(experiments, text, order_by=order)]
             for text, order in SEARCHES]
    store = client._tracking_client.store
    thinned = []
    for run in client.search_runs(experiments):
        for key in sorted(run.data.metrics):
            history = store.get_metric_history_bulk_interval([run.info.run_id], key, 50, None, None)
            thinned.append([(each.run_id, repr(each.value), each.timestamp, each.step) for each in history])
    return snapshot(where), found, thinned


@pytest.fixture
def by_mlflow(tmp_path):
    """A database that MLflow made and wrote."""
    database = tmp_path / "mltrack.db"
    client = MlflowClient(uri(database))
    add_odd_things(client)
    experiment = client.create_experiment("scores")
    for number in range(5):
        run = client.create_run(experiment, start_time=number).info.run_id
        client.log_batch(run, [Metric("score", number / 4, number, number), Metric("other", number % 2, 1, 1)])
    client.log_batch(run, [Metric("long", step / 7, step, step) for step in range(1000)])
    client.log_batch(run, [Metric("long", step / 7, step, step) for step in range(1000, 2000)])
    client.log_batch(run, [Metric("long", step / 7, step, step) for step in range(2000, 3000)])
    return database


def served_everything(database):
    """The same as a server of mltrack's gives it, which was asked in vain to be converted."""
    server = mltrack_server(database.parent)
    try:
        assert f"process id {server.process.pid}" in db("layout", "mlflow", uri(server.database), code=1)
        found = everything(server.url)
        assert server.stop() == 0
        return found
    finally:
        server.kill()


def test_a_conversion_there_and_back_changes_nothing(by_mlflow):
    before, served, rows = everything(uri(by_mlflow)), served_everything(by_mlflow), all_metrics(by_mlflow)
    assert served[:2] == before[:2]
    assert layout_of(by_mlflow) == "mlflow"
    assert "in the layout 'mlflow'" in db("layout", uri(by_mlflow))
    size = by_mlflow.stat().st_size

    said = db("layout", "compact", uri(by_mlflow))
    assert f"'compact' now: {len(rows[0])} values before, {len(rows[0])} after" in said and "VACUUM" in said
    assert by_mlflow.stat().st_size < size and f"has {by_mlflow.stat().st_size} bytes" in said
    assert layout_of(by_mlflow) == "compact"
    assert all_metrics(by_mlflow) == rows and everything(uri(by_mlflow)) == before
    assert sql(by_mlflow, "PRAGMA integrity_check") == [("ok",)]
    assert served_everything(by_mlflow) == served

    said = db("layout", "mlflow", uri(by_mlflow))
    assert f"'mlflow' now: {len(rows[0])} values before, {len(rows[0])} after" in said
    assert layout_of(by_mlflow) == "mlflow"
    assert all_metrics(by_mlflow) == rows and everything(uri(by_mlflow)) == before
    check = servers.Path(__file__).parent / "schema_check.py"
    done = subprocess.run([sys.executable, check, by_mlflow], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert sql(by_mlflow, "SELECT name FROM sqlite_master WHERE name LIKE 'mltrack%' OR name LIKE 'metric^_%' ESCAPE "
                          "'^'") == []
    upgraded = subprocess.run([sys.executable, "-m", "mlflow", "db", "upgrade", uri(by_mlflow)], capture_output=True,
                              text=True)
    assert upgraded.returncode == 0, upgraded.stderr
    assert served_everything(by_mlflow) == served


def schema_of(database):
    """The statements that made what belongs to metrics, without regard to the quotes around names."""
    return {(kind, name): text.replace('"', "") for kind, name, text in sql(
        database, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (tbl_name IN ('metrics', "
                  "'metric_series', 'metric_points') OR name LIKE 'mltrack%')")}


def test_a_converted_database_is_as_ingest_makes_it(served, tmp_path):
    database = tmp_path / "converted.db"
    made = {}
    for where in (served.url, uri(database)):
        client = MlflowClient(where)
        run = client.create_run("0").info.run_id
        for first in range(0, 5000, 1000):
            client.log_batch(run, [Metric("long", step / 8, step, step // 2) for step in range(first, first + 1000)])
        client.log_batch(run, [Metric("odd", value, 1, step) for step, value in enumerate(
            [math.nan, math.inf, -math.inf, 0.5, 1e300, 1e300])])
        made[where] = run
    assert served.stop() == 0
    db("layout", "compact", uri(database))
    assert schema_of(database) == schema_of(served.database)

    def summaries(file):
        columns = [row[1] for row in sql(file, "PRAGMA table_info(metric_series)")][2:]
        blocks = [row[1] for row in sql(file, "PRAGMA table_info(mltrack_blocks)")][1:]
        quoted = ", ".join(f'"{column}"' for column in columns)
        return (sql(file, f"SELECT {quoted} FROM metric_series ORDER BY \"key\""),
                sql(file, 'SELECT s."key", ' + ", ".join(f'b."{column}"' for column in blocks) +
                    " FROM mltrack_blocks b JOIN metric_series s ON s.id = b.series ORDER BY 1, 2"))

    series, blocks = summaries(database)
    assert (series, blocks) == summaries(served.database)
    assert len(blocks) > 2 and [row[1] for row in series] == [5000, 6]


ROWS = 300_000


@pytest.fixture(params=["compact", "mlflow"])
def target(request):
    return request.param


def large(folder, target):
    """A database with many values of metrics, in the layout that is not the target: one long metric, and many short ones
    before and behind it. Gives the file and the run."""
    database = folder / "large.db"
    run = MlflowClient(uri(database)).create_run("0").info.run_id
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.executemany('INSERT INTO metrics ("key", value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, '
                               '?, 0)', ((f"m{step % 1000:03}" if step % 2 else "m500 long", step / 7, step, run, step // 2)
                                         for step in range(ROWS)))
        connection.execute('INSERT INTO latest_metrics SELECT "key", value, timestamp, max(step), is_nan, run_uuid FROM '
                           'metrics GROUP BY run_uuid, "key"')
        connection.commit()
    if target == "mlflow":
        db("layout", "compact", uri(database))
    return database, run


def copied(database):
    """How many rows a conversion has copied so far; nothing when none is under way."""
    try:
        rows = sql(database, "SELECT copied FROM mltrack_conversion")
    except sqlite3.OperationalError as problem:
        assert "no such table" in str(problem)
        return None
    return rows[0][0]


def kill_conversion(database, target, ready):
    """Begins a conversion and kills it as soon as `ready()`."""
    conversion = subprocess.Popen([PROGRAM, "db", "layout", target, uri(database)], stdout=subprocess.DEVNULL)
    try:
        servers.until(ready, 60, "the conversion is so far")
        assert conversion.poll() is None, "the conversion is faster than the test"
    finally:
        conversion.kill()
        conversion.wait()


def test_a_killed_conversion_goes_on(tmp_path, target):
    database, _ = large(tmp_path, target)
    other = {"compact": "mlflow", "mlflow": "compact"}[target]
    rows = all_metrics(database)
    done = 0
    for share in (0.05, 0.4, 0.7):
        kill_conversion(database, target, lambda: (copied(database) or 0) > share * ROWS)
        assert all_metrics(database) == rows
        assert copied(database) >= done, "what was done stays done"
        done = copied(database)
        assert layout_of(database) == f"{other}, conversion to {target} not complete"
        assert f"To give it up: mltrack db layout {other} " in db("layout", uri(database))
    said = db("layout", target, uri(database))
    assert "went on where it was" in said and f"{ROWS} values before, {ROWS} after" in said
    assert all_metrics(database) == rows and layout_of(database) == target
    assert sql(database, "PRAGMA integrity_check") == [("ok",)]
    assert "already" in db("layout", target, uri(database))


def test_a_killed_summary_goes_on(tmp_path):
    database, _ = large(tmp_path, "compact")
    rows = all_metrics(database)
    stale = "SELECT count(*) FROM metric_series WHERE points IS NULL"

    def is_summarizing():
        try:
            return 0 < sql(database, stale)[0][0] < 400
        except sqlite3.OperationalError:
            return False

    kill_conversion(database, "compact", is_summarizing)
    assert all_metrics(database) == rows and layout_of(database) == "compact"
    assert "already" in db("layout", "compact", uri(database))
    assert sql(database, stale) == [(0,)] and all_metrics(database) == rows
    assert sql(database, "SELECT sum(points), count(*) FROM metric_series") == [(ROWS, 501)]


def test_a_conversion_is_given_up(tmp_path, target):
    database, _ = large(tmp_path, target)
    other = {"compact": "mlflow", "mlflow": "compact"}[target]
    rows, schema = all_metrics(database), schema_of(database)
    kill_conversion(database, target, lambda: copied(database))
    assert schema_of(database) != schema
    assert "already" in db("layout", other, uri(database))
    assert schema_of(database) == schema and all_metrics(database) == rows


def test_what_others_write_in_between_is_converted_too(tmp_path, target):
    database, run = large(tmp_path, target)
    kill_conversion(database, target, lambda: (copied(database) or 0) > 0.4 * ROWS)
    theirs = MlflowClient(uri(database))
    gone = theirs.create_run("0").info.run_id
    for client_uri, key in ((uri(database), "theirs"), (None, "ours")):
        server = None
        if client_uri is None:
            (tmp_path / "served").mkdir()
            (tmp_path / "served/mltrack.db").symlink_to(database)
            server = mltrack_server(tmp_path / "served")
        client = MlflowClient(client_uri or server.url)
        try:
            # Before and behind what is copied, and a repeat of what is there; to new metrics and a new run.
            client.log_batch(run, [Metric(name, 0.25, 7, step) for name in ("m001", "m999", "m500 long", "a " + key, "z")
                                   for step in (-5, 10**9)] + [Metric("m001", 1 / 7, 1, 0)])
            client.log_batch(gone, [Metric(key, step, step, step) for step in range(10)])
            new = client.create_run("0").info.run_id
            client.log_batch(new, [Metric("new", step, step, step) for step in range(10)])
        finally:
            if server:
                server.kill()
    theirs.delete_run(gone)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM metrics WHERE run_uuid = ? AND \"key\" = 'ours'", (gone,))
        connection.execute("DELETE FROM metrics WHERE \"key\" IN ('m001', 'm999') AND step % 3 = 0")
        connection.commit()
    rows = all_metrics(database)
    done = subprocess.run([PROGRAM, "gc", "--backend-store-uri", uri(database), "--run-ids", gone],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = [[row for row in table if row[0] != gone] for table in rows]
    assert all_metrics(database) == rows
    said = db("layout", target, uri(database))
    assert "went on where it was" in said and f"{len(rows[0])} values before, {len(rows[0])} after" in said
    assert all_metrics(database) == rows and layout_of(database) == target


def test_others_write_while_it_converts(tmp_path, target):
    database, run = large(tmp_path, target)
    conversion = subprocess.Popen([PROGRAM, "db", "layout", target, uri(database)], stdout=subprocess.PIPE, text=True)
    servers.until(lambda: copied(database), 60, "the conversion is under way")
    client, step = MlflowClient(uri(database)), 0
    while conversion.poll() is None:
        client.log_batch(run, [Metric(key, step, 1, -1 - step) for key in ("m001", "meanwhile")])
        step += 1
    assert conversion.wait() == 0, conversion.stdout.read()
    assert step > 0 and layout_of(database) == target
    assert sql(database, "SELECT count(*) FROM metrics") == [(ROWS + 2 * step,)]
    assert sorted(each.step for each in client.get_metric_history(run, "meanwhile")) == list(range(-step, 0))


def test_what_cannot_be_converted_is_told(tmp_path):
    assert "is no SQLite URI" in db("layout", "compact", "postgresql://host/name", code=1)
    assert "no database file" in db("layout", "compact", uri(tmp_path / "none.db"), code=1)
    assert "no database file" in db("layout", uri(tmp_path / "none.db"), code=1)
    empty = tmp_path / "empty.db"
    empty.touch()
    assert "is empty" in db("layout", "mlflow", uri(empty), code=1)
    other = tmp_path / "other.db"
    sql(other, "CREATE TABLE things (name TEXT)")
    assert "no table alembic_version" in db("layout", "compact", uri(other), code=1)
