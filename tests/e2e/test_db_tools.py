"""Looking after a database: backup, check and repair, and the conversion between the layouts of metrics, on databases that
mltrack and MLflow made, while others use them."""

import contextlib
import json
import math
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

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
    assert "is there already: name another file, or replace it with --force" in db(
        "backup", uri(served.database), copy, code=1)
    assert copy.read_text() == "something else"
    db("backup", uri(served.database), copy, "--force")
    assert sql(copy, "SELECT count(*) FROM experiments") == [(1,)]
    assert beside(copy) == ["copy.db", "served"]


def test_where_a_backup_cannot_stand_is_told(served, tmp_path):
    here = uri(served.database)
    assert "is a folder" in db("backup", here, tmp_path, code=1)
    assert "is a folder: name the database file in it" in db("backup", uri(tmp_path), tmp_path / "copy.db", code=1)
    assert "FILE is no URI" in db("backup", here, uri(tmp_path / "copy.db"), code=2)
    refused = db("backup", here, tmp_path / "none/copy.db", code=1)
    assert "folder that is not there" in refused and "Copied" not in refused
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


@pytest.fixture(scope="session")
def of_mlflow(tmp_path_factory):
    """A database that MLflow made and wrote, to copy."""
    database = tmp_path_factory.mktemp("mlflow") / "mltrack.db"
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


@pytest.fixture
def by_mlflow(of_mlflow, tmp_path):
    """A database that MLflow made and wrote."""
    return Path(shutil.copy(of_mlflow, tmp_path))


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
    check = Path(__file__).parent / "schema_check.py"
    done = subprocess.run([sys.executable, check, by_mlflow, "--mlflow"], capture_output=True, text=True)
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


