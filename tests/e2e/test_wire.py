"""What goes over the wire, byte by byte where it matters: forms that curl, scripts and the clients meet."""

import gzip
import json
import random
import uuid
import zlib

import openapi_spec_validator
import pytest
import requests

API = "/api/2.0/mlflow/"


class Http:
    """The server's endpoints, called with nothing in between."""

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()

    def call(self, method, path, **options):
        return self.session.request(method, self.url + path, timeout=60, **options)

    def post(self, endpoint, body):
        """The answer to a call that must work."""
        response = self.call("POST", API + endpoint, json=body)
        assert response.status_code == 200, response.text
        assert response.headers["Content-Type"].split(";")[0] == "application/json"
        return response.json()

    def get(self, endpoint, **parameters):
        response = self.call("GET", API + endpoint, params=parameters)
        assert response.status_code == 200, response.text
        return response.json()

    def refused(self, endpoint, body, status=400, code="INVALID_PARAMETER_VALUE"):
        """The message of a refusal of this kind."""
        response = self.call("POST", API + endpoint, json=body)
        return message_of(response, status, code)


def message_of(response, status, code):
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"].split(";")[0] == "application/json"
    body = response.json()
    assert body["error_code"] == code, body
    return body["message"]


@pytest.fixture(scope="module")
def http(server):
    return Http(server.url)


@pytest.fixture
def experiment(http):
    return http.post("experiments/create", {"name": uuid.uuid4().hex})["experiment_id"]


