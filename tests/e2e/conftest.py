"""Starts the servers under test. With MLTRACK_E2E_SERVER=mlflow the tests run against MLflow's own server instead of
mltrack's, which shows that they ask for what MLflow does; those marked `ours` are left out there."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

# The clients neither wait long for a broken server nor tell anyone that they ran.
os.environ.update(MLFLOW_HTTP_REQUEST_MAX_RETRIES="1", MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true",
                  NO_PROXY="127.0.0.1", GIT_PYTHON_REFRESH="quiet")
for name in [name for name in os.environ if name.startswith("MLFLOW_TRACKING_")]:
    del os.environ[name]

import servers

OFFICIAL = os.environ.get("MLTRACK_E2E_SERVER") == "mlflow"
LONG = bool(os.environ.get("MLTRACK_LONG_TESTS"))


def pytest_configure(config):
    config.addinivalue_line("markers", "ours: says what only mltrack's server does")


def pytest_collection_modifyitems(items):
    if OFFICIAL:
        for item in items:
            if item.get_closest_marker("ours"):
                item.add_marker(pytest.mark.skip(reason="only mltrack's server does this"))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """What a client writes to the current directory stays out of the repository."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def long():
    """Whether the long versions of the tests are asked for."""
    return LONG


@pytest.fixture(scope="session")
def start(tmp_path_factory):
    """Starts a server over a folder, a new one unless it is given; whatever still runs at the end is killed."""
    running = []

    def start_server(folder=None, *options):
        folder = folder or tmp_path_factory.mktemp("server")
        server = servers.mlflow_server(folder) if OFFICIAL else servers.mltrack_server(folder, *options)
        running.append(server)
        return server

    yield start_server
    for server in running:
        server.end()


@pytest.fixture(scope="session")
def server(start):
    """One server for all tests that keep to experiments of their own."""
    return start()


@pytest.fixture(scope="module", params=["mltrack", "mlflow"])
def either_server(request, tmp_path_factory):
    """A server of either kind."""
    server = servers.server_of(request.param, tmp_path_factory.mktemp(request.param))
    yield server
    server.kill()


@pytest.fixture(scope="module", params=["mltrack", "mlflow", "sqlite"])
def tracking(request, tmp_path_factory):
    """The URI that programs in C++ record at, with a server of either kind behind it or none."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        yield SimpleNamespace(url=f"sqlite:///{folder}/runs.db")
        return
    server = servers.server_of(request.param, folder)
    yield server
    server.kill()
