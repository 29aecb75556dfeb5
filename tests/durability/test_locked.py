"""Another process holds the lock that who writes to the file needs."""

import select
import sqlite3

import pytest
from kept import check_kept
from picture import File
from wire import Wire
from writer import join, start_writers

WAITING = 20


@pytest.fixture
def locked():
    """Takes the lock of a database file; it is released by `rollback()`, or when the test ends."""
    held = []

    def lock(database):
        connection = sqlite3.connect(database, isolation_level=None, timeout=60)
        connection.execute("BEGIN IMMEDIATE")
        held.append(connection)
        return connection

    yield lock
    for connection in held:
        connection.close()


def new_run(wire, name):
    experiment = wire.post("experiments/create", {"name": name})["experiment_id"]
    return wire.post("runs/create", {"experiment_id": experiment, "run_name": name})["run"]["info"]["run_id"]


def batch(run_id, number):
    entries = [{"key": f"{number}-{index}", "value": "x"} for index in range(3)]
    metrics = [{"key": "metric", "value": number, "timestamp": 1, "step": number * 10 + index} for index in range(10)]
    return {"run_id": run_id, "metrics": metrics, "params": entries, "tags": entries}


def test_reads_are_answered_while_writes_wait(start, locked):
    server = start()
    wire = Wire(server.url)
    run_id = new_run(wire, "waiting")
    lock = locked(server.database)
    waiting = [Wire(server.url) for _ in range(WAITING)]
    for number, each in enumerate(waiting):
        each.send("runs/log-batch", batch(run_id, number))

    assert wire.health() == 200
    run = wire.get("runs/get", run_id=run_id)["run"]
    assert "metrics" not in run["data"]
    assert wire.get("metrics/get-history", run_id=run_id, metric_key="metric") == {}
    found = wire.post("runs/search", {"experiment_ids": [run["info"]["experiment_id"]]})["runs"]
    assert len(found) == 1
    answered, _, _ = select.select([each.connection.sock for each in waiting], [], [], 0)
    assert not answered, "a write did not wait, or the reads waited until writes gave up"

    lock.rollback()
    outcomes = [each.receive() for each in waiting]
    assert [status for status, _ in outcomes] == [200] * WAITING, outcomes
    assert len(wire.get("metrics/get-history", run_id=run_id, metric_key="metric")["metrics"]) == 10 * WAITING
    assert len(wire.get("runs/get", run_id=run_id)["run"]["data"]["params"]) == 3 * WAITING


def test_a_write_that_waited_in_vain_is_told_so(start, locked):
    server = start()
    wire, waiting = Wire(server.url), Wire(server.url)
    run_id = new_run(wire, "in vain")
    lock = locked(server.database)
    waiting.send("runs/log-batch", batch(run_id, 1))
    status, message = waiting.receive()  # After the 30 s that the store waits.
    assert status == 503
    assert message["error_code"] == "TEMPORARILY_UNAVAILABLE"
    assert f"'{server.database}' was locked by another program" in message["message"]
    assert "try again later" in message["message"]
    assert wire.health() == 200
    assert "params" not in wire.get("runs/get", run_id=run_id)["run"]["data"]

    lock.rollback()
    assert "params" not in wire.get("runs/get", run_id=run_id)["run"]["data"]
    waiting.post("runs/log-batch", batch(run_id, 1))
    assert len(wire.get("metrics/get-history", run_id=run_id, metric_key="metric")["metrics"]) == 10


def test_nothing_is_lost_by_locks_in_between(start, locked):
    server = start()
    writers = start_writers(server.url, 4, "between", most=100)
    while any(writer.is_alive() for writer in writers):
        locked(server.database).rollback()
    join(writers)
    file = File(server.database)
    check_kept(Wire(server.url), file, writers)
    file.close()
