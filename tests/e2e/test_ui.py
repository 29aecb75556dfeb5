"""MLflow's own web UI in Chromium, served by `mltrack server --ui-dir`: somebody looks for a run, and nothing fails but
what fails on MLflow's server too."""

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import environments
import mlflow
import pytest
import servers
import ui_data

PROGRAMS = Path(__file__).parent / "ui"
FILES = Path(mlflow.__file__).parent / "server" / "js" / "build"

# What MLflow's server refuses on this walk: it has no users, and the walk asks for an unfinished filter.
REFUSED = {("GET", "ajax-api/2.0/mlflow/users/current", 404), ("POST", "ajax-api/2.0/mlflow/runs/search", 400)}

# What Chromium writes to the console for each refused request, and what the UI does with MLflow's server too.
NOISE = ("Failed to load resource", "null ResizeObserver loop")


def walk(url, folder, ids, *steps):
    """Walks through the UI; gives what its pages asked and complained about."""
    task = {"url": url, "record": str(folder / "record.json"), "picture": str(folder / "page.png"), **vars(ids)}
    (folder / "task.json").write_text(json.dumps(task))
    packages = environments.node_modules(PROGRAMS)
    outcome = subprocess.run(["node", PROGRAMS / "walk.mjs", folder / "task.json", *steps], timeout=600,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             env=os.environ | {"MLTRACK_NODE_MODULES": str(packages)})
    assert outcome.returncode == 0, outcome.stdout
    return json.loads(Path(task["record"]).read_text())


def assert_nothing_failed(record, url):
    refused = {(request["method"], request["url"].removeprefix(f"{url}/"), request["status"])
               for request in record["requests"] if request["status"] >= 400}
    assert refused <= REFUSED
    assert [request["url"] for request in record["requests"] if not request["url"].startswith(("blob:", "data:", url))] == []
    assert [text for text in record["console"] if not text.startswith(NOISE)] == []
    assert record["errors"] == []


def test_the_ui_of_mlflow_works(start, tmp_path):
    server = start(None, "--ui-dir", FILES)
    ids = ui_data.fill(server.url, tmp_path / "artifacts")
    record = walk(server.url, tmp_path, ids)
    assert_nothing_failed(record, server.url)
    asked = {urlsplit(request["url"]).path for request in record["requests"]}
    assert {"/", "/graphql", "/get-artifact", "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"} <= asked


@pytest.mark.ours
def test_the_ui_works_below_a_prefix(start, tmp_path):
    server = start(None, "--ui-dir", FILES, "--static-prefix", "/ml")
    ids = ui_data.fill(server.url, tmp_path / "artifacts")
    record = walk(server.url, tmp_path, ids, "the list of experiments", "the runs of an experiment")
    assert_nothing_failed(record, server.url)


@pytest.mark.ours
@pytest.mark.parametrize("by_variable", [False, True])
def test_a_folder_without_ui_is_refused(tmp_path, by_variable):
    command = [servers.BUILD / "mltrack", "server", "--port", "0", *([] if by_variable else ["--ui-dir", tmp_path])]
    variables = {"MLTRACK_UI_DIR": str(tmp_path)} if by_variable else {}
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env=os.environ | variables)
    assert outcome.returncode != 0
    assert "--ui-dir" in outcome.stderr and "index.html" in outcome.stderr
    assert list(tmp_path.iterdir()) == []
