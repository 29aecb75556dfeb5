"""Starts MLflow's server and mltrack's side by side."""

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "e2e"), str(Path(__file__).parents[1])]

# MLflow's server neither tells anyone that it ran nor starts what serves no tracking.
os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true", NO_PROXY="127.0.0.1", GIT_PYTHON_REFRESH="quiet",
                  MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false")
for name in [name for name in os.environ if name.startswith("MLFLOW_TRACKING_")]:
    del os.environ[name]

import servers
from comparison import Pair

# MLflow is the slower server by far and uses one core for its one worker.
STREAMS = min(2, os.cpu_count())


@pytest.fixture(scope="session")
def long():
    """Whether the long versions of the tests are asked for."""
    return bool(os.environ.get("MLTRACK_LONG_TESTS"))


@pytest.fixture(scope="session")
def pairs():
    """Pairs of servers, none in use. Their files are in memory where there is such a folder: MLflow's database syncs its
    file after each request."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="mltrack-conformance-", dir=memory if os.access(memory, os.W_OK) else None))
    running = []

    def start(number):
        theirs = servers.mlflow_server(folder / f"mlflow{number}", "--uvicorn-opts", "--log-level warning")
        running.append(theirs)
        ours = servers.mltrack_server(folder / f"mltrack{number}")
        running.append(ours)
        return Pair(theirs.url, ours.url)

    idle = SimpleQueue()
    try:
        with ThreadPoolExecutor(STREAMS) as starting:
            for pair in starting.map(start, range(STREAMS)):
                idle.put(pair)
        yield idle
    finally:
        for server in running:
            server.end()
        shutil.rmtree(folder)


@pytest.fixture
def session(pairs):
    """A session on a pair of servers."""
    pair = pairs.get()
    yield pair.session()
    pairs.put(pair)
