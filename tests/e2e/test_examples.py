"""The examples do what they say, against every server that they should work with."""

import re
import subprocess
from pathlib import Path

import pytest
import servers
from mlflow.tracking import MlflowClient

EXAMPLES = servers.BUILD / "examples"

pytestmark = pytest.mark.ours


class Example:
    """An example that serves, on a port that it chooses and prints."""

    def __init__(self, name, folder):
        self.process = subprocess.Popen([EXAMPLES / name, "0", folder], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", self.url)

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)


@pytest.fixture(params=["mltrack", "mlflow", "embed_server", "custom_store"])
def tracking(request, tmp_path):
    """The URL of a server: the program, MLflow's own, and the examples that serve."""
    if request.param in ("mltrack", "mlflow"):
        server = servers.server_of(request.param, tmp_path)
        yield server.url
        server.kill()
    else:
        server = Example(request.param, tmp_path)
        yield server.url
        assert server.stop() == 0


def run_example(name, *arguments):
    done = subprocess.run([EXAMPLES / name, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_examples_log(tracking):
    said = run_example("train_logistic", tracking)
    assert run_example("async_logging", tracking).count("finished") == 3

    client = MlflowClient(tracking)
    trained = client.search_runs(["0"], "tags.dataset = 'iris'")
    assert len(trained) == 1
    run = trained[0]
    assert f"run {run.info.run_id}, accuracy" in said
    assert run.info.run_name == "iris-logistic" and run.info.status == "FINISHED"
    assert float(run.data.params["learning_rate"]) == 0.2
    losses = [metric.value for metric in client.get_metric_history(run.info.run_id, "loss")]
    assert len(losses) == 500 and losses[-1] < 0.4 < losses[0]
    assert run.data.metrics["accuracy"] > 0.9
    weights = client.download_artifacts(run.info.run_id, "model/weights.csv")
    assert Path(weights).read_text().startswith("petal_length,petal_width,bias\n")

    simulated = client.search_runs(["0"], "params.rate != ''", order_by=["params.rate"])
    assert [round(float(run.data.params["rate"]), 2) for run in simulated] == [0.01, 0.1, 1.0]
    assert all(len(client.get_metric_history(run.info.run_id, "loss")) == 100 for run in simulated)


def test_they_say_what_is_wrong():
    done = subprocess.run([EXAMPLES / "train_logistic", f"http://127.0.0.1:{servers.free_port()}", "nothing.csv"],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and "nothing.csv" in done.stderr
    for name in ("embed_server", "custom_store"):
        done = subprocess.run([EXAMPLES / name, "first"], capture_output=True, text=True, timeout=120)
        assert done.returncode == 1 and f"{name} [port] [folder]" in done.stderr
