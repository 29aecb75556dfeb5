"""Trains a small model with autologging on a data set of scikit-learn's, as a user of MLflow's client would. As a
program: training.py TRACKING_URI EXPERIMENT."""

import inspect
import sys

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

EPOCHS = 20


def train(mlflow):
    """Logs a run with two nested ones into the current experiment."""
    import mlflow.sklearn as mlflow_sklearn

    # Clients before 2.x have no log_datasets, and none to log.
    off = {"log_models": False, "log_datasets": False}
    known = inspect.signature(mlflow_sklearn.autolog).parameters
    mlflow_sklearn.autolog(**{name: value for name, value in off.items() if name in known})

    data = load_iris()
    split = train_test_split(data.data, data.target, test_size=0.3, random_state=7)
    train_x, test_x, train_y, test_y = split
    with mlflow.start_run(run_name="baseline"):
        mlflow.set_tags({"dataset": "iris", "note": "größer als gedacht ✓"})
        model = LogisticRegression(C=0.5, max_iter=300).fit(train_x, train_y)
        mlflow.log_metric("accuracy", model.score(test_x, test_y))
        mlflow.log_text("Iris by logistic regression.\n", "report/summary.txt")
        mlflow.log_dict({"classes": [str(name) for name in data.target_names]}, "report/classes.json")
        for penalty in ("l1", "l2"):
            with mlflow.start_run(run_name=f"sgd {penalty}", nested=True):
                SGDClassifier(loss="log_loss", penalty=penalty, random_state=7).fit(train_x, train_y)
        mlflow_sklearn.autolog(disable=True)
        steps = SGDClassifier(loss="log_loss", random_state=7)
        for epoch in range(EPOCHS):
            steps.partial_fit(train_x, train_y, classes=[0, 1, 2])
            mlflow.log_metric("loss", log_loss(test_y, steps.predict_proba(test_x)), step=epoch)


if __name__ == "__main__":
    import mlflow

    mlflow.set_tracking_uri(sys.argv[1])
    mlflow.set_experiment(sys.argv[2])
    train(mlflow)
