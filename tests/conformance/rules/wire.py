"""Forms of requests that mean the same, and forms that are refused."""

from rules.steps import *

CASES = {
    "numbers may be texts, doubles may be booleans": [
        ok(log_metric(value=value, timestamp=timestamp, step=step), {})
        for value, timestamp, step in [("1", "5", "5"), ("1e3", "5.0", "1e3"), (" 5", 5.0, "-0"), ("+5", "+1", 2.0), ("1_000", 2, 3),
                                       ("NaN", 3, 4), ("Infinity", 3, 4), ("-Infinity", 3, 4), ("inf", 3, 4), ("-inf", 3, 4),
                                       ("infinity", 3, 4), ("1e400", 3, 4), (True, 3, 5), (False, 3, 6)]
    ] + [ok(history()), ok(get_run())],
    "what cannot be read as a number is refused": [
        refused(log_metric(value="abc")), refused(log_metric(timestamp="abc")), refused(log_metric(value="")),
        refused(log_metric(timestamp="")), refused(log_metric(value="0x10")), refused(log_metric(timestamp="1x")),
        refused(log_metric(step="abc"))],
    "texts are texts": [
        refused(post("experiments/delete", experiment_id=1)), refused(create_experiment(name=5)), refused(log_metric(key=5)),
        refused(log_metric(run_id=5)), refused(set_tag(value=5)), refused(log_param(value=True)), refused(set_tag(key=["t"])),
        refused(create_run(experiment_id=0)), refused(create_run(run_name=5)),
        refused(post("runs/search", filter=5)), refused(post("runs/search", experiment_ids=EXPERIMENT)),
        refused(post("runs/search", order_by="metrics.m")), refused(log_batch(metrics="m"))],
    "null is as good as absent": [
        ok(post("runs/create", "«run 2»", experiment_id=EXPERIMENT, run_name="x", user_id=None, start_time=None, tags=None)),
        ok(post("runs/search", experiment_ids=[EXPERIMENT], filter=None, order_by=None, page_token=None, run_view_type=None)),
        refused(post("runs/log-metric", run_id=RUN, key=None, value=1, timestamp=1)),
        ok(post("runs/log-metric", run_id=RUN, key="m", value=1, timestamp=1, step=None, no_such=None)),
        ok(post("runs/update", run_id=RUN, status=None, end_time=None, run_name=None)), ok(get_run())],
    "unknown members are nothing": [ok(set_tag(no_such={"a": [1]})), ok(get_run())],
    "names may be in camel case, required ones must not": [
        ok(post("runs/create", "«run 2»", experimentId=EXPERIMENT, runName="x", startTime=3)), ok(get_run(OTHER_RUN)),
        refused(post("runs/log-metric", runId=RUN, key="m", value=1, timestamp=1)),
        refused(post("experiments/delete", experimentId=EXPERIMENT)),
        ok(post("runs/search", experimentIds=[EXPERIMENT], maxResults=1, orderBy=["run_name"]))],
    "one member under both names is refused": [
        refused(post("runs/create", experiment_id=EXPERIMENT, experimentId=EXPERIMENT)),
        refused(post("runs/search", experiment_ids=[EXPERIMENT], max_results=1, maxResults=1))],
    "run_uuid is understood by some, and run_id wins": [
        ok(log_metric(run_id=None, run_uuid=RUN)), ok(log_param(run_id=None, run_uuid=RUN)), ok(set_tag(run_id=None, run_uuid=RUN)),
        ok(get("runs/get", run_uuid=RUN)), ok(get("metrics/get-history", run_uuid=RUN, metric_key="m")),
        ok(get("artifacts/list", run_uuid=RUN)), ok(post("runs/update", run_uuid=RUN, status="FINISHED")),
        ok(log_metric(run_uuid=UNKNOWN_RUN)), ok(set_tag(run_uuid=UNKNOWN_RUN)), ok(get("runs/get", run_id=RUN, run_uuid=UNKNOWN_RUN)),
        refused(log_metric(run_id=UNKNOWN_RUN, run_uuid=RUN), MISSING), refused(log_metric(run_id="", run_uuid=RUN)),
        refused(get("runs/get", run_id=UNKNOWN_RUN, run_uuid=RUN), MISSING), refused(get("runs/get", run_id="", run_uuid=RUN)),
        ok(get("runs/get", run_id=RUN, run_uuid=""))],
    "run_uuid is not understood by others": [
        refused(post("runs/log-batch", run_uuid=RUN)), refused(post("runs/delete-tag", run_id="", run_uuid=RUN, key="t"))],
    "an artifact of a run is read by its path": [
        ok(Operation("POST", "/ajax-api/2.0/mlflow/upload-artifact", query={"run_uuid": RUN, "path": "a/b.txt"},
                     content=b"text", headers={"Content-Type": "text/plain"})),
        ok(Operation("GET", "/get-artifact", query={"run_id": RUN, "path": "a/b.txt"})),
        ok(Operation("GET", "/get-artifact", query={"run_uuid": RUN, "path": "a/b.txt"}))],
    "a content type is needed": [
        refused(raw("runs/search", "{}", None)), refused(raw("runs/search", "{}", "text/plain")),
        refused(raw("runs/search", "{}", "application/JSON")), refused(raw("runs/search", "{}", "application/json ;charset=utf-8")),
        refused(raw("runs/search", "{}", "application/json+x")), refused(raw("runs/search", "{}", "application/jsonx")),
        ok(raw("runs/search", "{}", "application/json;charset=latin-1"), {}),
        ok(raw("runs/search", "{}", "application/json; charset=utf-8"), {}), ok(raw("runs/search", "{}", " application/json "), {})],
    "the last of equal names counts": [
        ok(raw("runs/search", '{"max_results": 0, "max_results": 1}'), {}),
        refused(raw("runs/search", '{"max_results": 1, "max_results": 0}'))],
    "a mark of the byte order is no content": [ok(raw("runs/search", "\ufeff{}"), {})],
    "a text that holds JSON is read once more": [ok(raw("runs/search", '"{\\"max_results\\": 1}"'), {})],
    "GET takes its query": [
        ok(Operation("GET", "/api/2.0/mlflow/experiments/get", query={"experiment_id": [EXPERIMENT, UNKNOWN_EXPERIMENT]})),
        ok(get("experiments/get", experiment_id=EXPERIMENT, no_such="1")), refused(get("experiments/get", experimentId=EXPERIMENT)),
        ok(get("experiments/search", max_results="5", filter="name LIKE '«session»%'", order_by=["name", "creation_time DESC"])),
        ok(get("experiments/search", max_results="5", filter="name LIKE '«session»%'", view_type="ALL")),
        ok(get("experiments/search", max_results="5.0", filter="name LIKE '«session»%'", view_type="3")),
        refused(get("experiments/search", max_results="x")), refused(get("runs/get")), refused(get("metrics/get-history", run_id=RUN))],
    "enumerators are names or numbers": [
        ok(post("runs/update", run_id=RUN, status=status)) for status in ("FINISHED", 1, "5", "SCHEDULED", 4)] + [
        ok(post("runs/search", experiment_ids=[EXPERIMENT], run_view_type=view)) for view in ("ALL", 1, "2", "DELETED_ONLY")],
    "texts of any script and control characters": [
        ok(set_tag(key="t", value=text)) for text in ("\x00", "\x01\x1f", "\u2028", "\U0001F600", "a\x00b", "\x7f", "ä" * 8000)]
    + [ok(get_run())],
}
