"""What may be done in which order: existence, lifecycle stages, cascades, names."""

from rules.steps import *

DELETED = {"run": {"info": {"lifecycle_stage": "deleted"}}}
ACTIVE = {"run": {"info": {"lifecycle_stage": "active"}}}

# Every operation that changes a run, with what the request needs besides.
RUN_CHANGES = [log_metric(), log_param(), set_tag(), log_batch(), log_batch(tags=[{"key": "a", "value": "b"}]),
               run_verb("update", status="FINISHED"), run_verb("delete-tag", key="there")]

CASES = {
    "required members of a run's requests, in the order of their checks": [
        refused(post(f"runs/{verb}", **body)) for verb, body in [
            ("log-metric", {}), ("log-metric", {"run_id": UNKNOWN_RUN}), ("log-metric", {"run_id": UNKNOWN_RUN, "key": "a//b"}),
            ("log-metric", {"run_id": UNKNOWN_RUN, "key": "m", "value": 1}), ("log-metric", {"key": "m", "value": 1, "timestamp": 1}),
            ("log-metric", {"run_id": RUN, "value": 1, "timestamp": 1}), ("log-metric", {"run_id": RUN, "key": "m", "timestamp": 1}),
            ("log-parameter", {}), ("log-parameter", {"run_id": RUN}), ("log-parameter", {"key": "p"}), ("set-tag", {}),
            ("set-tag", {"run_id": RUN}), ("delete-tag", {}), ("delete-tag", {"run_id": RUN}), ("delete-tag", {"key": "t"}),
            ("delete", {}), ("restore", {}), ("update", {}), ("log-batch", {}), ("log-batch", {"run_id": ""}),
            ("log-batch", {"run_id": RUN, "metrics": [{"value": 1, "timestamp": 1}]}),
            ("log-batch", {"run_id": RUN, "metrics": [{"key": "m", "timestamp": 1}]}),
            ("log-batch", {"run_id": RUN, "metrics": [{"key": "m", "value": 1}]}),
            ("log-batch", {"run_id": RUN, "params": [{"value": "v"}]}), ("log-batch", {"run_id": RUN, "tags": [{"value": "v"}]})]],
    "required members of an experiment's requests": [
        refused(post(f"experiments/{verb}", **body)) for verb, body in [
            ("create", {}), ("delete", {}), ("restore", {}), ("update", {}), ("update", {"experiment_id": EXPERIMENT}),
            ("update", {"new_name": "«session» x"}), ("set-experiment-tag", {}), ("set-experiment-tag", {"experiment_id": EXPERIMENT}),
            ("set-experiment-tag", {"key": "k", "value": "v"}), ("delete-experiment-tag", {"experiment_id": EXPERIMENT})]]
        + [refused(get("experiments/get")), refused(get("experiments/get-by-name")),
           refused(get("experiments/get-by-name", name="Default"))],
    "a bad key on an unknown run is bad first": [
        refused(log_metric(run_id=UNKNOWN_RUN, key="a//b")), refused(log_param(run_id=UNKNOWN_RUN, key="a//b")),
        refused(set_tag(run_id=UNKNOWN_RUN, key="a//b")), refused(log_batch(run_id=UNKNOWN_RUN, tags=[{"key": "a//b", "value": ""}])),
        refused(log_metric(run_id=UNKNOWN_RUN, timestamp=-1)),
        refused(set_experiment_tag(experiment_id=UNKNOWN_EXPERIMENT, key="a//b"))],
    "what is not there": [
        refused(request, MISSING) for request in [
            get_run(UNKNOWN_RUN), log_metric(run_id=UNKNOWN_RUN), log_param(run_id=UNKNOWN_RUN), set_tag(run_id=UNKNOWN_RUN),
            log_batch(run_id=UNKNOWN_RUN), run_verb("delete", UNKNOWN_RUN), run_verb("restore", UNKNOWN_RUN),
            run_verb("update", UNKNOWN_RUN, status="FINISHED"), run_verb("delete-tag", UNKNOWN_RUN, key="t"),
            run_verb("delete-tag", key="nothing"), get("artifacts/list", run_id=UNKNOWN_RUN),
            get_experiment(UNKNOWN_EXPERIMENT), experiment_verb("delete", UNKNOWN_EXPERIMENT),
            experiment_verb("restore", UNKNOWN_EXPERIMENT), experiment_verb("update", UNKNOWN_EXPERIMENT, new_name="«session» x"),
            set_experiment_tag(experiment_id=UNKNOWN_EXPERIMENT), experiment_verb("delete-experiment-tag", key="nothing"),
            experiment_verb("delete-experiment-tag", UNKNOWN_EXPERIMENT, key="t"), create_run(experiment_id=UNKNOWN_EXPERIMENT)]]
        + [ok(history(run_id=UNKNOWN_RUN), {}), ok(history("nothing"), {})],
    "a deleted run takes no changes": [ok(set_tag(key="there")), ok(run_verb("delete"), {})] + [refused(each) for each in RUN_CHANGES] + [
        ok(get_run(), DELETED), ok(run_verb("delete"), {}), ok(history()), ok(get("artifacts/list", run_id=RUN)),
        ok(run_verb("restore"), {}), ok(get_run(), ACTIVE), ok(run_verb("restore"), {})] + [ok(each) for each in RUN_CHANGES[:4]],
    "an experiment takes its runs along": [
        ok(create_run()), ok(run_verb("delete", OTHER_RUN)), ok(experiment_verb("delete"), {}), ok(get_run(), DELETED),
        ok(get_experiment(), {"experiment": {"lifecycle_stage": "deleted"}}),
        refused(experiment_verb("delete"), MISSING), refused(experiment_verb("update", new_name="«session» x"), "INVALID_STATE"),
        refused(set_experiment_tag()), refused(experiment_verb("delete-experiment-tag", key="t")), refused(create_run("«run 3»")),
        refused(create_experiment(name="«session» one"), "RESOURCE_ALREADY_EXISTS"), refused(log_metric()),
        ok(post("runs/search", experiment_ids=[EXPERIMENT], run_view_type="DELETED_ONLY")),
        ok(run_verb("restore")), ok(log_metric()), ok(get_run(), ACTIVE), ok(post("runs/search", experiment_ids=[EXPERIMENT])),
        ok(experiment_verb("restore"), {}), ok(get_run(OTHER_RUN), ACTIVE), refused(experiment_verb("restore"), MISSING),
        ok(get_experiment(), {"experiment": {"lifecycle_stage": "active"}})],
    "names of experiments are taken once": [
        ok(create_experiment()), refused(create_experiment(), "RESOURCE_ALREADY_EXISTS"),
        refused(experiment_verb("update", new_name="«session» two"), "BAD_REQUEST"),
        ok(experiment_verb("update", new_name="«session» one"), {}), ok(experiment_verb("delete", "«experiment 2»")),
        refused(create_experiment(), "RESOURCE_ALREADY_EXISTS"),
        refused(experiment_verb("update", new_name="«session» two"), "BAD_REQUEST"),
        ok(get("experiments/get-by-name", experiment_name="«session» two"), {"experiment": {"lifecycle_stage": "deleted"}}),
        ok(create_experiment("«experiment 3»", name="«session» TWO"))],
    "tags of experiments": [
        ok(set_experiment_tag(), {}), ok(set_experiment_tag(value="w")), ok(get_experiment()),
        ok(experiment_verb("delete-experiment-tag", key="t"), {}), refused(experiment_verb("delete-experiment-tag", key="t"), MISSING),
        ok(get_experiment()),
        refused(create_experiment(tags=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]), "RESOURCE_ALREADY_EXISTS"),
        ok(create_experiment(tags=[{"key": "a", "value": "1"}, {"key": "b", "value": ""}])), ok(get_experiment("«experiment 2»"))],
    "what a run is created with": [
        refused(post("runs/create"), "BAD_REQUEST"), ok(post("runs/create", "«run 2»", experiment_id=EXPERIMENT)), ok(get_run(OTHER_RUN)),
        ok(create_run(start_time=-5)), ok(get_run(OTHER_RUN)), ok(create_run(user_id="ann", tags=[{"key": "mlflow.user", "value": "bob"}])),
        ok(get_run(OTHER_RUN)), refused(create_run(tags=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]), "BAD_REQUEST"),
        ok(create_run(tags=[{"key": "a"}])), ok(get_run(OTHER_RUN)), ok(create_run(experiment_id="0" + EXPERIMENT)), ok(get_run(OTHER_RUN))],
    "a run's name": [
        ok(create_run(run_name=None, tags=[{"key": "mlflow.runName", "value": "tagged"}])), ok(get_run(OTHER_RUN)),
        ok(create_run(run_name="same", tags=[{"key": "mlflow.runName", "value": "same"}])), ok(get_run(OTHER_RUN)),
        refused(create_run(run_name="one", tags=[{"key": "mlflow.runName", "value": "other"}])),
        refused(create_run(run_name=None, tags=[{"key": "mlflow.runName", "value": ""}]), "BAD_REQUEST"),
        refused(create_run(run_name="x", tags=[{"key": "mlflow.runName", "value": ""}]), "BAD_REQUEST"),
        ok(create_run(run_name="")), ok(get_run(OTHER_RUN)),
        ok(run_verb("update", run_name="renamed")), ok(get_run()), ok(run_verb("update", run_name="")), ok(get_run()),
        ok(set_tag(key="mlflow.runName", value="by tag")), ok(get_run()), ok(set_tag(key="mlflow.runName", value="")), ok(get_run()),
        ok(log_batch(tags=[{"key": "mlflow.runName", "value": "a"}, {"key": "mlflow.runName", "value": "b"}])), ok(get_run()),
        ok(log_batch(tags=[{"key": "mlflow.runName", "value": "c"}, {"key": "mlflow.runName", "value": ""}])), ok(get_run()),
        ok(run_verb("delete-tag", key="mlflow.runName")), ok(get_run(), {"run": {"info": {"run_name": "c"}}}),
        ok(post("runs/search", experiment_ids=[EXPERIMENT], filter="run_name = 'c'")),
        ok(post("runs/search", experiment_ids=[EXPERIMENT], filter="run_name = 'same'")),
        ok(run_verb("update", run_name="again")), ok(get_run())],
    "a run's status and end": [
        step for body in ({"status": "FINISHED", "end_time": 5}, {"status": "RUNNING"}, {"end_time": 0}, {"status": "KILLED"},
                          {"status": "SCHEDULED", "end_time": -3}, {"end_time": 2**53 + 1}, {})
        for step in (ok(run_verb("update", **body)), ok(get_run()))] + [ok(run_verb("update", status="FINISHED")), ok(log_metric())],
    "params are set once": [
        ok(log_param()), ok(log_param()), refused(log_param(value="w")), refused(log_param(value="")), ok(log_param(key="e", value="")),
        refused(log_param(key="e", value="x")),
        refused(log_batch(params=[{"key": "p", "value": "w"}])), ok(log_batch(params=[{"key": "p", "value": "v"}])),
        refused(log_batch(params=[{"key": "q", "value": "v"}, {"key": "q", "value": "v"}])),
        refused(log_batch(params=[{"key": "q", "value": "v"}, {"key": "p", "value": "w"}], metrics=[{"key": "m", "value": 1, "timestamp": 1}],
                          tags=[{"key": "t", "value": "v"}])), ok(get_run())],
    "batches": [
        ok(log_batch(), {}), ok(log_batch(metrics=[], params=[], tags=[]), {}),
        ok(log_batch(tags=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])), ok(get_run()),
        ok(log_batch(metrics=[{"key": "m", "value": 1, "timestamp": 1}] * 3)), ok(history()),
        refused(log_batch(metrics=[{"key": "m", "value": 2, "timestamp": 2}, {"key": "a//b", "value": 1, "timestamp": 1}])), ok(history()),
        refused(log_batch(run_id="a b", metrics=[{"key": "a//b", "value": 1, "timestamp": 1}]))],
    "tags of runs": [
        ok(set_tag(), {}), ok(set_tag(value="w")), ok(run_verb("delete-tag", key="t"), {}), refused(run_verb("delete-tag", key="t"), MISSING),
        refused(run_verb("delete-tag", key="a//b"), MISSING), ok(get_run())],
}
