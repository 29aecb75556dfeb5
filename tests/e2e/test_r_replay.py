"""A replay of what MLflow's client in R sends: R's packages cannot be counted on here, so the requests are written down
as its source code makes them (mlflow/R/mlflow/R, tracking-rest.R and the functions that call it).

All values are sent as texts, numbers as R prints them; what is NULL or an empty list is left out; the id of a run is sent
as run_uuid and run_id, in queries too; answers are read by the fields that the client reads.
"""

import json
import math
import subprocess
import sys
import uuid
from urllib.parse import quote

import pytest
import requests

HEADERS = {"User-Agent": "mlflow-r-client/3.17.2", "Accept": "application/json, text/xml, application/xml, */*",
           "Accept-Encoding": "deflate, gzip"}
NOW = 1_700_000_000_000  # R prints it as 1.7e+12.


def as_character(value):
    """R's as.character: 15 significant digits, and the shorter one of 100000 and 1e+05."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    digits = next(f"{value:.{n}e}" for n in range(15) if n == 14 or float(f"{value:.{n}e}") == float(f"{value:.14e}"))
    mantissa, exponent = digits.split("e")
    decimals = max(0, len(mantissa.lstrip("-").replace(".", "")) - 1 - int(exponent))
    fixed = f"{value:.{decimals}f}"
    scientific = f"{mantissa}e{'+-'[int(exponent) < 0]}{abs(int(exponent)):02}"
    return fixed if len(fixed) <= len(scientific) else scientific


def metric_value_to_rest(value):
    return {"Inf": "Infinity", "-Inf": "-Infinity"}.get(as_character(value), as_character(value))


def texts(value):
    if isinstance(value, dict):
        return {key: texts(member) for key, member in value.items()}
    return [texts(member) for member in value] if isinstance(value, list) else as_character(value)


class Client:
    """The functions mlflow_… that the tests call, by what they send."""

    def __init__(self, url):
        self.url = url + "/api/2.0/mlflow/"
        self.session = requests.Session()
        self.session.headers = HEADERS

    def answer(self, response):
        if response.status_code != 200:
            raise RuntimeError(f"failed with error code {response.status_code}: {response.text}")
        return json.loads(response.content.decode())

    def get(self, path, /, **query):
        text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items() if value is not None)
        return self.answer(self.session.get(f"{self.url}{path}?{text}", timeout=60))

    def post(self, path, /, **data):
        body = json.dumps(texts({name: value for name, value in data.items() if value not in (None, [])}),
                          ensure_ascii=False, separators=(",", ":"))
        return self.answer(self.session.post(self.url + path, data=body.encode(), timeout=60,
                                             headers={"Content-Type": "application/json"}))

    def create_run(self, experiment, tags=None, start_time=NOW):
        tags = [{"key": key, "value": value} for key, value in (tags or {}).items()]
        run = self.post("runs/create", experiment_id=experiment, user_id="ann", start_time=start_time, tags=tags)["run"]
        return self.get_run(run["info"]["run_uuid"])

    def get_run(self, run):
        return self.get("runs/get", run_uuid=run, run_id=run)["run"]

    def search_runs(self, experiments, filter=None, run_view_type="ACTIVE_ONLY", order_by=None):
        found = self.post("runs/search", experiment_ids=experiments, filter=filter, run_view_type=run_view_type,
                          order_by=order_by)
        return [run["info"]["run_id"] for run in found.get("runs", [])]

    def log_metric(self, run, key, value, timestamp=NOW, step=0):
        self.post("runs/log-metric", run_uuid=run, run_id=run, key=key, value=metric_value_to_rest(value),
                  timestamp=timestamp, step=step)

    def history(self, run, key):
        return self.get("metrics/get-history", run_uuid=run, run_id=run, metric_key=key).get("metrics", [])


@pytest.fixture(scope="module")
def r(server):
    client = Client(server.url)
    assert client.post("experiments/search", max_results=1)["experiments"]  # mlflow_validate_server does so.
    return client


@pytest.fixture
def experiment(r):
    return r.post("experiments/create", name="R/" + uuid.uuid4().hex)["experiment_id"]


@pytest.fixture
def run(r, experiment):
    return r.create_run(experiment)["info"]["run_id"]


def test_numbers_are_printed_as_r_does():
    for value, printed in [(1.0, "1"), (100000, "1e+05"), (123456, "123456"), (0.1, "0.1"), (1 / 3, "0.333333333333333"),
                           (0.0001, "1e-04"), (NOW, "1.7e+12"), (1763000000123, "1763000000123"), (-2.5e-7, "-2.5e-07")]:
        assert as_character(value) == printed


def test_experiments(r):
    name = "R/größe " + uuid.uuid4().hex
    found = r.post("experiments/create", name=name, tags=[{"key": "team", "value": "vision"}])
    experiment = found["experiment_id"]
    r.post("experiments/set-experiment-tag", experiment_id=experiment, key="stage", value="one")
    found = r.get("experiments/get-by-name", experiment_name=name)["experiment"]
    assert {tag["key"]: tag["value"] for tag in found["tags"]} == {"team": "vision", "stage": "one"}
    assert r.post("experiments/update", experiment_id=experiment, new_name=name + " renamed") == {}
    assert r.get("experiments/get", experiment_id=experiment)["experiment"]["name"] == name + " renamed"
    with pytest.raises(RuntimeError, match="RESOURCE_DOES_NOT_EXIST"):  # mlflow_set_experiment looks for this word.
        r.get("experiments/get-by-name", experiment_name=name)
    assert r.post("experiments/delete", experiment_id=experiment) == {}
    deleted = r.post("experiments/search", filter=f"name = '{name} renamed'", view_type="DELETED_ONLY", max_results=1000)
    assert [e["experiment_id"] for e in deleted["experiments"]] == [experiment]
    assert r.post("experiments/restore", experiment_id=experiment) == {}


def test_pages_of_experiments(r):
    stem = "R/" + uuid.uuid4().hex
    for number in range(3):
        r.post("experiments/create", name=f"{stem}-{number}")
    search = {"filter": f"name LIKE '{stem}%'", "view_type": "ALL", "max_results": 2, "order_by": ["name DESC"]}
    first = r.post("experiments/search", **search)
    second = r.post("experiments/search", page_token=first["next_page_token"], **search)
    assert [e["name"][-1] for e in first["experiments"] + second["experiments"]] == ["2", "1", "0"]
    assert "next_page_token" not in second


def test_a_run(r, experiment):
    run = r.create_run(experiment, {"mlflow.user": "ann", "mlflow.source.name": "<console>", "mlflow.source.type": 4})
    info = run["info"]
    assert (info["user_id"], info["start_time"], info["status"]) == ("ann", NOW, "RUNNING")
    assert {tag["key"]: tag["value"] for tag in run["data"]["tags"]}["mlflow.source.type"] == "4"
    ended = r.post("runs/update", run_uuid=info["run_id"], run_id=info["run_id"], status="FINISHED", end_time=NOW + 5)
    assert ended["run_info"]["run_uuid"] == info["run_id"]
    found = r.get_run(info["run_id"])["info"]
    assert (found["status"], found["end_time"]) == ("FINISHED", NOW + 5)
    for call, stage in (("delete", "deleted"), ("restore", "active")):
        assert r.post(f"runs/{call}", run_id=info["run_id"]) == {}
        assert r.get_run(info["run_id"])["info"]["lifecycle_stage"] == stage


def test_metrics(r, run):
    for step, value in enumerate([1, 0.25, 1 / 3, math.nan, math.inf, -math.inf]):
        r.log_metric(run, "loss", value, NOW + step, step)
    history = r.history(run, "loss")
    assert [m["step"] for m in history] == list(range(6)) and history[0]["timestamp"] == NOW
    assert [m["value"] for m in history] == [1.0, 0.25, 0.333333333333333, "NaN", 1.7976931348623157e308,
                                             -1.7976931348623157e308]
    r.log_metric(run, "many steps", 0.5, NOW + 1, 100000)  # Step and time stamp with an exponent.
    assert [(m["step"], m["timestamp"]) for m in r.history(run, "many steps")] == [(100000, NOW + 1)]
    assert r.history(run, "never logged") == []


def test_params_and_tags(r, run):
    both = {"run_uuid": run, "run_id": run}
    r.post("runs/log-parameter", key="rate", value=0.1, **both)
    r.post("runs/log-parameter", key="shuffle", value=True, **both)
    r.post("runs/set-tag", key="note", value="größe", **both)
    r.post("runs/set-tag", key="gone", value="soon", **both)
    r.post("runs/delete-tag", run_id=run, key="gone")
    data = r.get_run(run)["data"]
    assert {p["key"]: p["value"] for p in data["params"]} == {"rate": "0.1", "shuffle": "TRUE"}
    tags = {tag["key"]: tag["value"] for tag in data["tags"]}
    assert tags["note"] == "größe" and "gone" not in tags
    with pytest.raises(RuntimeError, match="400"):
        r.post("runs/log-parameter", key="rate", value=0.2, **both)


def test_a_batch(r, run):
    r.post("runs/log-batch", run_id=run,
           metrics=[{"key": f"m{i}", "value": metric_value_to_rest(i / 7), "step": i, "timestamp": NOW + i} for i in range(9)],
           params=[{"key": f"p{i}", "value": i} for i in range(9)], tags=[{"key": "t", "value": "v"}])
    r.post("runs/log-batch", run_id=run, params=[{"key": "alone", "value": "1"}])
    data = r.get_run(run)["data"]
    assert {m["key"]: m["step"] for m in data["metrics"]} == {f"m{i}": i for i in range(9)}
    assert len(data["params"]) == 10


def test_search(r, experiment):
    runs = [r.create_run(experiment, start_time=NOW + i)["info"]["run_id"] for i in range(3)]
    for number, run in enumerate(runs):
        r.log_metric(run, "score", number / 4)
    r.post("runs/delete", run_id=runs[0])
    assert r.search_runs([experiment]) == [runs[2], runs[1]]
    assert r.search_runs([experiment], "metrics.score < 0.3", "ALL", ["metrics.score DESC"]) == [runs[1], runs[0]]
    assert r.search_runs([experiment], run_view_type="DELETED_ONLY") == [runs[0]]
    assert r.search_runs([experiment], "metrics.score > 9") == []


def test_artifacts(r, server, run, tmp_path):
    """The client moves artifacts by the command mlflow, and lists them over REST."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "crate.bin").write_bytes(b"12345")
    assert r.get("artifacts/list", run_uuid=run, run_id=run, path=None).get("files", []) == []
    subprocess.run([sys.executable, "-m", "mlflow", "artifacts", "log-artifacts", "--local-dir", tmp_path / "model",
                    "--artifact-path", "my model", "--run-id", run], check=True, stdin=subprocess.DEVNULL, timeout=300,
                   env={"MLFLOW_TRACKING_URI": server.url, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
    listed = r.get("artifacts/list", run_uuid=run, run_id=run, path="my model")
    assert listed["root_uri"].endswith(f"/{run}/artifacts")
    assert listed["files"] == [{"path": "my model/crate.bin", "is_dir": False, "file_size": 5}]


def test_a_model_is_recorded(r, run):
    model = {"artifact_path": "my model", "run_id": run, "utc_time_created": "2026-11-25 10:00:00",
             "flavors": {"crate": {"version": "0.1.0", "model": "crate.bin"}}}
    assert r.post("runs/log-model", run_id=run, model_json=json.dumps(model)) == {}
    tags = {tag["key"]: tag["value"] for tag in r.get_run(run)["data"]["tags"]}
    assert [entry["artifact_path"] for entry in json.loads(tags["mlflow.log-model.history"])] == ["my model"]