@pytest.fixture
def run(http, experiment):
    return http.post("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]


def test_health_and_version(http):
    health = http.call("GET", "/health")
    assert (health.status_code, health.text) == (200, "OK")
    assert http.call("GET", "/version").text == "3.17.2"


def test_both_prefixes_lead_to_the_endpoints(http):
    for prefix in ("/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"):
        found = http.call("GET", prefix + "experiments/get", params={"experiment_id": "0"}).json()
        assert found["experiment"]["name"] == "Default"


def test_an_experiment(http, experiment):
    found = http.get("experiments/get", experiment_id=experiment)["experiment"]
    assert found["experiment_id"] == experiment
    assert found["lifecycle_stage"] == "active"
    assert isinstance(found["creation_time"], int) and found["creation_time"] > 1_600_000_000_000
    assert "tags" not in found


def test_a_run_as_created(http, experiment):
    created = http.post("runs/create", {"experiment_id": experiment, "user_id": "ann", "start_time": 1234567890123,
                                        "run_name": "one", "tags": [{"key": "a", "value": "b"}]})["run"]
    info = created["info"]
    assert info == {
        "run_uuid": info["run_id"], "experiment_id": experiment, "run_name": "one", "user_id": "ann",
        "status": "RUNNING", "start_time": 1234567890123,
        "artifact_uri": f"mlflow-artifacts:/{experiment}/{info['run_id']}/artifacts", "lifecycle_stage": "active",
        "run_id": info["run_id"]}
    assert created["data"] == {"tags": [{"key": "a", "value": "b"}, {"key": "mlflow.runName", "value": "one"}]}
    assert created["inputs"] == {} and "outputs" not in created
    assert http.get("runs/get", run_id=info["run_id"])["run"] == created | {"outputs": {}}


def test_defaults_of_a_run(http, run):
    info = http.get("runs/get", run_id=run)["run"]["info"]
    assert (info["user_id"], info["start_time"], info["status"]) == ("", 0, "RUNNING")
    assert "end_time" not in info


def test_what_is_empty_is_absent(http, experiment):
    assert http.post("runs/search", {"experiment_ids": [experiment]}) == {}
    assert http.get("metrics/get-history", run_id="0" * 32, metric_key="m") == {}
    assert http.post("experiments/set-experiment-tag", {"experiment_id": experiment, "key": "k", "value": "v"}) == {}


def test_numbers_on_the_wire(http, run):
    for value in (1, 2.5, -0.25, 1e308, 123456789012345678901234567890):
        http.post("runs/log-metric", {"run_id": run, "key": "m", "value": value, "timestamp": 1})
    text = http.call("GET", API + "metrics/get-history", params={"run_id": run, "metric_key": "m"}).text
    compact = text.replace(" ", "").replace("\n", "")
    for written in ("1.0", "2.5", "-0.25", "1e+308", "1.2345678901234568e+29"):
        assert f'"value":{written}' in compact, text
    assert '"timestamp":1,' in compact and '"step":0' in compact


def test_numbers_may_be_texts_and_large(http, run):
    http.post("runs/log-metric", {"run_id": run, "key": "m", "value": "NaN", "timestamp": "5", "step": "-9223372036854775808"})
    http.post("runs/log-metric", {"run_id": run, "key": "i", "value": "Infinity", "timestamp": 5e3, "step": 2**63 - 1})
    metric, = http.get("metrics/get-history", run_id=run, metric_key="m")["metrics"]
    assert metric == {"key": "m", "value": "NaN", "timestamp": 5, "step": -2**63}
    metric, = http.get("metrics/get-history", run_id=run, metric_key="i")["metrics"]
    assert metric == {"key": "i", "value": 1.7976931348623157e308, "timestamp": 5000, "step": 2**63 - 1}


def test_names_in_camel_case_and_unknown_fields(http, experiment):
    created = http.post("runs/create", {"experimentId": experiment, "runName": "camel", "startTime": 7, "no_such": [1]})
    assert created["run"]["info"]["run_name"] == "camel" and created["run"]["info"]["start_time"] == 7


def test_run_uuid_is_understood(http, run):
    http.post("runs/set-tag", {"run_uuid": run, "key": "k", "value": "v"})
    assert http.get("runs/get", run_uuid=run)["run"]["info"]["run_id"] == run


def test_texts_come_back(http, run):
    text = "ä ✓ 日本 😀 \"quoted\" \\ / \b\f\n\r\t \u007f"
    http.post("runs/set-tag", {"run_id": run, "key": "text", "value": text})
    tags = {tag["key"]: tag["value"] for tag in http.get("runs/get", run_id=run)["run"]["data"]["tags"]}
    assert tags["text"] == text


def test_long_values_are_cut(http, run):
    http.post("runs/log-parameter", {"run_id": run, "key": "p", "value": "é" * 6001})
    http.post("runs/set-tag", {"run_id": run, "key": "t", "value": "é" * 8001})
    data = http.get("runs/get", run_id=run)["run"]["data"]
    assert data["params"] == [{"key": "p", "value": "é" * 6000}]
    assert {"key": "t", "value": "é" * 8000} in data["tags"]


def test_latest_metric_goes_by_step(http, run):
    for value, timestamp, step in [(1.0, 10, 5), (2.0, 99, 4), (3.0, 10, 5), (0.5, 10, 5)]:
        http.post("runs/log-metric", {"run_id": run, "key": "m", "value": value, "timestamp": timestamp, "step": step})
    assert http.get("runs/get", run_id=run)["run"]["data"]["metrics"] == [
        {"key": "m", "value": 3.0, "timestamp": 10, "step": 5}]


def test_repeated_points_are_one(http, run):
    point = {"key": "m", "value": 1.5, "timestamp": 1, "step": 1}
    http.post("runs/log-batch", {"run_id": run, "metrics": [point, point]})
    http.post("runs/log-metric", {"run_id": run} | point)
    assert http.get("metrics/get-history", run_id=run, metric_key="m")["metrics"] == [point]


def test_history_in_pages(http, run):
    points = [{"key": "m", "value": float(i), "timestamp": i, "step": i} for i in range(10)]
    http.post("runs/log-batch", {"run_id": run, "metrics": points})
    seen, token = [], None
    while True:
        page = http.get("metrics/get-history", run_id=run, metric_key="m", max_results=4,
                        **({"page_token": token} if token else {}))
        seen.append(len(page["metrics"]))
        points = points[len(page["metrics"]):] if page["metrics"] == points[:4] else None
        token = page.get("next_page_token")
        if not token:
            break
    assert (seen, points) == ([4, 4, 2], [])


def test_experiments_are_searched_by_get_and_post(http, experiment):
    query = {"max_results": 1, "filter": f"experiment_id = '{experiment}'"}
    assert http.get("experiments/search", **query) == http.post("experiments/search", query)
    assert http.get("experiments/search", **query)["experiments"][0]["experiment_id"] == experiment


def test_missing_fields_are_named(http):
    assert "run_id" in http.refused("runs/log-metric", {"key": "m", "value": 1, "timestamp": 1})
    assert "experiment_id" in http.refused("experiments/delete", {})
    response = http.call("GET", API + "experiments/get-by-name")
    assert "experiment_name" in message_of(response, 400, "INVALID_PARAMETER_VALUE")


def test_errors_name_what_they_met(http, experiment, run):
    name = http.get("experiments/get", experiment_id=experiment)["experiment"]["name"]
    assert name in http.refused("experiments/create", {"name": name}, 400, "RESOURCE_ALREADY_EXISTS")
    assert "0" * 32 in http.refused("runs/log-metric", {"run_id": "0" * 32, "key": "m", "value": 1, "timestamp": 1}, 404,
                                    "RESOURCE_DOES_NOT_EXIST")
    assert "a//b" in http.refused("runs/log-metric", {"run_id": run, "key": "a//b", "value": 1, "timestamp": 1})
    http.post("runs/log-parameter", {"run_id": run, "key": "p", "value": "1"})
    assert "p" in http.refused("runs/log-parameter", {"run_id": run, "key": "p", "value": "2"})
    http.post("runs/delete", {"run_id": run})
    assert run in http.refused("runs/set-tag", {"run_id": run, "key": "k", "value": "v"})


def test_errors_carry_their_class(http):
    body = http.call("GET", API + "experiments/get", params={"experiment_id": "987654321"}).json()
    assert body["error_code"] == "RESOURCE_DOES_NOT_EXIST"
    assert (body["sqlstate"], body["error_class"]) == ("KAM00", "RESOURCE_NOT_FOUND")


def test_bad_key_comes_before_unknown_run(http):
    http.refused("runs/log-metric", {"run_id": "0" * 32, "key": "/a", "value": 1, "timestamp": 1})


def test_a_batch_is_limited(http, run):
    def batch(metrics=0, params=0, tags=0):
        return {"run_id": run, "metrics": [{"key": f"m{i}", "value": 1, "timestamp": 1} for i in range(metrics)],
                "params": [{"key": f"p{i}", "value": "x"} for i in range(params)],
                "tags": [{"key": f"t{i}", "value": "x"} for i in range(tags)]}

    for refused in (batch(metrics=1001), batch(params=101), batch(tags=101), batch(900, 100, 1)):
        http.refused("runs/log-batch", refused)
    assert "metrics" not in http.get("runs/get", run_id=run)["run"]["data"]
    http.post("runs/log-batch", batch(metrics=1000))
    http.post("runs/log-batch", batch(800, 100, 100))


def test_content_type_is_needed(http):
    for content_type in (None, "text/plain", "application/JSON"):
        headers = {"Content-Type": content_type} if content_type else {}
        response = http.call("POST", API + "experiments/search", data=b'{"max_results": 1}', headers=headers)
        message_of(response, 400, "INVALID_PARAMETER_VALUE")
    response = http.call("POST", API + "experiments/search", data=b'{"max_results": 1}',
                         headers={"Content-Type": "application/json; charset=utf-8"})
    assert response.status_code == 200


def test_doubles_come_back_bit_for_bit(http, experiment):
    """100,000 random doubles through log-batch, the database and get-history."""
    doubles = random.Random(20261125)
    values = [doubles.uniform(-1, 1) * 10 ** doubles.uniform(-307, 308) for _ in range(50_000)]
    values += [doubles.random() for _ in range(50_000)]
    run = http.post("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
    for start in range(0, len(values), 1000):
        http.post("runs/log-batch", {"run_id": run, "metrics": [
            {"key": "m", "value": value, "timestamp": start + i, "step": 0}
            for i, value in enumerate(values[start:start + 1000])]})
    history = http.get("metrics/get-history", run_id=run, metric_key="m")["metrics"]
    assert [metric["value"].hex() for metric in history] == [value.hex() for value in values]


def test_proxied_artifacts(http):
    proxy = "/api/2.0/mlflow-artifacts/artifacts"
    folder = uuid.uuid4().hex
    content = bytes(range(256)) * 10
    stored = http.call("PUT", f"{proxy}/{folder}/a b/ü%25.bin", data=content)
    assert (stored.status_code, stored.text) == (200, "")
    http.call("PUT", f"{proxy}/{folder}/empty.txt", data=b"")

    found = http.call("GET", f"{proxy}/{folder}/a b/ü%25.bin")
    assert found.content == content
    assert found.headers["Content-Length"] == str(len(content))
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert http.call("GET", proxy, params={"path": folder}).json() == {"files": [
        {"path": "a b", "is_dir": True}, {"path": "empty.txt", "is_dir": False}]}
    assert http.call("GET", proxy, params={"path": f"{folder}/a b"}).json() == {"files": [
        {"path": "ü%.bin", "is_dir": False, "file_size": len(content)}]}

    missing = http.call("GET", f"{proxy}/{folder}/missing")
    assert f"{folder}/missing" in message_of(missing, 404, "RESOURCE_DOES_NOT_EXIST")
    for path in (folder, folder):
        deleted = http.call("DELETE", f"{proxy}/{path}")
        assert (deleted.status_code, deleted.json()) == (200, {})
    assert http.call("GET", proxy, params={"path": folder}).json() == {}


def test_artifacts_of_a_run(http, experiment, run):
    http.call("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/b.txt", data=b"12345")
    http.call("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/a/x", data=b"1")
    root = f"mlflow-artifacts:/{experiment}/{run}/artifacts"
    assert http.get("artifacts/list", run_id=run) == {"root_uri": root, "files": [
        {"path": "a", "is_dir": True}, {"path": "b.txt", "is_dir": False, "file_size": 5}]}
    assert http.get("artifacts/list", run_id=run, path="b.txt") == {"root_uri": root}


BULK = "/ajax-api/2.0/mlflow/metrics/get-history-bulk"


def log_steps(http, run, steps, key="m"):
    for first in range(0, len(steps), 1000):
        http.post("runs/log-batch", {"run_id": run, "metrics": [
            {"key": key, "value": step / 2, "timestamp": 10_000 - step, "step": step} for step in steps[first:first + 1000]]})


def test_histories_of_several_runs(http, experiment, run):
    other = http.post("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
    log_steps(http, run, [0, 1, 2])
    log_steps(http, other, [7])

    def bulk(**parameters):
        return http.call("GET", BULK, params={"metric_key": "m", **parameters})

    points = {run: [(run, step) for step in (2, 1, 0)], other: [(other, 7)]}
    expected = sum((points[each] for each in sorted(points)), [])
    found = bulk(run_id=[other, run, other, "0" * 32]).json()["metrics"]
    assert [(each["run_id"], each["step"]) for each in found] == expected
    assert found[0].keys() == {"key", "value", "timestamp", "step", "run_id"}
    limited = bulk(run_id=[run, other], max_results=2).json()["metrics"]
    assert [(each["run_id"], each["step"]) for each in limited] == expected[:2]
    assert bulk(run_id=[run, other], max_results=30_000).json()["metrics"] == found
    assert bulk(run_id=run, max_results=0).json() == bulk(run_id="none").json() == {"metrics": []}
    message_of(bulk(), 400, "INVALID_PARAMETER_VALUE")
    message_of(http.call("GET", BULK, params={"run_id": run}), 400, "INVALID_PARAMETER_VALUE")
    message_of(bulk(run_id=[str(number) for number in range(101)]), 400, "INVALID_PARAMETER_VALUE")


def test_artifacts_of_a_logged_model(http, experiment):
    model = http.post("logged-models", {"experiment_id": experiment, "name": "m"})["model"]["info"]
    place = model["artifact_uri"].removeprefix("mlflow-artifacts:/")
    put = http.call("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{place}/sub/MLmodel", data=b"flavors: {}")
    assert put.status_code == 200
    folder = f"logged-models/{model['model_id']}/artifacts"
    root = http.get(f"{folder}/directories")
    assert root == {"root_uri": model["artifact_uri"], "files": [{"path": "sub", "is_dir": True}]}
    inside = http.get(f"{folder}/directories", artifact_directory_path="sub")
    assert inside["files"] == [{"path": "sub/MLmodel", "is_dir": False, "file_size": 11}]

    def read(**parameters):
        return http.call("GET", f"/ajax-api/2.0/mlflow/{folder}/files", params=parameters)

    file = read(artifact_file_path="sub/MLmodel")
    assert (file.status_code, file.content) == (200, b"flavors: {}")
    assert file.headers["Content-Disposition"] == "attachment; filename=MLmodel"
    message_of(read(), 400, "BAD_REQUEST")
    message_of(read(artifact_file_path="../x"), 400, "INVALID_PARAMETER_VALUE")
    message_of(read(artifact_file_path="none"), 404, "RESOURCE_DOES_NOT_EXIST")


@pytest.mark.ours
def test_histories_of_no_metric(http, run):
    message_of(http.call("GET", BULK, params={"run_id": run, "metric_key": ""}), 400, "INVALID_PARAMETER_VALUE")


def test_thinned_histories(http, experiment, run):
    log_steps(http, run, list(range(100)))

    def steps(runs=run, **parameters):
        found = http.get("metrics/get-history-bulk-interval", run_ids=runs, metric_key="m", **parameters)
        return [each["step"] for each in found.get("metrics", [])]

    assert steps(max_results=7) == [0, 15, 30, 44, 58, 72, 99]
    assert steps(max_results=1) == [99]
    assert steps() == list(range(100))
    assert steps(start_step=20, end_step=29, max_results=4) == [20, 23, 26, 29]
    assert steps([run, "0" * 32, run], max_results=2) == [0, 99, 0, 99]
    assert http.get("metrics/get-history-bulk-interval", run_ids=run, metric_key="none") == {}
    assert http.get("metrics/get-history-bulk-interval", run_ids=run, metric_key="m", max_results=1) == {"metrics": [
        {"key": "m", "value": 49.5, "timestamp": 9_901, "step": 99, "run_id": run}]}
    for wrong in ({"start_step": 1}, {"end_step": 1}, {"start_step": 2, "end_step": 1}, {"max_results": 0},
                  {"max_results": 2501}, {"max_results": "x"}, {"run_ids": [str(number) for number in range(101)]},
                  {"run_ids": None}, {"metric_key": None}):
        refused = http.call("GET", API + "metrics/get-history-bulk-interval",
                            params={"run_ids": run, "metric_key": "m", **wrong})
        message_of(refused, 400, "INVALID_PARAMETER_VALUE")


def test_samples_of_repeated_steps_and_times(http, run):
    chosen = random.Random(11)
    http.post("runs/log-batch", {"run_id": run, "metrics": [
        {"key": "m", "value": chosen.choice(["NaN", 0, -1, 2.5, "Infinity"]), "timestamp": chosen.randrange(3),
         "step": chosen.randrange(-2, 5)} for _ in range(300)]})
    everything = http.get("metrics/get-history", run_id=run, metric_key="m")["metrics"]

    def rank(point):
        return point["step"], point["timestamp"], 0 if point["value"] == "NaN" else point["value"], point["value"] == "NaN"

    rows = sorted(everything, key=rank)
    for count in (1, 2, 3, 10, len(rows) - 1, len(rows), len(rows) + 1):
        found = http.get("metrics/get-history-bulk-interval", run_ids=run, metric_key="m", max_results=count)["metrics"]
        size, longer = divmod(len(rows), count)
        starts = [part * size + min(part, longer) for part in range(min(count, len(rows)))]
        if count < len(rows):
            starts[-1] = len(rows) - 1
        assert found == [rows[start] | {"run_id": run} for start in starts], count


@pytest.mark.ours
def test_bulk_histories_are_json_whatever_was_logged(http, run):
    http.post("runs/log-metric", {"run_id": run, "key": "m", "value": "NaN", "timestamp": 1})
    assert http.call("GET", BULK, params={"run_id": run, "metric_key": "m"}).json()["metrics"][0]["value"] == "NaN"


@pytest.mark.ours
def test_experiments_are_listed_for_clients_of_mlflow_1(http, experiment):
    for prefix in (API, "/api/2.0/preview/mlflow/"):
        listed = http.call("GET", prefix + "experiments/list", params={"view_type": "ALL"}).json()
        assert experiment in [each["experiment_id"] for each in listed["experiments"]]
    page = http.post("experiments/list", {"max_results": 1})
    assert [each["experiment_id"] for each in page["experiments"]] == ["0"]
    following = http.get("experiments/list", max_results=1, page_token=page["next_page_token"])
    assert following["experiments"][0]["experiment_id"] != "0"


def test_the_server_says_what_it_can_do(http):
    for prefix in ("/api/3.0/mlflow/", "/ajax-api/3.0/mlflow/"):
        info = http.call("GET", prefix + "server-info").json()
        features = info.pop("features_enabled")
        assert isinstance(features["gateway"], bool)
        assert info == {"store_type": "SqlStore", "workspaces_enabled": False, "trace_archival_enabled": False,
                        "multipart_uploads_enabled": False, "multipart_downloads_enabled": False,
                        "presigned_upload_run_id_supported": True, "presigned_upload_model_id_supported": True}


UPLOAD = "/ajax-api/2.0/mlflow/upload-artifact"


@pytest.mark.parametrize("location", [None, "local"])
def test_an_artifact_of_a_run_goes_up_and_down(http, tmp_path, location):
    place = {"artifact_location": f"file://{tmp_path}/kept"} if location else {}
    experiment = http.post("experiments/create", {"name": uuid.uuid4().hex, **place})["experiment_id"]
    run = http.post("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
    content = bytes(range(256)) * 5000
    stored = http.call("POST", UPLOAD, params={"run_uuid": run, "path": "d/Žižkov plán.txt"}, data=content)
    assert (stored.status_code, stored.content) == (200, b"")
    assert http.get("artifacts/list", run_id=run, path="d")["files"] == [
        {"path": "d/Žižkov plán.txt", "is_dir": False, "file_size": len(content)}]

    for name in ("run_id", "run_uuid"):
        found = http.call("GET", "/get-artifact", params={name: run, "path": "d/Žižkov plán.txt"})
        assert found.content == content
    assert found.headers["Content-Type"] == "text/plain"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Content-Disposition"].isascii()
    assert found.headers["Content-Disposition"].startswith("attachment; filename=")
    assert found.headers["Content-Disposition"].endswith("; filename*=UTF-8''%C5%BDi%C5%BEkov%20pl%C3%A1n.txt")
    part = http.call("GET", "/get-artifact", params={"run_id": run, "path": "d/Žižkov plán.txt"},
                     headers={"Range": "bytes=255-257"})
    assert (part.status_code, part.content) == (206, b"\xff\x00\x01")
    head = http.call("HEAD", "/get-artifact", params={"run_id": run, "path": "d/Žižkov plán.txt"})
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(content)))

    http.post("runs/delete", {"run_id": run})
    assert http.call("GET", "/get-artifact", params={"run_id": run, "path": "d/Žižkov plán.txt"}).content == content


def test_artifacts_of_a_run_that_cannot_be_had(http, run):
    http.call("POST", UPLOAD, params={"run_uuid": run, "path": "d/x"}, data=b"x")

    def refusal(status, code, **parameters):
        return message_of(http.call("GET", "/get-artifact", params=parameters), status, code)

    for path in ("none", "d/none", "d/x/none"):
        refusal(404, "RESOURCE_DOES_NOT_EXIST", run_id=run, path=path)
    refusal(404, "RESOURCE_DOES_NOT_EXIST", run_id="none", path="x")
    for path in ("d", "../x", "/etc/passwd", "d/%2e%2e/%2e%2e/x"):
        refusal(400, "INVALID_PARAMETER_VALUE", run_id=run, path=path)
    refusal(400, "INVALID_PARAMETER_VALUE", run_id="none", path="../x")
    assert http.call("GET", "/get-artifact", params={"run_id": run}).status_code == 400


def test_uploads_to_a_run_that_are_refused(http, run):
    def refusal(status, code, data=b"x", **parameters):
        return message_of(http.call("POST", UPLOAD, params=parameters, data=data), status, code)

    for parameters in ({}, {"run_uuid": run}, {"path": "x"}, {"run_id": run, "path": "x"},
                       {"run_uuid": run, "path": "../x"}, {"run_uuid": "none", "path": "../x"}):
        refusal(400, "INVALID_PARAMETER_VALUE", **parameters)
    refusal(400, "INVALID_PARAMETER_VALUE", data=b"", run_uuid=run, path="x")
    refusal(400, "INVALID_PARAMETER_VALUE", data=b"x" * (10 * 2**20 + 1), run_uuid=run, path="x")
    refusal(404, "RESOURCE_DOES_NOT_EXIST", run_uuid="none", path="x")
    form = http.call("POST", UPLOAD, params={"run_uuid": run, "path": "x"}, files={"file": b"x"})
    message_of(form, 400, "INVALID_PARAMETER_VALUE")
    assert "files" not in http.get("artifacts/list", run_id=run)


def test_versions_of_models_are_unknown(http):
    def refusal(status, code, **parameters):
        return message_of(http.call("GET", "/model-versions/get-artifact", params=parameters), status, code)

    refusal(404, "RESOURCE_DOES_NOT_EXIST", name="a", version="1", path="x")
    refusal(400, "INVALID_PARAMETER_VALUE", name="a", version="x", path="x")
    refusal(400, "INVALID_PARAMETER_VALUE", name="a", version="1", path="../x")
    refusal(400, "INVALID_PARAMETER_VALUE", version="1", path="x")


def test_signed_urls_are_not_to_be_had(http, tmp_path, run):
    local = http.post("experiments/create", {"name": uuid.uuid4().hex, "artifact_location": f"file://{tmp_path}/kept"})
    near = http.post("runs/create", local)["run"]["info"]["run_id"]
    for way in ("upload", "download"):
        endpoint = f"artifacts/presigned-{way}-url"
        http.refused(endpoint, {"run_id": near, "path": "x"}, 501, "NOT_IMPLEMENTED")
        http.refused(endpoint, {"run_id": run, "path": "x"})
        http.refused(endpoint, {"run_id": near})
        http.refused(endpoint, {"run_id": "none", "path": "../x"})
        http.refused(endpoint, {"run_id": "none", "path": "x"}, 404, "RESOURCE_DOES_NOT_EXIST")
    http.refused("artifacts/presigned-upload-url", {"path": "x"})
    http.refused("artifacts/presigned-upload-url", {"run_id": near, "model_id": "m", "path": "x"})
    http.refused("artifacts/presigned-upload-url", {"model_id": "none", "path": "x"}, 404, "RESOURCE_DOES_NOT_EXIST")
    for seconds in (0, 604_801):
        http.refused("artifacts/presigned-download-url", {"run_id": "none", "path": "x", "expiration": seconds})


def test_uploads_in_parts_are_not_to_be_had(http):
    proxy = "/api/2.0/mlflow-artifacts/"
    parts = [{"part_number": 1, "etag": "e", "url": "u"}]
    for step, body in (("create", {"num_parts": 2}), ("complete", {"upload_id": "u", "parts": parts}),
                       ("abort", {"upload_id": "u"})):
        def refusal(status, code, file, **members):
            return message_of(http.call("POST", f"{proxy}mpu/{step}/{file}", json=members), status, code)

        refusal(501, "NOT_IMPLEMENTED", "1/a/x", path="x", **body)
        refusal(400, "INVALID_PARAMETER_VALUE", "1/a/x", **body)
        refusal(400, "INVALID_PARAMETER_VALUE", "1/%2e%2e/%2e%2e/x", path="x", **body)
    message_of(http.call("GET", proxy + "presigned/1/a/x"), 501, "NOT_IMPLEMENTED")
    message_of(http.call("GET", proxy + "presigned/..%2Fx"), 400, "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize("path, methods", [
    ("/get-artifact", {"GET", "HEAD", "OPTIONS"}),
    ("/model-versions/get-artifact", {"GET", "HEAD", "OPTIONS"}),
    (UPLOAD, {"POST", "OPTIONS"}),
    (BULK, {"GET", "HEAD", "OPTIONS"}),
    (API + "metrics/get-history-bulk-interval", {"GET", "HEAD", "OPTIONS"}),
    ("/api/3.0/mlflow/server-info", {"GET", "HEAD", "OPTIONS"}),
    ("/ajax-api/3.0/mlflow/server-info", {"GET", "HEAD", "OPTIONS"}),
    (API + "artifacts/presigned-upload-url", {"POST", "OPTIONS"}),
    (API + "artifacts/presigned-download-url", {"POST", "OPTIONS"}),
    ("/api/2.0/mlflow-artifacts/mpu/create/x", {"POST", "OPTIONS"}),
    ("/api/2.0/mlflow-artifacts/mpu/complete/x", {"POST", "OPTIONS"}),
    ("/api/2.0/mlflow-artifacts/mpu/abort/x", {"POST", "OPTIONS"}),
    ("/ajax-api/2.0/mlflow-artifacts/presigned/x", {"GET", "HEAD", "OPTIONS"}),
])
def test_paths_have_their_methods_and_no_others(http, path, methods):
    refused = http.call("PATCH", path)
    assert refused.status_code == 405
    assert set(refused.headers["Allow"].split(", ")) == methods
    allowed = http.call("OPTIONS", path)
    assert allowed.status_code in (200, 204) and set(allowed.headers["Allow"].split(", ")) == methods


@pytest.mark.parametrize("path", [
    "/api/2.0/get-artifact", "/api/2.0/mlflow/upload-artifact", "/api/2.0/mlflow/metrics/get-history-bulk",
    "/api/2.0/mlflow/server-info", "/api/3.0/mlflow/experiments/get", "/mlflow/experiments/get", "/server-info",
    "/api/2.0/mlflow-artifacts/mpu/create", "/api/2.0/mlflow-artifacts/presigned", "/get-artifact/x"])
def test_endpoints_stand_below_their_own_prefixes_only(http, path):
    assert http.call("GET", path).status_code == 404


@pytest.mark.parametrize("path", ["../x", "a/../../x", "%2e%2e/x", "..%2fx", "%252e%252e/x", "a/%2e%2e/%2e%2e/x", "/etc/x",
                                  "%2fetc/x", "%00"])
def test_paths_that_lead_out_are_refused(server, http, path):
    # Requests and urllib3 would tidy the path before sending it.
    request = requests.Request("PUT", server.url, data=b"x").prepare()
    request.url = f"{server.url}/api/2.0/mlflow-artifacts/artifacts/{path}"
    response = http.session.send(request, timeout=60)
    assert 400 <= response.status_code < 500, response.text
    assert not (server.artifacts.parent / "x").exists()


@pytest.mark.ours
def test_an_unknown_path_is_answered_in_json(http):
    response = http.call("POST", API + "no/such", json={})
    assert "no/such" in message_of(response, 404, "ENDPOINT_NOT_FOUND")
    message_of(http.call("GET", "/no/such"), 404, "ENDPOINT_NOT_FOUND")


@pytest.mark.ours
def test_a_wrong_method_names_those_allowed(http):
    response = http.call("GET", API + "runs/create")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"] and "GET" not in response.headers["Allow"]
    assert response.json()["error_code"] and response.json()["message"]


@pytest.mark.ours
def test_head_is_get_without_a_body(http, experiment):
    for path in ("/health", "/version", f"{API}experiments/get?experiment_id={experiment}"):
        body = http.call("GET", path)
        head = http.call("HEAD", path)
        assert head.status_code == 200 and head.content == b""
        assert head.headers["Content-Type"] == body.headers["Content-Type"]


@pytest.mark.ours
@pytest.mark.parametrize("body", [b"{", b"", b"[]", b"5", b'{"run_id": "\xff"}', b'{"a": 1,}', b"{} x"])
def test_malformed_json_is_a_bad_request(http, body):
    response = http.call("POST", API + "runs/log-metric", data=body, headers={"Content-Type": "application/json"})
    message_of(response, 400, "INVALID_PARAMETER_VALUE")


@pytest.mark.ours
def test_wrong_fields_are_all_named_and_nothing_is_stored(http, run):
    message = http.refused("runs/log-metric", {"run_id": run, "key": "m", "value": [], "timestamp": 5.5, "step": "x"})
    assert all(field in message for field in ("value", "timestamp", "step")), message
    message = http.refused("runs/log-batch", {"run_id": run, "params": [{"key": "p", "value": "1"}],
                                              "metrics": [{"key": "m", "value": 1, "timestamp": 1},
                                                          {"key": "m", "value": {}, "timestamp": 1}]})
    assert "metrics[1].value" in message
    data = http.get("runs/get", run_id=run)["run"]["data"]
    assert "metrics" not in data and "params" not in data
    assert "ACTIVE_ONLY" in http.refused("runs/search", {"run_view_type": "some"})


@pytest.mark.ours
def test_a_batch_is_all_or_nothing(http, run):
    http.post("runs/log-parameter", {"run_id": run, "key": "p", "value": "1"})
    http.refused("runs/log-batch", {"run_id": run, "metrics": [{"key": "m", "value": 1, "timestamp": 1}],
                                    "tags": [{"key": "t", "value": "x"}], "params": [{"key": "p", "value": "2"}]})
    data = http.get("runs/get", run_id=run)["run"]["data"]
    assert "metrics" not in data and [tag["key"] for tag in data["tags"]] == ["mlflow.runName"]


@pytest.mark.ours
def test_bare_nan_and_infinity_are_numbers(http, run):
    for key, text in (("nan", "NaN"), ("inf", "Infinity"), ("minus", "-Infinity")):
        body = f'{{"value": {text}, "run_id": "{run}", "key": "{key}", "timestamp": 3, "step": 4}}'
        response = http.call("POST", API + "runs/log-metric", data=body, headers={"Content-Type": "application/json"})
        assert response.status_code == 200, response.text
        metric, = http.get("metrics/get-history", run_id=run, metric_key=key)["metrics"]
        assert (metric["timestamp"], metric["step"]) == (3, 4)
        largest = 1.7976931348623157e308
        assert metric["value"] == {"nan": "NaN", "inf": largest, "minus": -largest}[key]


@pytest.mark.ours
def test_chunked_bodies_are_read(http):
    name = uuid.uuid4().hex
    response = http.call("POST", API + "experiments/create", data=iter([b'{"name": "', name.encode(), b'"}']),
                         headers={"Content-Type": "application/json"})
    assert response.status_code == 200, response.text
    assert http.get("experiments/get-by-name", experiment_name=name)["experiment"]["name"] == name


def zstd(content):
    """A frame with one block that is not compressed."""
    assert len(content) < 256
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(content)]) + (len(content) * 8 + 1).to_bytes(3, "little") + content


