"""Where mltrack differs from MLflow on purpose: for each line of docs/compatibility.md that can be seen from outside,
requests with MLflow's answer and ours. An answer is an error's code, "HTML" and a status, a status alone, or what the body
of a success holds."""

import base64
import gzip
import json

from exchange import Operation
from rules.steps import *

INVALID = "INVALID_PARAMETER_VALUE"
MEBIBYTE = 1 << 20

PROXY = f"/api/2.0/mlflow-artifacts/artifacts/{EXPERIMENT}/{RUN}/artifacts"


def head(path, **query):
    return Operation("HEAD", path, query=query or None)


def search(**members):
    return post("runs/search", experiment_ids=[EXPERIMENT], **members)


def token(offset):
    return base64.b64encode(json.dumps({"offset": offset}).encode()).decode()


def with_headers(operation, **headers):
    return Operation(operation.method, operation.path, operation.body, operation.query, operation.content,
                     {name.replace("_", "-"): value for name, value in headers.items()})


def metric(value="1", timestamp="1", step="1"):
    """A body whose numbers stand there as they are written here."""
    return raw("runs/log-metric", f'{{"run_id": "{RUN}", "key": "m", "value": {value}, "timestamp": {timestamp}, "step": {step}}}')


def point(value, timestamp, step):
    return {"metrics": [{"key": "m", "value": value, "timestamp": timestamp, "step": step}]}


FOUND = {"runs": [{"info": {"run_id": RUN}}]}

