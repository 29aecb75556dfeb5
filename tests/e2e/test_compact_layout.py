"""MLflow itself, without a server, on a database whose metrics mltrack keeps in its compact layout."""

import math
import sqlite3
import subprocess
import sys

import environments
import pytest
import servers
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient
from servers import mltrack_server
from snapshot import snapshot

pytestmark = pytest.mark.ours

MLFLOW = environments.python("mlflow-3.17.2")
LARGEST = sys.float_info.max


@pytest.fixture
def server(tmp_path):
    running = mltrack_server(tmp_path)
    yield running
    running.kill()


def in_mlflow(server, script, *arguments):
    """Runs a script in a process of MLflow's own; `store` is its store on the server's database."""
    begin = ("import sys, math\n"
             "from mlflow.entities import Metric\n"
             "from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore\n"
             "store = SqlAlchemyStore(sys.argv[1], sys.argv[2])\n")
    done = subprocess.run([MLFLOW, "-c", begin + script, f"sqlite:///{server.database}", str(server.artifacts),
                           *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def points_of(client, run, key):
    """The history of a metric, comparable."""
    return [(each.step, each.timestamp, "nan" if math.isnan(each.value) else each.value)
            for each in client.get_metric_history(run, key)]


def check_aggregates(database):
    """Compares what is kept beside the points with the points, where it does not say of itself that it is stale."""
    connection = sqlite3.connect(database)
    series = connection.execute("SELECT id, points, tail, minimum, maximum, sum, nans, first_step FROM metric_series"
                                " WHERE points IS NOT NULL").fetchall()
    for number, *kept in series:
        points = connection.execute("SELECT step, value, is_nan FROM metric_points WHERE series = ? ORDER BY step",
                                    [number]).fetchall()
        last = connection.execute("SELECT MAX(last_step) FROM mltrack_blocks WHERE series = ?", [number]).fetchone()[0]
        values = [value for _, value, is_nan in points if not is_nan]
        finite = [value for value in values if abs(value) < LARGEST]
        tail = [step for step, _, _ in points if last is None or step > last]
        assert kept == [len(points), len(tail), min(values, default=None), max(values, default=None),
                        pytest.approx(math.fsum(finite)), len(points) - len(values),
                        points[0][0] if points else None], number
    for number, rows, first, last, minimum, maximum in connection.execute(
            'SELECT series, "rows", first_step, last_step, minimum, maximum FROM mltrack_blocks'
            ' WHERE "rows" IS NOT NULL').fetchall():
        before = connection.execute("SELECT MAX(last_step) FROM mltrack_blocks WHERE series = ? AND last_step < ?",
                                    [number, last]).fetchone()[0]
        assert connection.execute(
            "SELECT COUNT(*), MIN(step), MIN(value), MAX(value) FROM metric_points WHERE series = ? AND step <= ?"
            " AND step > ?", [number, last, -2**63 if before is None else before]).fetchone() == (
                rows, first, minimum, maximum)
    connection.close()
    return len(series)


def test_mlflow_writes_and_reads(server):
    ours, theirs = MlflowClient(server.url), MlflowClient(f"sqlite:///{server.database}")
    run = ours.create_run("0").info.run_id
    ours.log_batch(run, [Metric("loss", step / 2, 1000 + step, step) for step in range(3000)])
    theirs.log_metric(run, "loss", 7.0, timestamp=5000, step=3000)
    theirs.log_metric(run, "loss", 7.0, timestamp=5000, step=3000)
    theirs.log_batch(run, [Metric("loss", 1.0, 1, 1), Metric("loss", 1.0, 1, 1), Metric("loss", 0.5, 1001, 1),
                           Metric("odd", math.nan, 5, 0), Metric("odd", math.nan, 5, 0), Metric("odd", math.inf, 5, 1),
                           Metric("odd", -math.inf, 5, 2), Metric("new", -0.0, 1, -7)])
    theirs.log_batch(run, [Metric("odd", math.nan, 5, 0), Metric("odd", 1.0, 6, 9), Metric("loss", 7.0, 5000, 3000)])

    for key, count in [("loss", 3002), ("odd", 4), ("new", 1)]:
        assert len(points_of(ours, run, key)) == count
        assert points_of(ours, run, key) == points_of(theirs, run, key)
    assert points_of(ours, run, "odd") == [(0, 5, "nan"), (1, 5, LARGEST), (2, 5, -LARGEST), (9, 6, 1.0)]
    assert ours.get_run(run).data.metrics == theirs.get_run(run).data.metrics == {"loss": 7.0, "odd": 1.0, "new": 0.0}
    assert snapshot(server.url) == snapshot(f"sqlite:///{server.database}")

    # MLflow marked what it changed as stale; the next who logs with mltrack knows everything again.
    assert check_aggregates(server.database) == 0
    ours.log_batch(run, [Metric(key, 3.0, 9000, 4000) for key in ("loss", "odd", "new")])
    assert check_aggregates(server.database) == 3
    assert len(points_of(theirs, run, "loss")) == 3003


def test_mlflow_finds_runs_and_samples(server):
    ours, theirs = MlflowClient(server.url), MlflowClient(f"sqlite:///{server.database}")
    runs = [ours.create_run("0", run_name=f"r{number}").info.run_id for number in range(3)]
    for number, run in enumerate(runs):
        ours.log_batch(run, [Metric("m", step * number, step, step) for step in range(500)])
    for client in (ours, theirs):
        found = client.search_runs(["0"], "metrics.m > 600", order_by=["metrics.m DESC"])
        assert [run.info.run_id for run in found] == [runs[2]]
    script = """
runs = sys.argv[3:]
print([(each.run_id, each.step, each.value) for each in store.get_metric_history_bulk(runs, "m", 1100)])
sampled = store.get_metric_history_bulk_interval(run_ids=runs[1:], metric_key="m", max_results=7, start_step=100,
                                                 end_step=400)
print([(each.run_id, each.step) for each in sampled])
print(store.get_max_step_for_metric(runs[0], "m"))
"""
    bulk, sampled, last = in_mlflow(server, script, *runs).splitlines()
    expected = [(run, step, float(step * runs.index(run))) for run in sorted(runs) for step in range(500)][:1100]
    assert eval(bulk) == expected
    sampled = eval(sampled)
    served = servers.requests.get(f"{server.url}/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval", params={
        "run_ids": runs[1:], "metric_key": "m", "max_results": 7, "start_step": 100, "end_step": 400}).json()["metrics"]
    assert sampled == [(each["run_id"], int(each["step"])) for each in served]
    assert last == "499"


@pytest.mark.parametrize("by", ["mlflow gc", "mltrack gc"])
def test_removed_runs_leave_nothing(server, by):
    ours, theirs = MlflowClient(server.url), MlflowClient(f"sqlite:///{server.database}")
    runs = [ours.create_run("0").info.run_id for _ in range(3)]
    for run in runs:
        ours.log_batch(run, [Metric(key, step, step, step) for key in "ab" for step in range(2500)])
        theirs.log_metric(run, "b", 1.0, timestamp=1, step=5)
    ours.delete_run(runs[0])
    theirs.delete_run(runs[1])
    command = [MLFLOW, "-m", "mlflow"] if by == "mlflow gc" else [servers.BUILD / "mltrack"]
    done = subprocess.run([*command, "gc", "--backend-store-uri", f"sqlite:///{server.database}",
                           "--tracking-uri", server.url], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    connection = sqlite3.connect(server.database)
    for table in ("metric_series", "latest_metrics"):
        assert {run for run, in connection.execute(f"SELECT run_uuid FROM {table}")} == {runs[2]}
    for table in ("metric_points", "mltrack_blocks"):
        assert connection.execute(f"SELECT COUNT(*) FROM {table} WHERE series NOT IN (SELECT id FROM metric_series)"
                                  ).fetchone() == (0,)
    connection.close()
    ours.log_batch(runs[2], [Metric("b", step, step, step) for step in range(2500, 5000)])
    assert len(points_of(theirs, runs[2], "b")) == 5001
    assert points_of(ours, runs[2], "b") == points_of(theirs, runs[2], "b")
    assert check_aggregates(server.database) == 2
    assert snapshot(server.url) == snapshot(f"sqlite:///{server.database}")


def test_mlflow_upgrades_its_own_revision(server):
    """There is nothing to migrate; MLflow's migrations of other revisions need the table (docs/databases.md)."""
    ours = MlflowClient(server.url)
    run = ours.create_run("0").info.run_id
    ours.log_metric(run, "m", 1.0)
    before = snapshot(server.url)
    uri = f"sqlite:///{server.database}"
    done = subprocess.run([MLFLOW, "-m", "mlflow", "db", "upgrade", uri], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    connection = sqlite3.connect(server.database)
    assert connection.execute("SELECT type FROM sqlite_master WHERE name = 'metrics'").fetchall() == [("view",)]
    connection.close()
    assert snapshot(server.url) == snapshot(uri) == before


def test_a_migration_may_make_runs_anew(server):
    """Alembic copies a table, drops it and renames the copy, which none of our triggers and views may refuse."""
    ours = MlflowClient(server.url)
    run = ours.create_run("0").info.run_id
    ours.log_metric(run, "m", 1.0)
    connection = sqlite3.connect(server.database)
    made = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'runs'").fetchone()[0]
    connection.executescript(made.replace('TABLE "runs"', "TABLE copied") + "; INSERT INTO copied SELECT * FROM runs;"
                             "DROP TABLE runs; ALTER TABLE copied RENAME TO runs")
    connection.close()
    ours.log_metric(run, "m", 2.0)
    assert ours.get_run(run).data.metrics == MlflowClient(f"sqlite:///{server.database}").get_run(run).data.metrics