@pytest.mark.ours
@pytest.mark.parametrize("encoding, encode", [("gzip", gzip.compress), ("deflate", zlib.compress), ("zstd", zstd)])
def test_encoded_bodies_are_read(http, run, encoding, encode):
    def tag(body):
        return http.call("POST", API + "runs/set-tag", data=body,
                         headers={"Content-Type": "application/json", "Content-Encoding": encoding})

    body = encode(json.dumps({"run_id": run, "key": encoding, "value": "ü"}).encode())
    assert tag(body).status_code == 200
    assert {"key": encoding, "value": "ü"} in http.get("runs/get", run_id=run)["run"]["data"]["tags"]
    assert tag(iter([body[:5], body[5:]])).status_code == 200, "chunked"
    for broken in (body[:-1], body[1:], b"{}", body + b"x"):
        message_of(tag(broken), 400, "INVALID_PARAMETER_VALUE")


@pytest.mark.ours
def test_a_small_body_that_stands_for_a_large_one_is_refused(http):
    for content in (b" " * (64 * 2**20 + 1), b" " * (512 * 2**20)):
        response = http.call("POST", API + "runs/search", data=gzip.compress(content, 1),
                             headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})
        assert response.status_code == 413, response.text


def test_artifacts_are_kept_in_the_encoding_in_which_they_are_sent(http):
    path, sent = f"/api/2.0/mlflow-artifacts/artifacts/{uuid.uuid4().hex}/x.txt", gzip.compress(b"text")
    assert http.call("PUT", path, data=sent, headers={"Content-Encoding": "gzip"}).status_code == 200
    found = http.call("GET", path)
    assert found.content == sent and "Content-Encoding" not in found.headers


