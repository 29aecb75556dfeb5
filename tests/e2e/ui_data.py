"""What the walk through MLflow's web UI finds: experiments, runs and artifacts, logged by MLflow's client."""

import struct
import zlib
from types import SimpleNamespace

import mlflow
import mlflow.data
import numpy

STEPS = 30
NOTES = "Watch the third epoch.\nIt is where the loss turns.\n"
PAGE = "<!doctype html><title>Report</title><h1>A report of the run</h1>"


def png(width, height):
    """A picture of this size, all of one colour."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + b"\x20\x80\xc0" * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def log_artifacts(folder):
    files = {"notes.txt": NOTES.encode(), "picture.png": png(120, 80), "table.csv": b"a,b\n1,2\n3,4\n",
             "page.html": PAGE.encode(), "config/model.json": b'{"layers": [8, 3]}\n'}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    mlflow.log_artifacts(str(folder))


def log_training(rate):
    mlflow.log_params({"rate": rate, "depth": 3, "optimizer": "sgd"})
    for step in range(STEPS):
        mlflow.log_metrics({"loss": 1 / (1 + rate * step), "accuracy": 1 - 0.5 / (1 + rate * step)}, step=step)
    mlflow.set_tags({"team": "vision", "mlflow.note.content": f"Trained with a rate of **{rate}**."})


def fill(url, folder):
    """Logs everything to the server at `url`, the artifacts by way of `folder`; gives the ids by name."""
    mlflow.set_tracking_uri(url)
    client = mlflow.MlflowClient(url)
    client.set_experiment_tag("0", "mlflow.note.content", "What belongs to no experiment.")
    flowers = client.create_experiment("flowers", tags={"owner": "ada"})
    digits = client.create_experiment("digits")
    client.delete_experiment(client.create_experiment("given up"))

    with mlflow.start_run(experiment_id=flowers, run_name="baseline") as baseline:
        log_training(0.1)
        petals = mlflow.data.from_numpy(numpy.ones((3, 2)), source="petals.csv", name="petals")
        mlflow.log_input(petals, context="training")
        log_artifacts(folder)
    with mlflow.start_run(experiment_id=flowers, run_name="tuned") as tuned:
        log_training(0.4)
        log_artifacts(folder)  # The UI's page that compares runs stumbles over a run without artifacts.
    with mlflow.start_run(experiment_id=flowers, run_name="sweep") as sweep:
        mlflow.log_param("rate", "several")
        with mlflow.start_run(experiment_id=flowers, run_name="sweep-one", nested=True):
            log_training(0.2)
    with mlflow.start_run(experiment_id=digits, run_name="digits-one"):
        mlflow.log_metric("not_a_number", float("nan"))
    broken = client.create_run(flowers, run_name="broken").info.run_id
    client.log_param(broken, "rate", "-1")
    client.set_terminated(broken, "FAILED")
    client.delete_run(client.create_run(flowers, run_name="thrown away").info.run_id)
    return SimpleNamespace(flowers=flowers, digits=digits, baseline=baseline.info.run_id, tuned=tuned.info.run_id,
                           sweep=sweep.info.run_id, broken=broken)
