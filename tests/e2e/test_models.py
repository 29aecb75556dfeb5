"""Models, data sets and autologging of MLflow's current client: what a model was trained on, where it is, how it is
loaded."""

import json

import mlflow
import numpy
import pandas
import pytest
from mlflow.entities import LoggedModelInput, LoggedModelStatus, Metric
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from test_fluent import client, experiment


@pytest.fixture(scope="module")
def iris():
    return load_iris(as_frame=True)


def model_names(models):
    return [model.name for model in models]


def test_autologging_of_scikit_learn(client, experiment, iris):
    mlflow.sklearn.autolog(log_input_examples=True, silent=True)
    try:
        with mlflow.start_run(run_name="fit") as run:
            model = LogisticRegression(C=0.25, max_iter=500).fit(iris.data, iris.target)
            model.score(iris.data, iris.target)
    finally:
        mlflow.sklearn.autolog(disable=True)
    found = client.get_run(run.info.run_id)
    assert found.data.params["C"] == "0.25" and found.data.tags["estimator_name"] == "LogisticRegression"
    assert 0.9 < found.data.metrics["training_accuracy_score"] <= 1
    assert {"training_confusion_matrix.png", "estimator.html"} <= {
        info.path for info in client.list_artifacts(run.info.run_id)}

    data, = found.inputs.dataset_inputs
    assert [(tag.key, tag.value) for tag in data.tags] == [("mlflow.data.context", "train")]
    assert data.dataset.name == "dataset" and '"num_rows": 150' in data.dataset.profile

    output, = found.outputs.model_outputs
    logged = mlflow.get_logged_model(output.model_id)
    assert (logged.name, logged.status, logged.source_run_id) == ("model", LoggedModelStatus.READY, run.info.run_id)
    assert logged.params["C"] == "0.25"
    for uri in (f"models:/{output.model_id}", f"runs:/{run.info.run_id}/model"):
        loaded = mlflow.sklearn.load_model(uri)
        assert numpy.array_equal(loaded.predict(iris.data), model.predict(iris.data))