@pytest.mark.ours
def test_a_body_beyond_the_limit_is_refused(start):
    http = Http(start(None, "--max-request-bytes", "1000").url)
    name = "x" * (1000 - len('{"name":""}'))
    for extra, status in (("", 400), ("x", 413)):
        response = http.call("POST", API + "experiments/create", data=f'{{"name":"{name}{extra}"}}',
                             headers={"Content-Type": "application/json"})
        assert response.status_code == status, response.text
    assert http.call("PUT", "/api/2.0/mlflow-artifacts/artifacts/big", data=b"x" * 5000).status_code == 200


@pytest.mark.ours
def test_the_api_description_is_valid(http):
    description = http.call("GET", "/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    openapi_spec_validator.validate(description)
    operations = {(method, path) for path, methods in description["paths"].items() for method in methods}
    for operation in [("post", "/api/2.0/mlflow/runs/log-metric"), ("get", "/api/2.0/mlflow/runs/get"),
                      ("put", "/api/2.0/mlflow-artifacts/artifacts/{artifact_path}")]:
        assert operation in operations


@pytest.mark.ours
def test_metrics_count_requests(http, run):
    def counted(endpoint, method, status):
        name = f'mltrack_http_requests_total{{endpoint="{endpoint}",method="{method}",status="{status}"}} '
        lines = http.call("GET", "/metrics").text.splitlines()
        return sum(int(line.removeprefix(name)) for line in lines if line.startswith(name))

    before = counted("set_tag", "POST", 200), counted("set_tag", "POST", 404)
    http.post("runs/set-tag", {"run_id": run, "key": "k", "value": "v"})
    http.refused("runs/set-tag", {"run_id": "0" * 32, "key": "k", "value": "v"}, 404, "RESOURCE_DOES_NOT_EXIST")
    assert (counted("set_tag", "POST", 200), counted("set_tag", "POST", 404)) == (before[0] + 1, before[1] + 1)
    text = http.call("GET", "/metrics").text
    for name in ("mltrack_http_request_duration_seconds_bucket", "mltrack_store_queue", "mltrack_connections"):
        assert f"\n{name}" in text


@pytest.mark.ours
def test_the_first_page_says_how_to_use_it(http):
    page = http.call("GET", "/")
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    assert "MLFLOW_TRACKING_URI" in page.text or "set_tracking_uri" in page.text
    assert "openapi.json" in page.text