ROWS = {
    "a value that fails to parse": [
        (metric(timestamp="5.5"), {}, INVALID), (history(), point(1.0, 0, 0), {}),
        (create_run(user_id=5), {"run": {}}, INVALID), (create_run(tags=[5]), {"run": {}}, INVALID),
        (log_batch(params=[{"key": "p", "value": 5}], tags=[{"key": "t", "value": "v"}]), {}, INVALID)],
    "bare NaN and infinities": [
        (metric(value="NaN"), {}, {}), (history(), point(0.0, 0, 0), point("NaN", 1, 1))],
    "malformed JSON": [
        (raw("runs/search", "{"), {}, INVALID), (raw("runs/log-metric", "[]"), "HTML 500", INVALID),
        (raw("runs/log-batch", "{"), "HTML 500", INVALID), (raw("runs/log-metric", '"x"'), "HTML 500", INVALID)],
    "lists and objects where numbers belong": [(log_metric(value=[]), "HTML 500", INVALID), (log_metric(timestamp={}), "HTML 500", INVALID)],
    "max_results null": [(search(max_results=None), "HTML 500", FOUND)],
    "chunked bodies": [
        (Operation("POST", "/api/2.0/mlflow/runs/get-nothing"), "HTML 404", "ENDPOINT_NOT_FOUND"),
        (Operation("POST", "/api/2.0/mlflow/runs/search", content=(b'{"max_results"', b": 0}"),
                   headers={"Content-Type": "application/json"}), {}, INVALID)],
    "unknown paths and wrong methods": [
        (post("no/such"), "HTML 404", "ENDPOINT_NOT_FOUND"), (Operation("GET", "/no/such"), "HTML 404", "ENDPOINT_NOT_FOUND"),
        (Operation("GET", "/api/2.0/mlflow/runs/create"), "HTML 405", 405), (head("/api/2.0/mlflow/runs/get", run_id=RUN), 400, 200)],
    "bodies beyond 64 MiB": [
        (raw("runs/search", json.dumps({"no_such": "x" * 64 * MEBIBYTE})), {}, 413)],
    "experiments/search without max_results, and its words": [
        (post("experiments/search", filter="name = '«session» one'"), INVALID, {"experiments": [{"name": "«session» one"}]}),
        *[(post("experiments/search", max_results=1, filter=text), INVALID, {"experiments": [{"name": "«session» one"}]})
          for text in ("name like '«session»%'", "attributes.name = '«session» one'", "attr.name = '«session» one'",
                       "`attribute`.name = '«session» one'", "experiment_id in ('«experiment 1»')")]],
    "the preview prefix of 1.x clients": [
        (Operation("GET", "/api/2.0/preview/mlflow/runs/get", query={"run_id": RUN}), "HTML 404", {"run": {"info": {"run_id": RUN}}})],
    "AND doubled, left out or at an end": [
        (search(filter=text), FOUND, INVALID) for text in (
            "AND run_name = 'one'", "run_name = 'one' AND", "run_name = 'one' AND AND status = 'RUNNING'",
            "run_name = 'one' status = 'RUNNING'")],
    "hosts compared as text": [
        (with_headers(get_run(), Host="10.evil.example"), 200, 403), (with_headers(get_run(), Host="LOCALHOST"), 403, 200)],
    "the cross-origin check of /graphql": [
        (Operation("POST", "/graphql", body={"query": "{ test(inputString: \"x\") { output } }"},
                   headers={"Origin": "http://evil.example"}), 200, 403)],
    "unknown names of enumerators": [
        (post("runs/update", run_id=RUN, status="DONE"), 200, INVALID), (post("runs/update", run_id=RUN, status="finished"), 200, INVALID),
        (search(run_view_type="all"), FOUND, INVALID)],
    "runs/create checks tags": [
        (create_run(tags=[{"key": "a//b", "value": "v"}]), {"run": {}}, INVALID), (create_run(tags=[{"key": "t", "value": "x" * 8001}]), {"run": {}}, {"run": {}}),
        (get_run(OTHER_RUN), {"run": {"data": {"tags": [{"key": "mlflow.runName", "value": "two"}, {"key": "t", "value": "x" * 8001}]}}},
         {"run": {"data": {"tags": [{"key": "mlflow.runName", "value": "two"}, {"key": "t", "value": "x" * 8000}]}}})],
    "params named created": [
        (log_param(key="created", value="today"), {}, {}), (search(filter="params.created = 'today'"), {}, FOUND)],
    "searches beyond what SQLite takes": [
        (search(filter=" AND ".join(["status = 'RUNNING'"] * 1100)), 503, INVALID)],
    "a relative location with dots": [
        (create_experiment(artifact_location="a/../../b"), 200, INVALID)],
    "bytes that are no UTF-8": [
        (Operation("GET", "/api/2.0/mlflow/runs/get?run_id=%ff"), "RESOURCE_DOES_NOT_EXIST", INVALID)],
    "a column twice in order_by": [
        (search(order_by=["run_name", "run_name DESC"]), "INTERNAL_ERROR", INVALID),
        (search(order_by=["start_time", "created"]), "INTERNAL_ERROR", INVALID)],
    "page tokens made by hand": [
        (search(page_token=base64.b64encode(b"[]").decode()), "INTERNAL_ERROR", INVALID),
        (history(page_token=token([1])), "INTERNAL_ERROR", INVALID), (history(page_token=token(True)), {}, INVALID),
        (create_run(), {"run": {}}, {"run": {}}),
        (search(page_token=token(-1), max_results=1), {"next_page_token": {"offset": 0}}, {"next_page_token": {"offset": 1}})],
    "nan in any case": [
        (log_metric(value="nan"), {}, {}), (history(), point(0.0, 0, 0), point("NaN", 1, 0))],
    "numbers as Python and C write them": [
        (log_metric(value=2e16), {}, {}), *[(search(filter=f"metrics.m > {text}"), INVALID, FOUND) for text in ("1e+16", ".5e3", "5.e3")]],
    "blanks where the search language has none": [
        (search(filter="params.none IS NOT  NULL"), INVALID, {}), (search(filter="metrics. m = 1"), {}, INVALID)],
    "filters beyond MLflow's": [
        (search(filter=text), INVALID, FOUND) for text in (
            "run_name = 'x' OR run_name = 'one'", "NOT run_name = 'x'", "(run_name = 'one')", "run_name IN ('one', 'x')",
            "run_name BETWEEN 'o' AND 'p'", "end_time IS NULL", "children = 0", "parent.params.x IS NULL", "max(metrics.none) IS NULL")],
    "orders by no key": [(search(order_by=["metrics."]), FOUND, INVALID), (search(order_by=["params."]), FOUND, INVALID)],
    "lists that lack a comma": [(search(filter=f"run_id IN ('{RUN}' 'x')"), {}, INVALID)],
    "whole numbers as Python's int reads them": [
        (get("experiments/get", experiment_id="٠"), {"experiment": {}}, INVALID), (log_metric(timestamp="1_000"), {}, INVALID)],
    "run_uuid where MLflow looks for run_id alone": [
        (post(f"runs/{verb}", run_uuid=RUN), MISSING, INVALID) for verb in ("delete", "restore")],
    "errors of the artifact proxy": [
        (Operation("PUT", PROXY + "/a/b", content=b"x"), 200, 200), (Operation("PUT", PROXY + "/a", content=b"x"), 500, INVALID),
        (Operation("PUT", PROXY + "/a/b/c", content=b"x"), 500, INVALID),
        (Operation("GET", PROXY + "/a"), 400, INVALID), (Operation("PUT", PROXY + "/c/", content=b"x"), 400, INVALID)],
    "the dot as a path of artifacts": [
        (Operation("PUT", PROXY + "/a/b", content=b"x"), 200, 200),
        (get("artifacts/list", run_id=RUN, path="."), {"files": [{"path": "./a"}]}, {"files": [{"path": "a"}]})],
    "a batch that fails late": [
        (log_batch(params=[{"key": "p", "value": "v"}], metrics=[{"key": "m", "value": 1, "timestamp": 1, "model_id": "m-none"}]),
         "BAD_REQUEST", "BAD_REQUEST"),
        (get_run(), {"run": {"data": {"params": [{"key": "p", "value": "v"}]}}},
         {"run": {"data": {"tags": [{"key": "mlflow.runName", "value": "one"}]}}}),
        (search(filter="params.p = 'v'"), FOUND, {})],
    "NaN of a model's metrics": [
        (post("logged-models", "«model 1»", experiment_id=EXPERIMENT, name="a"), {"model": {}}, {"model": {}}),
        (log_metric(value="NaN", model_id="«model 1»"), {}, {}),
        (Operation("GET", "/api/2.0/mlflow/logged-models/«model 1»"),
         {"model": {"data": {"metrics": [{"value": 0.0}]}}}, {"model": {"data": {"metrics": [{"value": "NaN"}]}}})],
    "a model named by the path alone": [
        (post("logged-models", "«model 1»", experiment_id=EXPERIMENT, name="a"), {"model": {}}, {"model": {}}),
        (Operation("PATCH", "/api/2.0/mlflow/logged-models/«model 1»", body={"status": "LOGGED_MODEL_READY"}), INVALID,
         {"model": {"info": {"status": "LOGGED_MODEL_READY"}}})],
    "bare NaN of get-history-bulk": [
        (log_metric(value="NaN"), {}, {}),
        (get("metrics/get-history-bulk", prefix="/ajax-api/2.0/mlflow/", run_id=[RUN], metric_key="m"),
         {"metrics": [{"value": "bare NaN"}]}, {"metrics": [{"value": "NaN"}]})],
    "compressed bodies": [
        (Operation("POST", "/api/2.0/mlflow/runs/search", content=gzip.compress(b'{"max_results": 0}'),
                   headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}), {}, INVALID)],
}
