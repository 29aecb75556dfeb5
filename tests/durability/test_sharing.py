"""Others use the file of a server that is under load."""

import sqlite3
import subprocess
import threading

import servers
from kept import check_kept
from mlflow.entities import Metric, Param
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient
from picture import File
from wire import Wire
from writer import join, start_writers

WRITES = 20


class Other(threading.Thread):
    """Another user of the file, who does `write(number)` for a number of times; which of them did not fail."""

    def __init__(self, write):
        super().__init__(daemon=True)
        self.write, self.done, self.failure = write, [], None

    def run(self):
        try:
            for number in range(WRITES):
                if self.write(number):
                    self.done.append(number)
        except Exception as failure:
            self.failure = failure


def test_a_second_server_is_refused(start):
    server = start()
    command = [servers.BUILD / "mltrack", "server", "--port", "0", "--backend-store-uri",
               f"sqlite:///{server.database}", "--artifacts-destination", server.artifacts]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert refused.returncode != 0
    told = f"the mltrack server with process id {server.process.pid} serves '{server.database}' already"
    assert told in refused.stderr
    assert Wire(server.url).health() == 200

    # A link to the file is the same file.
    link = server.folder / "link.db"
    link.symlink_to(server.database)
    command[5] = f"sqlite:///{link}"
    refused = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert refused.returncode != 0
    assert f"process id {server.process.pid}" in refused.stderr


def test_a_server_that_was_killed_does_not_keep_the_next_one_out(start):
    first = start()
    first.kill()
    assert Wire(start(first.folder).url).health() == 200


def make_run_by_command(database, experiment):
    def write(number):
        done = subprocess.run([servers.BUILD / "mltrack", "runs", "create", "--tracking-uri", f"sqlite:///{database}",
                               "--experiment-id", experiment, "--run-name", f"by command {number}", "--tags", "a=1"],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return True

    return write


def add_param_by_sql(database, run_id):
    def write(number):
        connection = sqlite3.connect(database, timeout=60)
        with connection:
            connection.execute("INSERT INTO params (key, value, run_uuid) VALUES (?, 'x', ?)",
                               (f"by sql {number}", run_id))
        connection.close()
        return True

    return write


def log_by_mlflow(database, run_id):
    """MLflow waits 5 s for a locked file and tells then; what it told to have failed may not be there."""
    client = MlflowClient(f"sqlite:///{database}")

    def write(number):
        try:
            client.log_batch(run_id, [Metric("by MLflow", number, 1, number)], [Param(f"by MLflow {number}", "x")])
        except MlflowException as refused:
            assert "locked" in str(refused)
            return False
        return True

    return write


def test_nothing_is_lost_when_others_write_to_the_file(start):
    server = start()
    wire = Wire(server.url)
    experiment = wire.post("experiments/create", {"name": "others"})["experiment_id"]
    run_id = wire.post("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
    commands = Other(make_run_by_command(server.database, experiment))
    sql = Other(add_param_by_sql(server.database, run_id))
    mlflow = Other(log_by_mlflow(server.database, run_id))
    writers = start_writers(server.url, 4, "load")
    others = [commands, sql, mlflow]
    for other in others:
        other.start()
    for other in others:
        other.join(300)
        assert not other.is_alive()
        if other.failure is not None:
            raise AssertionError("another user of the file failed") from other.failure
    for writer in writers:
        writer.stop.set()
    join(writers)
    assert all(writer.acknowledged for writer in writers)
    assert mlflow.done

    file = File(server.database)
    check_kept(wire, file, writers)
    found = file.picture(run_id)
    assert found.params.keys() == {f"by sql {number}" for number in sql.done} | {f"by MLflow {number}"
                                                                                  for number in mlflow.done}
    assert found.points == {("by MLflow", number, 1, float(number)): 1 for number in mlflow.done}
    names = file.rows("SELECT name FROM runs WHERE name LIKE 'by command %' ORDER BY 1")
    assert names == sorted((f"by command {number}",) for number in range(WRITES))
    file.close()
