"""The larger examples, which query their own runs and feed one run's artifacts to the next, on mltrack's server, on MLflow's
and in an SQLite file without any."""

import csv
import math
import os
import subprocess

import mlflow
import pytest
import servers
from mlflow.tracking import MlflowClient

EXAMPLES = servers.BUILD / "examples"

RANDOM_TRIALS = 6


def run_example(name, *arguments, code=0):
    """Gives what it printed to stdout and to stderr."""
    kept = {key: value for key, value in os.environ.items() if key != "MLFLOW_EXPERIMENT_ID"}
    done = subprocess.run([EXAMPLES / name, *map(str, arguments)], env=kept, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout, done.stderr


@pytest.fixture
def client(tracking):
    mlflow.set_tracking_uri(tracking.url)
    return MlflowClient(tracking.url)


def runs_of(client, experiment, filter_string):
    """In the order in which they were started."""
    found = client.get_experiment_by_name(experiment)
    return client.search_runs([found.experiment_id], filter_string, order_by=["attributes.start_time ASC"])


def rows_of(client, run_id, path, folder):
    with open(client.download_artifacts(run_id, path, folder)) as file:
        return list(csv.DictReader(file))


def test_a_search_of_hyperparameters_looks_at_its_own_runs(tracking, client, tmp_path):
    said, complained = run_example("hyperparameter_search", tracking.url, 16)
    assert complained == ""

    search, = runs_of(client, "hyperparameter search", "tags.mlflow.runName = 'search'")
    trials = runs_of(client, "hyperparameter search", f"tags.mlflow.parentRunId = '{search.info.run_id}'")
    trials.sort(key=lambda trial: int(trial.data.params["trial"]))
    assert search.info.status == "FINISHED" and len(trials) == 16
    finished = [trial for trial in trials if trial.info.status == "FINISHED"]
    failed = [trial for trial in trials if trial.info.status == "FAILED"]
    assert len(finished) + len(failed) == 16
    # Some of what is tried at random diverges; the search goes on.
    assert len(failed) == search.data.metrics["failed_trials"] > 0
    for trial in finished:
        history = client.get_metric_history(trial.info.run_id, "validation_rmse")
        assert [point.step for point in history] == list(range(10, 301, 10))

    def score(trial):
        return trial.data.metrics["validation_rmse"]

    best = min(finished, key=score)
    assert search.data.tags["best_run"] == best.info.run_id
    assert f"best run {best.info.run_id}" in said
    for name in ("learning_rate", "penalty"):
        assert search.data.params[f"best.{name}"] == best.data.params[name]
    for name in ("validation_rmse", "test_rmse"):
        assert search.data.metrics[name] == best.data.metrics[name]
    # The wave's noise has a deviation of 0.2, the wave itself one of 0.7.
    assert 0.15 < search.data.metrics["test_rmse"] < 0.35

    # What is chosen with the search's own runs in sight is near the best of those before.
    for number in range(RANDOM_TRIALS, 16):
        before = [trial for trial in trials[:number] if trial.info.status == "FINISHED"]
        nearest = float(min(before, key=score).data.params["learning_rate"])
        assert abs(math.log10(float(trials[number].data.params["learning_rate"]) / nearest)) < 2
    table = rows_of(client, search.info.run_id, "trials.csv", tmp_path)
    assert {(row["run_id"], float(row["metrics.test_rmse"])) for row in table} == {
        (trial.info.run_id, trial.data.metrics["test_rmse"]) for trial in finished}


def test_a_workflow_feeds_artifacts_to_the_next_step_and_does_none_twice(tracking, client, tmp_path):
    def steps(name):
        return runs_of(client, "multistep workflow", f"tags.step = '{name}'")

    said, complained = run_example("multistep_workflow", tracking.url, 400)
    assert complained == "" and "has done it" not in said
    (measured,), (prepared,), (trained,) = map(steps, ("measure", "prepare", "train"))
    workflow, = runs_of(client, "multistep workflow", "tags.mlflow.runName = 'workflow'")
    for step, run in (("measure", measured), ("prepare", prepared), ("train", trained)):
        assert (run.info.run_name, run.info.status) == (step, "FINISHED")
        assert run.data.tags["mlflow.parentRunId"] == workflow.info.run_id
        assert workflow.data.tags[f"steps.{step}"] == run.info.run_id
    assert prepared.data.params == {"measured": measured.info.run_id}
    assert trained.data.params == {"prepared": prepared.info.run_id, "learning_rate": "0.05"}

    raw = rows_of(client, measured.info.run_id, "raw/measurements.csv", tmp_path)
    complete = [row for row in raw if all(row.values())]
    assert len(raw) == 400 and 0 < len(complete) < 400
    assert prepared.data.metrics == {"complete": len(complete), "incomplete": 400 - len(complete)}
    parts = {name: rows_of(client, prepared.info.run_id, f"prepared/{name}.csv", tmp_path)
             for name in ("train", "validation")}
    assert sorted(float(row["energy"]) for part in parts.values() for row in part) == sorted(
        float(row["energy"]) for row in complete)

    # The model's artifact tells of the prepared artifacts what the run's metrics say.
    weights, = rows_of(client, trained.info.run_id, "model/weights.csv", tmp_path)
    names = ("temperature", "pressure", "flow")
    for part in parts:
        misses = [sum(float(weights[name]) * float(row[name]) for name in names) + float(weights["bias"])
                  - float(row["energy"]) for row in parts[part]]
        rmse = math.sqrt(sum(miss * miss for miss in misses) / len(misses))
        assert trained.data.metrics[f"{part}_rmse"] == pytest.approx(rmse)
        assert workflow.data.metrics[f"{part}_rmse"] == trained.data.metrics[f"{part}_rmse"]
        assert rmse < 3, "the noise of the measurements has a deviation of 2"
    assert [point.step for point in client.get_metric_history(trained.info.run_id, "train_rmse")] == list(
        range(20, 201, 20))

    # All steps are there: a second workflow uses them.
    said, _ = run_example("multistep_workflow", tracking.url, 400)
    assert said.count("has done it") == 3
    again = runs_of(client, "multistep workflow", "tags.mlflow.runName = 'workflow'")[-1]
    assert again.data.tags["steps.train"] == trained.info.run_id
    assert again.data.metrics == workflow.data.metrics

    # Another learning rate is only the last step's matter; a step that failed is not used.
    for attempt in (1, 2):
        said, complained = run_example("multistep_workflow", tracking.url, 400, 30, code=1)
        assert said.count("has done it") == 2 and "take a smaller learning rate" in complained
        assert [run.info.status for run in steps("train")] == ["FINISHED"] + attempt * ["FAILED"]
    assert len(steps("measure")) == len(steps("prepare")) == 1
    assert runs_of(client, "multistep workflow", "tags.mlflow.runName = 'workflow'")[-1].info.status == "FAILED"


def test_a_hot_loop_logs_each_step_beside_the_fluent_api(tracking, client):
    said, complained = run_example("minibatch_training", tracking.url, 20)
    assert complained == ""
    run, = runs_of(client, "minibatch training", "")
    assert said == f"run {run.info.run_id}\n" and run.info.status == "FINISHED"
    assert run.data.params == {"learning_rate": "0.02", "epochs": "20", "batches": "64", "batch_rows": "32"}

    def steps(key):
        return sorted(point.step for point in client.get_metric_history(run.info.run_id, key))

    assert steps("batch_rmse") == steps("first_weight") == list(range(20 * 64))
    assert steps("validation_rmse") == list(range(64, 20 * 64 + 1, 64))
    model = mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/model.json")
    assert model["weights"] == pytest.approx([3, -2], abs=0.05) and model["bias"] == pytest.approx(1, abs=0.05)
    assert run.data.metrics["first_weight"] == model["weights"][0]
