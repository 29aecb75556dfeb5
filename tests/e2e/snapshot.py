"""Everything that a client sees of a tracking store, as plain values to compare."""

from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient


def _all_pages(search):
    token, found = None, []
    while True:
        page = search(page_token=token)
        found.extend(page)
        token = page.token
        if not token:
            return found


def _number(value):
    """Of two numbers that are written alike all bits are alike."""
    return repr(float(value))


def _run(client, run):
    info, data = run.info, run.data
    return {
        "id": info.run_id,
        "name": info.run_name,
        "experiment": info.experiment_id,
        "user": info.user_id,
        "status": info.status,
        "start": info.start_time,
        "end": info.end_time,
        "stage": info.lifecycle_stage,
        "artifacts": info.artifact_uri,
        "params": data.params,
        "tags": data.tags,
        "metrics": {key: _number(value) for key, value in data.metrics.items()},
        "histories": {key: [(_number(m.value), m.timestamp, m.step) for m in client.get_metric_history(info.run_id, key)]
                      for key in data.metrics},
    }


def snapshot(uri):
    """Experiments by id, deleted ones too, each with its runs by id."""
    client = MlflowClient(uri)
    experiments = _all_pages(lambda **page: client.search_experiments(ViewType.ALL, max_results=100, **page))
    return {
        experiment.experiment_id: {
            "name": experiment.name,
            "stage": experiment.lifecycle_stage,
            "artifacts": experiment.artifact_location,
            "created": experiment.creation_time,
            "updated": experiment.last_update_time,
            "tags": experiment.tags,
            "runs": {run.info.run_id: _run(client, run) for run in _all_pages(
                lambda **page: client.search_runs([experiment.experiment_id], "", ViewType.ALL, 100, **page))},
        }
        for experiment in experiments
    }


def artifact_tree(uri, run_id):
    """The files of a run, by path, with their sizes."""
    client = MlflowClient(uri)

    def walk(path):
        for info in client.list_artifacts(run_id, path):
            if info.is_dir:
                yield from walk(info.path)
            else:
                yield info.path, info.file_size

    return dict(walk(None))
