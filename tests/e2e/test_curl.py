"""The REST API by hand, with curl: create, log, search, and artifacts up and down."""

import json
import subprocess
import uuid

import pytest

JSON = ["-H", "Content-Type: application/json"]


@pytest.fixture
def curl(server, tmp_path):
    """Runs curl on a path of the server; gives what it wrote. Fails as curl does, with --fail-with-body."""
    def run(*options, path):
        done = subprocess.run(["curl", "--silent", "--show-error", "--fail-with-body", "--noproxy", "*", *options,
                               server.url + path], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, cwd=tmp_path)
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
        return done.stdout

    return run


def api(curl, endpoint, body=None, *options):
    sent = [*JSON, "-d", json.dumps(body)] if body is not None else []
    return json.loads(curl(*sent, *options, path=f"/api/2.0/mlflow/{endpoint}"))


def test_a_run_from_begin_to_end(curl):
    name = "curl größe " + uuid.uuid4().hex
    experiment = api(curl, "experiments/create", {"name": name})["experiment_id"]
    found = api(curl, "experiments/get-by-name", None, "--get", "--data-urlencode", f"experiment_name={name}")
    assert found["experiment"]["experiment_id"] == experiment

    run = api(curl, "runs/create", {"experiment_id": experiment, "start_time": 1700000000000,
                                    "tags": [{"key": "from", "value": "a shell"}]})["run"]["info"]["run_id"]
    assert api(curl, "runs/log-parameter", {"run_id": run, "key": "rate", "value": "0.1"}) == {}
    for step in range(3):
        body = {"run_id": run, "key": "loss", "value": 1 / (step + 1), "timestamp": 1700000000000 + step, "step": step}
        assert api(curl, "runs/log-metric", body) == {}
    assert api(curl, "runs/log-batch", {"run_id": run, "params": [{"key": "depth", "value": "3"}]}) == {}
    assert api(curl, "runs/set-tag", {"run_id": run, "key": "note", "value": "ok"}) == {}
    ended = api(curl, "runs/update", {"run_id": run, "status": "FINISHED", "end_time": 1700000001000})
    assert ended["run_info"]["status"] == "FINISHED"

    data = api(curl, f"runs/get?run_id={run}")["run"]["data"]
    assert data["metrics"] == [{"key": "loss", "value": 1 / 3, "timestamp": 1700000000002, "step": 2}]
    assert {p["key"]: p["value"] for p in data["params"]} == {"rate": "0.1", "depth": "3"}
    history = api(curl, f"metrics/get-history?run_id={run}&metric_key=loss")["metrics"]
    assert [metric["step"] for metric in history] == [0, 1, 2]
    search = {"experiment_ids": [experiment], "filter": "metrics.loss < 0.5 and params.rate = '0.1'",
              "order_by": ["metrics.loss DESC"], "max_results": 5}
    assert [r["info"]["run_id"] for r in api(curl, "runs/search", search)["runs"]] == [run]


def test_artifacts_up_and_down(curl, tmp_path):
    experiment = api(curl, "experiments/create", {"name": uuid.uuid4().hex})["experiment_id"]
    run = api(curl, "runs/create", {"experiment_id": experiment})["run"]["info"]
    root = "/api/2.0/mlflow-artifacts/artifacts" + run["artifact_uri"].removeprefix("mlflow-artifacts:")
    content = bytes(range(256)) * 500
    (tmp_path / "model.bin").write_bytes(content)

    assert curl("--upload-file", "model.bin", path=f"{root}/deep/model.bin") == b""
    assert curl("-X", "PUT", "--data-binary", "@model.bin", path=f"{root}/deep/gr%C3%B6%C3%9Fe%201.bin") == b""
    listed = api(curl, f"artifacts/list?run_id={run['run_id']}&path=deep")["files"]
    assert [(file["path"], file["file_size"]) for file in listed] == [("deep/größe 1.bin", 128000),
                                                                      ("deep/model.bin", 128000)]
    assert curl(path=f"{root}/deep/gr%C3%B6%C3%9Fe%201.bin") == content
    assert curl("--compressed", path=f"{root}/deep/model.bin") == content
    curl("-X", "DELETE", path=f"{root}/deep/model.bin")
    assert [file["path"] for file in api(curl, f"artifacts/list?run_id={run['run_id']}&path=deep")["files"]] == [
        "deep/größe 1.bin"]


def test_what_is_wrong_is_said(server, curl, tmp_path):
    done = subprocess.run(["curl", "--silent", "--noproxy", "*", "--write-out", "\n%{http_code} %{content_type}", *JSON, "-d",
                           '{"run_id": "none", "key": "k", "value": "v"}', server.url + "/api/2.0/mlflow/runs/set-tag"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    body, last = done.stdout.rsplit("\n", 1)
    assert last == "404 application/json" and json.loads(body)["error_code"] == "RESOURCE_DOES_NOT_EXIST"
    assert "none" in json.loads(body)["message"]


@pytest.mark.ours
def test_what_curl_says_without_options_is_understood(curl):
    """An upload that waits for 100 Continue, HEAD, and a part of an artifact."""
    path = f"/api/2.0/mlflow-artifacts/artifacts/curl/{uuid.uuid4().hex}"
    assert curl("-H", "Expect: 100-continue", "-X", "PUT", "--data-binary", "0123456789", path=path) == b""
    assert curl("--range", "2-4", path=path) == b"234"
    assert b"200" in curl("--head", path="/health").splitlines()[0]
