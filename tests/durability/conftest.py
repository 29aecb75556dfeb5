"""Starts the servers that are killed, starved and shared."""

import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(TESTS / "e2e"), str(TESTS)]

# The clients neither wait long for a broken server nor tell anyone that they ran.
os.environ.update(MLFLOW_HTTP_REQUEST_MAX_RETRIES="1", MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true",
                  NO_PROXY="127.0.0.1", GIT_PYTHON_REFRESH="quiet")
for name in [name for name in os.environ if name.startswith("MLFLOW_TRACKING_")]:
    del os.environ[name]

import servers


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """What a client writes to the current directory stays out of the repository."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def start(tmp_path):
    """Starts a server over a folder, the test's own unless it is given; whatever still runs after the test is
    killed."""
    running = []

    def start_server(folder=None, *options):
        server = servers.mltrack_server(folder or tmp_path / "server", *options)
        running.append(server)
        return server

    yield start_server
    for server in running:
        server.kill()