def test_autologging_of_xgboost(client, experiment, iris):
    import xgboost

    mlflow.xgboost.autolog(silent=True)
    try:
        data = xgboost.DMatrix(iris.data, label=iris.target)
        booster = xgboost.train({"objective": "multi:softprob", "num_class": 3, "max_depth": 2}, data, num_boost_round=8,
                                evals=[(data, "train")], verbose_eval=False)
    finally:
        mlflow.xgboost.autolog(disable=True)
    run, = client.search_runs([experiment.experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.params["max_depth"] == "2" and run.data.params["num_boost_round"] == "8"
    history = client.get_metric_history(run.info.run_id, "train-mlogloss")
    assert [metric.step for metric in history] == list(range(8)) and history[-1].value < history[0].value
    assert "feature_importance_weight.json" in {info.path for info in client.list_artifacts(run.info.run_id)}
    model_id = run.outputs.model_outputs[0].model_id
    loaded = mlflow.xgboost.load_model(f"models:/{model_id}")
    assert numpy.allclose(loaded.predict(data), booster.predict(data))


def test_a_model_is_logged_and_loaded(client, experiment, iris, tmp_path):
    model = LinearRegression().fit(iris.data, iris.target)
    signature = infer_signature(iris.data, model.predict(iris.data))
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(model, name="linear", signature=signature, input_example=iris.data.head(3),
                                        params={"intercept": True}, tags={"team": "vision"}, model_type="regressor")
        mlflow.log_metric("rmse", 0.25, model_id=info.model_id)
    assert info.model_uri == f"models:/{info.model_id}" and info.model_id.startswith("m-")
    for uri in (info.model_uri, f"runs:/{run.info.run_id}/linear"):
        assert numpy.allclose(mlflow.sklearn.load_model(uri).predict(iris.data), model.predict(iris.data))
        loaded = mlflow.pyfunc.load_model(uri)
        assert numpy.allclose(loaded.predict(iris.data.head(3)), model.predict(iris.data.head(3)))
    assert loaded.metadata.signature == signature

    logged = client.get_logged_model(info.model_id)
    assert (logged.name, logged.model_type, logged.params) == ("linear", "regressor", {"intercept": "True"})
    assert logged.tags["team"] == "vision" and logged.experiment_id == experiment.experiment_id
    assert logged.artifact_location == f"mlflow-artifacts:/{experiment.experiment_id}/models/{info.model_id}/artifacts"
    metric, = logged.metrics
    assert (metric.key, metric.value, metric.run_id, metric.model_id) == ("rmse", 0.25, run.info.run_id, info.model_id)
    names = {artifact.path for artifact in client.list_logged_model_artifacts(info.model_id)}
    assert {"MLmodel", "input_example.json", "requirements.txt"} <= names
    folder = mlflow.artifacts.download_artifacts(artifact_uri=info.model_uri, dst_path=str(tmp_path))
    assert mlflow.models.Model.load(folder).model_id == info.model_id


def test_a_model_from_files_of_a_run(client, experiment, iris):
    """The folder of a model within a run's artifacts, as clients before 3 left it."""
    model = LinearRegression().fit(iris.data, iris.target)
    mlflow.sklearn.save_model(model, "saved")
    with mlflow.start_run() as run:
        mlflow.log_artifacts("saved", "kept/model")
    loaded = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/kept/model")
    assert numpy.allclose(loaded.predict(iris.data), model.predict(iris.data))


def test_logged_models_from_begin_to_end(client, experiment):
    model = client.create_logged_model(experiment.experiment_id, name="by hand", tags={"a": "1"}, params={"p": "x" * 100},
                                       model_type="agent")
    assert (model.status, model.name, model.model_type) == (LoggedModelStatus.PENDING, "by hand", "agent")
    client.log_model_params(model.model_id, {"q": "2"})
    client.set_logged_model_tags(model.model_id, {"a": "2", "b": "größe"})
    client.delete_logged_model_tag(model.model_id, "a")
    assert client.finalize_logged_model(model.model_id, "READY").status == LoggedModelStatus.READY
    found = client.get_logged_model(model.model_id)
    assert found.params == {"p": "x" * 100, "q": "2"} and found.tags == {"b": "größe"}
    assert found.last_updated_timestamp >= found.creation_timestamp
    client.delete_logged_model(model.model_id)
    with pytest.raises(MlflowException) as gone:
        client.get_logged_model(model.model_id)
    assert gone.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    assert list(client.search_logged_models([experiment.experiment_id])) == []


def test_external_and_active_models(client, experiment):
    external = mlflow.create_external_model(name="elsewhere", params={"url": "https://a.example"}, tags={"k": "v"})
    assert mlflow.get_logged_model(external.model_id).status == LoggedModelStatus.READY
    with mlflow.set_active_model(model_id=external.model_id):
        with mlflow.start_run() as run:
            mlflow.log_metrics({"latency": 5}, step=3, model_id=external.model_id)
    metric, = mlflow.get_logged_model(external.model_id).metrics
    assert (metric.key, metric.step, metric.run_id) == ("latency", 3, run.info.run_id)
    assert mlflow.last_logged_model().model_id == external.model_id


def test_models_are_searched(client, experiment):
    with mlflow.start_run() as run:
        for number in range(5):
            model = mlflow.initialize_logged_model(name=f"model {number}", params={"depth": str(number % 2)},
                                                   tags={"half": str(number / 2)}, source_run_id=run.info.run_id)
            client.log_metric(run.info.run_id, "accuracy", number / 10, model_id=model.model_id)
            if number != 3:
                mlflow.finalize_logged_model(model.model_id, "READY" if number else "FAILED")

    def found(filter_string=None, **options):
        return model_names(mlflow.search_logged_models([experiment.experiment_id], filter_string, output_format="list",
                                                       **options))

    assert found() == ["model 4", "model 3", "model 2", "model 1", "model 0"]
    by_name = [{"field_name": "name", "ascending": True}]
    assert found(order_by=by_name) == [f"model {number}" for number in range(5)]
    assert found("params.depth = '1'", order_by=by_name) == ["model 1", "model 3"]
    assert found("metrics.accuracy > 0.15 AND tags.half != '2.0'", order_by=by_name) == ["model 2", "model 3"]
    assert found("name LIKE 'model%' AND name != 'model 2'", order_by=by_name) == ["model 0", "model 1", "model 3", "model 4"]
    assert found(order_by=[{"field_name": "metrics.accuracy", "ascending": False}], max_results=2) == ["model 4", "model 3"]
    frame = mlflow.search_logged_models([experiment.experiment_id], order_by=by_name)
    assert list(frame["name"]) == [f"model {number}" for number in range(5)]

    seen, token = [], None
    while True:
        page = client.search_logged_models([experiment.experiment_id], max_results=2, page_token=token, order_by=by_name)
        seen.append(model_names(page))
        token = page.token
        if not token:
            break
    assert seen == [["model 0", "model 1"], ["model 2", "model 3"], ["model 4"]]


def test_data_sets_of_a_run(client, experiment):
    frame = pandas.DataFrame({"x": [1.5, 2.5], "größe": ["a", "b"]})
    table = mlflow.data.from_pandas(frame, source="https://data.example/a.csv", name="letters", targets="größe")
    array = mlflow.data.from_numpy(numpy.arange(6).reshape(2, 3), targets=numpy.array([0, 1]), name="numbers")
    with mlflow.start_run() as run:
        mlflow.log_input(table, context="training", tags={"version": "7"})
        mlflow.log_inputs([array, table], contexts=["validation", None], tags_list=[None, None])
    with mlflow.start_run() as other:
        mlflow.log_input(table, context="testing")

    inputs = {item.dataset.name: item for item in client.get_run(run.info.run_id).inputs.dataset_inputs}
    assert set(inputs) == {"letters", "numbers"}
    letters = inputs["letters"].dataset
    assert (letters.digest, letters.source_type) == (table.digest, "http")
    assert json.loads(letters.profile) == {"num_rows": 2, "num_elements": 4}
    assert [column["name"] for column in json.loads(letters.schema)["mlflow_colspec"]] == ["x", "größe"]
    assert {tag.key: tag.value for tag in inputs["letters"].tags} == {"version": "7", "mlflow.data.context": "training"}
    assert mlflow.data.get_source(inputs["letters"]).url == "https://data.example/a.csv"
    assert {tag.key: tag.value for tag in inputs["numbers"].tags} == {"mlflow.data.context": "validation"}
    assert json.loads(inputs["numbers"].dataset.profile)["features_shape"] == [2, 3]

    def found(filter_string):
        return {run.info.run_id for run in client.search_runs([experiment.experiment_id], filter_string)}

    both = {run.info.run_id, other.info.run_id}
    assert found("dataset.name = 'letters'") == both
    assert found(f"datasets.digest = '{table.digest}' AND dataset.context = 'testing'") == {other.info.run_id}
    assert found("dataset.name LIKE 'num%'") == {run.info.run_id}
    assert found("dataset.name = 'nothing'") == set()


def test_metrics_of_a_model_on_a_data_set(client, experiment):
    data = mlflow.data.from_numpy(numpy.arange(4.0), name="held out")
    with mlflow.start_run() as run:
        model = mlflow.initialize_logged_model(name="scored")
        mlflow.log_input(data, context="eval", model=LoggedModelInput(model.model_id))
        mlflow.log_metric("rmse", 0.5, step=2, dataset=data, model_id=model.model_id)
        client.log_batch(run.info.run_id, [Metric("mae", 0.25, 1000, 1, model_id=model.model_id)])
    mlflow.finalize_logged_model(model.model_id, "READY")
    metrics = {metric.key: metric for metric in client.get_logged_model(model.model_id).metrics}
    assert (metrics["rmse"].dataset_name, metrics["rmse"].dataset_digest) == (data.name, data.digest)
    assert metrics["mae"].value == 0.25 and metrics["mae"].dataset_name is None
    models = client.search_logged_models([experiment.experiment_id], "metrics.rmse < 1",
                                         datasets=[{"dataset_name": data.name, "dataset_digest": data.digest}])
    assert model_names(models) == ["scored"]
    models = client.search_logged_models([experiment.experiment_id], "metrics.rmse < 1",
                                         datasets=[{"dataset_name": "other"}])
    assert model_names(models) == []
    assert [i.model_id for i in client.get_run(run.info.run_id).inputs.model_inputs] == [model.model_id]
