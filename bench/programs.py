"""The programs that are measured: mltrack's and, beside it, FastTrackML's and MLflow's, each with SQLite in a folder of
its own."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
import environments

FASTTRACKML = "0.6.0"
MLFLOW = "3.17.2"
MLTRACK = "mltrack"
THEIRS = {"FastTrackML": f"FastTrackML {FASTTRACKML}", "MLflow": f"MLflow {MLFLOW}"}


def build(*targets):
    """Builds programs of this repository's, optimised, that are not up to date; gives the folder that they are in."""
    folder = ROOT / "build" / "release"
    if not (folder / "build.ninja").exists():
        subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True, stdout=sys.stderr)
    subprocess.run(["ninja", "-C", folder, *targets], check=True, stdout=sys.stderr)
    return folder


def built(program):
    """A program of this repository's."""
    return build(program) / program


def mltrack():
    return built("mltrack")


def fasttrackml():
    """FastTrackML's program from PyPI, in a Python environment outside of the repository."""
    folder = environments.CACHE / f"fasttrackml-{FASTTRACKML}"
    program = folder / "bin" / "fml"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", f"fasttrackml=={FASTTRACKML}"], check=True)
    return program


def command(kind, port, database, artifacts):
    """The command that serves a database at a port, with the settings that the program comes with."""
    if kind == MLTRACK:
        return [mltrack(), "server", "--port", port, "--backend-store-uri", f"sqlite:///{database}",
                "--artifacts-destination", artifacts]
    if kind == "FastTrackML":
        return [fasttrackml(), "server", "--listen-address", f"127.0.0.1:{port}", "--database-uri",
                f"sqlite://{database}", "--log-level", "error", "--default-artifact-root", artifacts]
    return [environments.python(f"mlflow-{MLFLOW}"), "-m", "mlflow", "server", "--port", port, "--backend-store-uri",
            f"sqlite:///{database}", "--artifacts-destination", artifacts]


class Server:
    """A program that serves on a free port until the end of the `with` block."""

    def __init__(self, kind, folder, under=()):
        """`under`: a command that the program's goes behind."""
        self.kind = kind
        self.database = Path(folder) / f"{kind}.db"
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = [str(word) for word in [*under, *command(kind, self.port, self.database, Path(folder) / "artifacts")]]

    def __enter__(self):
        begun = time.monotonic()
        quiet = os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, start_new_session=True, env=quiet)
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - begun > 120:
                self.stop()
                sys.exit(f"{self.command[0]} does not serve")
            time.sleep(0.001)
        self.start_seconds = time.monotonic() - begun
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends the server and all of its processes."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def answers(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            send(connection, "experiments/search", {"max_results": 1})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def connect(self):
        return Connection(self.port)

    def processes(self):
        """The ids of the server's processes."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(") ", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid:  # The session.
                found.append(int(stat.parent.name))
        return found

    def memory_bytes(self):
        """What all processes have in memory, of what they share a fair part each (PSS)."""
        total = 0
        for process in self.processes():
            try:
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        return total

    def disk_bytes(self):
        """The size of the database and of what stands beside it."""
        return sum(path.stat().st_size for path in self.database.parent.glob(f"{self.database.name}*"))

    def points(self, runs):
        """How many points of metrics the database has of some runs."""
        database = sqlite3.connect(self.database, timeout=60)
        try:
            return sum(database.execute("SELECT COUNT(*) FROM metrics WHERE run_uuid = ?", (run,)).fetchone()[0]
                       for run in runs)
        finally:
            database.close()


def send(connection, endpoint, body):
    text = body if isinstance(body, str) else json.dumps(body)
    connection.request("POST", f"/api/2.0/mlflow/{endpoint}", text, {"Content-Type": "application/json"})


class Connection:
    """A connection to a server that is kept."""

    def __init__(self, port):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def call(self, endpoint, body):
        """POSTs a message, or its text, to an endpoint of the REST interface; its answer."""
        send(self.http, endpoint, body)
        answer = self.http.getresponse()
        text = answer.read()
        if answer.status != 200:
            sys.exit(f"{endpoint}: {answer.status} {text.decode(errors='replace')}")
        return json.loads(text)

    def experiment(self):
        return self.call("experiments/search", {"max_results": 1})["experiments"][0]["experiment_id"]

    def create_runs(self, count, experiment=None):
        """The ids of new runs."""
        experiment = experiment or self.experiment()
        return [self.call("runs/create", {"experiment_id": experiment, "start_time": 1})["run"]["info"]["run_id"]
                for _ in range(count)]