def test_a_converted_database_is_as_ingest_makes_it(served, of_mlflow, tmp_path):
    database = Path(shutil.copy(of_mlflow, tmp_path))
    sql(database, "DELETE FROM metrics")
    sql(database, "DELETE FROM latest_metrics")
    for where in (served.url, uri(database)):
        client = MlflowClient(where)
        run = client.create_run("0").info.run_id
        for first in range(0, 5000, 1000):
            client.log_batch(run, [Metric("long", step / 8, step, step // 2) for step in range(first, first + 1000)])
        client.log_batch(run, [Metric("odd", value, 1, step) for step, value in enumerate(
            [math.nan, math.inf, -math.inf, 0.5, 1e300, 1e300])])
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


def large(folder, target, of_mlflow):
    """A database with many values of metrics, in the layout that is not the target: one long metric, and many short ones
    before and behind it. Gives the file and the run."""
    database = Path(shutil.copy(of_mlflow, folder / "large.db"))
    sql(database, "DELETE FROM metrics")
    sql(database, "DELETE FROM latest_metrics")
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


def test_a_killed_conversion_goes_on(tmp_path, target, of_mlflow):
    database, _ = large(tmp_path, target, of_mlflow)
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


def test_a_killed_summary_goes_on(tmp_path, of_mlflow):
    database, _ = large(tmp_path, "compact", of_mlflow)
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


def test_a_conversion_is_given_up(tmp_path, target, of_mlflow):
    database, _ = large(tmp_path, target, of_mlflow)
    other = {"compact": "mlflow", "mlflow": "compact"}[target]
    rows, schema = all_metrics(database), schema_of(database)
    kill_conversion(database, target, lambda: copied(database))
    assert schema_of(database) != schema
    said = db("layout", other, uri(database))
    assert "already" in said and "its half-made copy was dropped" in said
    assert schema_of(database) == schema and all_metrics(database) == rows


def test_a_failed_conversion_tells_what_is_left(tmp_path, target, of_mlflow):
    database, _ = large(tmp_path, target, of_mlflow)
    other = {"compact": "mlflow", "mlflow": "compact"}[target]
    rows = all_metrics(database)
    limit = (database.stat().st_size + 4_000_000) // 1024
    done = subprocess.run(["bash", "-c", f"ulimit -f {limit}; exec {PROGRAM} db layout {target} {uri(database)}"],
                          capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"The layout is '{other}' as before, and no value is lost; the same command goes on, 'mltrack db layout {other} " \
           f"{uri(database)}' gives the conversion up" in done.stderr
    assert all_metrics(database) == rows
    assert "went on where it was" in db("layout", target, uri(database))
    assert all_metrics(database) == rows


def test_what_others_write_in_between_is_converted_too(tmp_path, target, of_mlflow):
    database, run = large(tmp_path, target, of_mlflow)
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


def test_others_write_while_it_converts(tmp_path, target, of_mlflow):
    database, run = large(tmp_path, target, of_mlflow)
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


def test_the_uri_stands_before_the_layout_or_behind_it(by_mlflow, tmp_path, monkeypatch):
    bystander = Path(shutil.copy(by_mlflow, tmp_path / "mlflow.db"))
    monkeypatch.chdir(tmp_path)
    assert f"of '{by_mlflow}' are in the layout 'compact' now" in db("layout", uri(by_mlflow), "compact")
    assert f"of '{by_mlflow}' are in the layout 'mlflow' now" in db("layout", "mlflow", uri(by_mlflow))
    assert layout_of(bystander) == layout_of(by_mlflow) == "mlflow"
    assert "named twice" in db("layout", uri(by_mlflow), "compact", uri(bystander), code=2)
    assert layout_of(bystander) == layout_of(by_mlflow) == "mlflow"
    assert "Usage: mltrack db layout [COMMAND] [URI] [OPTIONS]" in db("layout", "--help")
    assert f"of '{bystander}' are in the layout 'compact' now" in db("layout", "compact")


def test_the_manual_has_the_command_and_what_is_below_it():
    manual = subprocess.run([PROGRAM, "manual"], capture_output=True, text=True).stdout
    assert [line for line in manual.splitlines() if line.startswith(".SS mltrack db layout")] == [
        ".SS mltrack db layout", ".SS mltrack db layout compact", ".SS mltrack db layout mlflow"]
    assert ".SS mltrack db\n" not in manual


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


# check


@pytest.fixture(scope="session")
def layouts(of_mlflow, tmp_path_factory):
    """A database in each layout, to copy, with a run that has a bit of everything, whose id it gives too."""
    folder = tmp_path_factory.mktemp("layouts")
    made = {layout: Path(shutil.copy(of_mlflow, folder / layout)) for layout in ("mlflow", "compact")}
    client = MlflowClient(uri(made["mlflow"]))
    run = client.create_run(client.get_experiment_by_name("scores").experiment_id, run_name="broken").info.run_id
    for first in range(0, 4000, 1000):
        client.log_batch(run, [Metric("loss", step / 7, step, step) for step in range(first, first + 1000)])
    client.log_batch(run, [Metric("odd", value, 1, step) for step, value in enumerate([math.nan, math.inf, -math.inf])])
    client.log_batch(run, [Metric("nan", math.nan, 5, 3), Metric("nan", 0.0, 5, 3), Metric("nan", -1.0, 5, 3)])
    client.log_param(run, "rate", "1")
    client.set_tag(run, "team", "vision")
    shutil.copy(made["mlflow"], made["compact"])
    db("layout", "compact", uri(made["compact"]))
    return made, run


@pytest.fixture(params=["mlflow", "compact"])
def kept(request, layouts, tmp_path):
    made, run = layouts
    return Path(shutil.copy(made[request.param], tmp_path / "mltrack.db")), run


def damage(database, *statements):
    """Changes a database behind everybody's back: no foreign keys are checked."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for text in statements:
            connection.execute(text)
        connection.commit()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def repaired(database, *says):
    """Checks a damaged database: the problems are told and the file stays as it is; then a repair mends it."""
    before = contents(database.parent)
    told = db("check", uri(database), code=1)
    assert contents(database.parent) == before, "a check changes nothing"
    for part in says:
        assert part in told, told
    assert "problems: " in told
    mended = db("check", uri(database), "--repair")
    for part in says:
        line = next(line for line in mended.splitlines() if part in line)
        assert ": mended: " in line and "--repair" not in line
    assert "No problems are left" in mended
    assert db("check", uri(database)) == "No problems.\n"
    return mended


def test_a_check_finds_nothing_in_a_sound_database(kept, served):
    database, _ = kept
    before = contents(database.parent)
    assert db("check", uri(database)) == "No problems.\n"
    assert json.loads(db("check", uri(database), "--json")) == {"file": str(database), "problems": []}
    assert contents(database.parent) == before
    assert db("check", uri(database), "--repair") == "No problems.\n"
    assert contents(database.parent) == before

    # One that is written while it is checked, many metrics at once and out of order.
    client = MlflowClient(served.url)
    run = client.create_run("0").info.run_id
    for turn in range(8):
        client.log_batch(run, [Metric(f"m{step % 5}", step / 7, step, (step * 7919 + turn) % 4000 - 100)
                               for step in range(turn * 1000, turn * 1000 + 1000)])
        assert db("check", uri(served.database)) == "No problems.\n"


def test_latest_values_are_mended(kept):
    database, run = kept
    rows = all_metrics(database)
    damage(database, f"UPDATE latest_metrics SET value = 5, step = 7 WHERE run_uuid = '{run}' AND \"key\" = 'loss'",
           f"DELETE FROM latest_metrics WHERE run_uuid = '{run}' AND \"key\" = 'odd'",
           f"INSERT INTO latest_metrics VALUES ('none', 1, 1, 1, 0, '{run}')")
    repaired(database, f"the metric 'loss' of the run '{run}' has as its latest value 5.0 at step 7, time 3999, the "
                       "metrics say 571.2857142857143 at step 3999, time 3999: ",
             f"'odd' of the run '{run}' has as its latest value nothing",
             f"'none' of the run '{run}' has a latest value but no values")
    assert all_metrics(database) == rows


def test_the_latest_of_equal_values_is_either(kept):
    database, run = kept
    for is_nan in (0, 1):
        damage(database, f"UPDATE latest_metrics SET is_nan = {is_nan} WHERE run_uuid = '{run}' AND \"key\" = 'nan'")
        assert db("check", uri(database)) == "No problems.\n"
    damage(database, f"UPDATE latest_metrics SET value = -1, is_nan = 0 WHERE run_uuid = '{run}' AND \"key\" = 'nan'")
    repaired(database, "'nan'")
    first = {"mlflow": 1}.get(layout_of(database), 0)
    assert sql(database, f"SELECT value, is_nan FROM latest_metrics WHERE run_uuid = '{run}' AND \"key\" = 'nan'") == [
        (0, first)]


def test_what_belongs_to_no_run_is_removed(kept):
    database, run = kept
    sizes = [sql(database, f"SELECT count(*) FROM {table} WHERE run_uuid <> '{run}'")
             for table in ("metrics", "latest_metrics", "params", "tags")]
    if layout_of(database) == "compact":
        damage(database, "DROP TRIGGER mltrack_runs_delete", f"DELETE FROM runs WHERE run_uuid = '{run}'")
        mended = repaired(database, "the TRIGGER mltrack_runs_delete of the compact layout is missing",
                          "3 series of metrics belong to runs that are not there",
                          "1 rows of params have a run_uuid that is not in runs, as '" + run + "'")
        assert "rows of tags" in mended and "rows of latest_metrics" in mended
        assert sql(database, "SELECT count(*) FROM metric_points WHERE series NOT IN (SELECT id FROM metric_series)") == [
            (0,)]
    else:
        damage(database, f"DELETE FROM runs WHERE run_uuid = '{run}'")
        repaired(database, "4006 rows of metrics have a run_uuid that is not in runs", "1 rows of params",
                 "rows of tags", "3 rows of latest_metrics")
    assert [sql(database, f"SELECT count(*) FROM {table}")
            for table in ("metrics", "latest_metrics", "params", "tags")] == sizes


def test_rows_that_the_schema_says_what_to_do_with_are_mended(kept):
    database, _ = kept
    damage(database, "INSERT INTO evaluation_datasets (dataset_id, name) VALUES ('d', 'set')",
           "INSERT INTO evaluation_dataset_tags VALUES ('gone', 'a', 'b'), ('d', 'a', 'b')",
           "INSERT INTO issues (issue_id, experiment_id, name, description, status, source_run_id, created_timestamp, "
           "last_updated_timestamp) VALUES ('i', 0, 'name', '', 'open', 'gone', 1, 1)")
    repaired(database, "1 rows of evaluation_dataset_tags have a dataset_id that is not in evaluation_datasets, as 'gone'",
             "1 rows of issues have a source_run_id that is not in runs, as 'gone'")
    assert sql(database, "SELECT * FROM evaluation_dataset_tags") == [("d", "a", "b")]
    assert sql(database, "SELECT issue_id, source_run_id FROM issues") == [("i", None)]


def test_what_a_repair_must_not_decide_stays(kept):
    database, _ = kept
    damage(database, "UPDATE runs SET experiment_id = 77 WHERE name = 'broken'",
           "UPDATE latest_metrics SET value = 5 WHERE \"key\" = 'loss'")
    told = db("check", uri(database), "--repair", code=1)
    assert "1 rows of runs have an experiment_id that is not in experiments, as '77': look at them: SELECT" in told
    assert "'loss'" in told and "mended" in told and "problems: 1" in told
    told = json.loads(db("check", uri(database), "--json", code=1).partition("mltrack:")[0])["problems"]
    assert [(each["mendable"], each["mended"]) for each in told] == [(False, False)]


@pytest.mark.parametrize("kept", ["compact"], indirect=True)
@pytest.mark.parametrize("statement, says", [
    ("UPDATE metric_series SET points = points + 1 WHERE \"key\" = 'loss'", "its summary knows 4001 points"),
    ("UPDATE metric_series SET minimum = -1 WHERE \"key\" = 'loss'", "from -1.0"),
    ("UPDATE metric_series SET maximum = NULL WHERE \"key\" = 'loss'", "its summary knows"),
    ("UPDATE metric_series SET sum = sum * 1.001 WHERE \"key\" = 'loss'", "its summary knows"),
    ("UPDATE metric_series SET sum = NULL WHERE \"key\" = 'loss'", "its summary knows"),
    ("UPDATE metric_series SET nans = 0 WHERE \"key\" = 'odd'", "its summary knows"),
    ("UPDATE metric_series SET positive_infinities = 3 WHERE \"key\" = 'odd'", "its summary knows"),
    ("UPDATE metric_series SET first_value = 9 WHERE \"key\" = 'loss'", "its summary knows"),
    ("UPDATE metric_series SET tail = 1 WHERE \"key\" = 'loss'", "its summary knows 1 points behind the last block"),
    ("UPDATE mltrack_blocks SET \"rows\" = 9", "knows 9 points"),
    ("UPDATE mltrack_blocks SET maximum = 9e9", "the block up to step"),
    ("UPDATE mltrack_blocks SET first_timestamp = -9", "the block up to step"),
    ("UPDATE mltrack_blocks SET sum = 0.5 WHERE last_step = (SELECT max(last_step) FROM mltrack_blocks)", "sum 0.5"),
    ("DELETE FROM mltrack_blocks WHERE last_step = (SELECT max(last_step) FROM mltrack_blocks)", "behind the last block"),
    ("DELETE FROM metric_points WHERE step BETWEEN 100 AND 200", "the block up to step"),
    ("INSERT INTO mltrack_blocks SELECT 99999, last_step, \"rows\", first_step, first_timestamp, last_timestamp, minimum, "
     "maximum, sum, nans, positive_infinities, negative_infinities FROM mltrack_blocks LIMIT 1", "1 blocks belong to no"),
    ("INSERT INTO metric_points VALUES (99999, 1, 1, 1, 0)", "1 values of metrics belong to no series"),
    ("DROP TRIGGER mltrack_metrics_insert", "TRIGGER mltrack_metrics_insert"),
    ("DROP INDEX mltrack_stale_blocks", "INDEX mltrack_stale_blocks"),
    ("DROP INDEX mltrack_runs", "INDEX mltrack_runs"),
    ("DROP TABLE mltrack_blocks", "TABLE mltrack_blocks"),
    ("DROP VIEW metrics", "VIEW metrics"),
])
def test_the_compact_layout_is_mended(kept, statement, says):
    database, run = kept
    sound = sql(database, "SELECT * FROM metric_series"), sql(database, "SELECT * FROM mltrack_blocks")
    schema = schema_of(database)
    damage(database, statement)
    repaired(database, says)
    assert schema_of(database) == schema
    if "DELETE FROM metric_points" not in statement:
        assert (sql(database, "SELECT * FROM metric_series"), sql(database, "SELECT * FROM mltrack_blocks")) == sound


@pytest.mark.parametrize("kept", ["compact"], indirect=True)
def test_a_lost_series_is_put_back(kept):
    database, run = kept
    tables = ("metric_series", "metric_points", "mltrack_blocks", "latest_metrics")
    sound = [sql(database, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]
    damage(database, "DELETE FROM metric_series WHERE \"key\" = 'loss'")
    mended = repaired(database, f"4000 values of the metric 'loss' of the run '{run}' are there, but not its series")
    assert "mended: put it back" in mended
    assert [sql(database, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables] == sound


@pytest.mark.parametrize("kept", ["compact"], indirect=True)
def test_values_that_fit_two_metrics_are_removed_after_a_warning(kept):
    database, run = kept
    damage(database, "DELETE FROM metric_series WHERE \"key\" = 'loss'",
           f"INSERT INTO latest_metrics SELECT 'other', value, timestamp, step, is_nan, run_uuid FROM latest_metrics "
           f"WHERE run_uuid = '{run}' AND \"key\" = 'loss'")
    assert ("4000 values of metrics belong to no series: --repair removes them for good: first take a backup, by mltrack "
            "db backup") in db("check", uri(database), code=1)
    repaired(database, "4000 values of metrics belong to no series")


@pytest.mark.parametrize("kept", ["mlflow"], indirect=True)
def test_infinite_values_are_told_as_words(kept):
    database, run = kept
    damage(database, f"UPDATE latest_metrics SET value = 5 WHERE run_uuid = '{run}' AND \"key\" = 'odd'",
           f"UPDATE metrics SET value = -{sys.float_info.max!r} WHERE run_uuid = '{run}' AND \"key\" = 'loss'")
    repaired(database, "the metrics say -Infinity at step")


@pytest.mark.parametrize("content", [b"", b"no database" * 90, "half", "damaged", "foreign"])
def test_a_check_prints_json_of_any_file(kept, tmp_path, content):
    database, _ = kept
    sql(database, "PRAGMA journal_mode = DELETE")
    bad = tmp_path / "bad.db"
    if content == "foreign":
        sql(bad, "CREATE TABLE things (name TEXT)")
    elif content == "half":
        bad.write_bytes(database.read_bytes()[:database.stat().st_size // 2])
    elif content == "damaged":
        bad.write_bytes(database.read_bytes()[:100] + b"\x5a" * 8 + database.read_bytes()[108:])
    else:
        bad.write_bytes(content)
    told = subprocess.run([PROGRAM, "db", "check", uri(bad), "--json"], capture_output=True, text=True)
    found = json.loads(told.stdout)
    assert told.returncode == 1 and told.stderr and found["file"] == str(bad)
    assert found["problems"] and not any(each["mended"] for each in found["problems"])


def test_the_upgrade_that_is_mlflows_names_the_conversion_first():
    assert "by 'mltrack db layout mlflow URI'" in db("upgrade", "sqlite:///mlflow.db", code=2)


@pytest.mark.parametrize("kept", ["compact"], indirect=True)
def test_what_is_stale_is_no_problem(kept):
    database, run = kept
    MlflowClient(uri(database)).log_metric(run, "loss", 5.0, timestamp=1, step=100)
    assert sql(database, "SELECT points FROM metric_series WHERE run_uuid = ? AND \"key\" = 'loss'", run) == [(None,)]
    assert db("check", uri(database)) == "No problems.\n"


def test_an_index_is_made_anew(kept):
    database, run = kept
    index = "name = 'index_params_run_uuid'"
    made_by, = sql(database, f"SELECT sql FROM sqlite_master WHERE {index}")[0]
    # A row comes while the index takes none.
    damage(database, "PRAGMA writable_schema = ON", f"UPDATE sqlite_master SET sql = sql || ' WHERE 0' WHERE {index}")
    damage(database, f"INSERT INTO params VALUES ('late', '2', '{run}')")
    damage(database, "PRAGMA writable_schema = ON", f"UPDATE sqlite_master SET sql = '{made_by}' WHERE {index}")
    repaired(database, "missing from index index_params_run_uuid")


@pytest.mark.parametrize("page, offset, says", [
    ("SELECT 1", 100, "is damaged: stop"),
    ("SELECT rootpage FROM sqlite_master WHERE name = 'tags'", 0, "is damaged: stop"),
    ("SELECT rootpage FROM sqlite_master WHERE name = 'tags'", 8, "SQLite says: "),
])
def test_a_damaged_file_is_told_what_to_do_with(kept, page, offset, says):
    database, _ = kept
    sql(database, "PRAGMA journal_mode = DELETE")
    pages = bytearray(database.read_bytes())
    start = (sql(database, page)[0][0] - 1) * 4096 + offset
    pages[start:start + 8] = b"\x5a" * 8
    database.write_bytes(pages)
    for repair in ([], ["--repair"]):
        told = db("check", uri(database), *repair, code=1)
        assert says in told and "sqlite3 COPY .recover | sqlite3 NEW" in told
    assert database.read_bytes() == pages


def test_what_cannot_be_checked_is_told(tmp_path, of_mlflow):
    assert "is no SQLite URI" in db("check", "mysql://host/name", code=1)
    assert "no database file" in db("check", uri(tmp_path / "none.db"), code=1)
    text = tmp_path / "text.db"
    text.write_text("this is no database at all, but it is longer than the header that a database has: " * 3)
    assert "is no SQLite database" in db("check", uri(text), "--repair", code=1)
    old = Path(shutil.copy(of_mlflow, tmp_path / "old.db"))
    damage(old, "UPDATE alembic_version SET version_num = '451aebb31d03'")
    assert f"mlflow db upgrade {uri(old)}" in db("check", uri(old), "--repair", code=1)
    empty = tmp_path / "empty.db"
    empty.touch()
    assert "is empty" in db("check", uri(empty), "--repair", code=1)
    assert empty.stat().st_size == 0
