"""Names and limits, each at its border and one beyond."""

from rules.steps import *
from sequences import values

GOOD_KEYS = [*values.METRIC_KEYS, *values.ODD_KEYS, "a/b", "a:b", "..".join("ab"), "a/..b", "a/.b", "k" * 250, "ß" * 250]


def metrics(count):
    return [{"key": f"m{number}", "value": 1, "timestamp": 1} for number in range(count)]


def params(count):
    return [{"key": f"p{number}", "value": "v"} for number in range(count)]


def tags(count):
    return [{"key": f"t{number}", "value": "v"} for number in range(count)]


CASES = {
    "keys of metrics": [ok(log_metric(key=key), {}) for key in GOOD_KEYS] + [refused(log_metric(key=key)) for key in values.BAD_KEYS]
                       + [ok(get_run())],
    "keys of params": [ok(log_param(key=key), {}) for key in GOOD_KEYS] + [refused(log_param(key=key)) for key in values.BAD_KEYS]
                      + [ok(get_run())],
    "keys of tags": [ok(set_tag(key=key), {}) for key in GOOD_KEYS] + [refused(set_tag(key=key)) for key in values.BAD_KEYS]
                    + [ok(get_run())],
    "keys of an experiment's tags": [ok(set_experiment_tag(key=key), {}) for key in GOOD_KEYS]
                                    + [refused(set_experiment_tag(key=key)) for key in values.BAD_KEYS] + [ok(get_experiment())],
    "keys in a batch": [
        step for key in values.BAD_KEYS for step in (
            refused(log_batch(metrics=[{"key": key, "value": 1, "timestamp": 1}])),
            refused(log_batch(params=[{"key": key, "value": "v"}])), refused(log_batch(tags=[{"key": key, "value": "v"}])))]
        + [ok(log_batch(metrics=[{"key": key, "value": 1, "timestamp": 1}], params=[{"key": key, "value": "v"}],
                        tags=[{"key": key, "value": "v"}])) for key in GOOD_KEYS] + [ok(get_run())],
    "a param's value is cut to 6000 characters": [
        ok(log_param(key="a", value="é" * 6000)), ok(log_param(key="b", value="é" * 6001)), ok(log_param(key="b", value="é" * 6000)),
        ok(log_param(key="c", value="")), ok(log_param(key="d", value=None)),
        ok(log_batch(params=[{"key": "e", "value": "x" * 7000}, {"key": "f"}])), ok(get_run())],
    "a tag's value is cut to 8000 characters": [
        ok(set_tag(key="a", value="é" * 8000)), ok(set_tag(key="b", value="é" * 8001)), ok(set_tag(key="c", value="")),
        ok(set_tag(key="d", value=None)), ok(log_batch(tags=[{"key": "e", "value": "x" * 9000}, {"key": "f"}])), ok(get_run())],
    "an experiment's tag has at most 20000 characters": [
        ok(set_experiment_tag(value="é" * 20000)), refused(set_experiment_tag(value="é" * 20001)),
        ok(set_experiment_tag(key="e", value="")), ok(set_experiment_tag(key="n", value=None)),
        refused(create_experiment(tags=[{"key": "t", "value": "x" * 20001}])),
        refused(create_experiment(tags=[{"key": "t/", "value": "x"}])), ok(create_experiment(tags=[{"key": "t"}])),
        ok(get_experiment()), ok(get_experiment("«experiment 2»"))],
    "times are not negative, steps may be": [
        refused(log_metric(timestamp=-1)), ok(log_metric(timestamp=0)), ok(log_metric(timestamp=2**63 - 1)),
        ok(log_metric(step=-2**63)), ok(log_metric(step=2**63 - 1)), ok(log_metric(step=-1)), ok(history()), ok(get_run()),
        refused(log_batch(metrics=[{"key": "m", "value": 1, "timestamp": -1}]))],
    "an experiment's name has 1 to 500 characters": [
        ok(create_experiment(name="«session»" + "é" * 480)), refused(create_experiment(name="«session»" + "é" * 481)),
        refused(create_experiment(name="")), refused(create_experiment(name=None)), ok(get_experiment("«experiment 2»")),
        refused(experiment_verb("update", new_name="")), refused(experiment_verb("update", new_name="«session»" + "x" * 481)),
        ok(experiment_verb("update", new_name="«session»" + "x" * 480)), ok(get_experiment())],
    "an experiment may have any name": [
        ok(create_experiment(makes=f"«experiment {number}»", name=f"«session»{name}"))
        for number, name in enumerate(["/", "..", " ", "\n", "%", "'", '"', "\\", "日本", "\U0001F600", "\x00"], start=2)]
        + [ok(get_experiment(f"«experiment {number}»")) for number in range(2, 13)]
        + [ok(get("experiments/get-by-name", experiment_name="«session»" + name)) for name in ("/", " ", "\n", "日本", "\\")]
        + [refused(get("experiments/get-by-name", experiment_name="«session»nothing"), MISSING)],
    "a run may have any name": [step for name in ("x" * 2000, "\n", " ", "/", "é")
                                for step in (ok(create_run(run_name=name)), ok(get_run(OTHER_RUN)))],
    "a batch has at most 1000 metrics, 100 params and 100 tags": [
        refused(log_batch(metrics=metrics(1001))), refused(log_batch(params=params(101))), refused(log_batch(tags=tags(101))),
        refused(log_batch(metrics=metrics(900), params=params(100), tags=tags(1))),
        refused(log_batch(metrics=metrics(999), tags=tags(2))),
        ok(get_run()), ok(log_batch(metrics=metrics(800), params=params(100), tags=tags(100)), {}),
        ok(log_batch(metrics=metrics(1000)), {}), ok(get_run())],
    "pages have bounds": [
        step for least, most, search in [
            (1, 50000, lambda size: post("runs/search", experiment_ids=[EXPERIMENT], max_results=size)),
            (1, 50000, lambda size: post("experiments/search", filter="name LIKE '«session»%'", max_results=size)),
            (1, 2**31 - 1, lambda size: history(max_results=size))]
        for step in (refused(search(least - 1)), refused(search(-1)), ok(search(least)), ok(search(most)))] + [
        refused(post("runs/search", experiment_ids=[EXPERIMENT], max_results=50001)),
        refused(post("experiments/search", max_results=50001))],
    "experiment ids are read as Python reads whole numbers": [
        ok(post("runs/create", "«run 2»", experiment_id=text + EXPERIMENT, run_name="x")) for text in (" ", "0", "00", "+")] + [
        ok(get("experiments/get", experiment_id=text)) for text in ("0", "00", " 0", "0 ", "-0", "+0", "0_0", "\n0")] + [
        refused(get("experiments/get", experiment_id=text)) for text in ("", "abc", "1.0", "0x1", "1e3", "_0", "0_", "1__0", "--1")] + [
        refused(get("experiments/get", experiment_id=text), MISSING) for text in (UNKNOWN_EXPERIMENT, "-1", str(2**63 - 1))] + [
        refused(get("experiments/get", experiment_id=str(2**63)), "INTERNAL_ERROR"),
        refused(post("runs/search", experiment_ids=["abc"])), refused(post("runs/search", experiment_ids=["0", "1.0"])),
        ok(post("runs/search", experiment_ids=[EXPERIMENT, EXPERIMENT, " " + EXPERIMENT], filter="run_name = 'one'"))],
    "run ids have a form in batches": [
        refused(log_batch(run_id=run)) for run in ("", " ", "a b", "../x", "-a", "_a", "a.b", "é", "a" * 257, "a/b")] + [
        refused(log_batch(run_id=run), MISSING) for run in ("a", "A-_9", "a" * 256, UNKNOWN_RUN, "aé")] + [
        refused(log_metric(run_id=run), MISSING) for run in ("a b", "../x", "é", "a" * 257)] + [refused(log_metric(run_id=""))],
    "locations of artifacts": [
        ok(create_experiment(makes=f"«experiment {number}»", name=f"«session» {number}", artifact_location=location))
        for number, location in enumerate(["", "s3://bucket/a/b", "s3://bucket/p;x", "gs://b", "wasbs://c@a.net/p", "/tmp/x", "file:///tmp/x",
                                           "mlflow-artifacts:/sub/folder", "dbfs:/x", "unknown://x/y", "s3://b/a b", "s3://b/é",
                                           "s3://b/?a=b"], start=2)]
        + [step for number in range(2, 15) for step in (
            ok(get_experiment(f"«experiment {number}»")), ok(create_run(experiment_id=f"«experiment {number}»")))]
        + [refused(create_experiment(artifact_location=location)) for location in (
            "s3://b/x#y", "s3://b/x?a=..", "s3://b/x?a=%2e%2e", "/tmp/a;b", "http://elsewhere/x", "ftp://h/x", "hdfs://h/x",
            "mlflow-artifacts://other/x", "runs:/x/y", "s3://b/" + "x" * 2048)],
}
