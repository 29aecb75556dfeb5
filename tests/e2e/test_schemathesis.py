"""Requests made from our OpenAPI description, right and wrong ones: the server answers each as the description says."""

import os
import re
import subprocess
from pathlib import Path

import environments
import pytest
import requests
from mlflow.tracking import MlflowClient

# Every check of schemathesis but these.
LEFT_OUT = {
    # MLflow takes more than a description says: null for an absent value, numbers as text, unknown fields and parameters.
    "negative_data_rejection",
    # What a schema cannot say: filters and orders have a syntax, ids are of what exists, names are taken.
    "positive_data_acceptance",
}


@pytest.mark.ours
def test_the_server_keeps_to_its_description(start, tmp_path, long):
    server = start()
    client = MlflowClient(server.url)
    experiment = client.create_experiment("known")
    run = client.create_run(experiment).info.run_id
    client.log_metric(run, "known", 1.5)
    client.log_text(run, "known", "known.txt")

    # An artifact repository without signed URLs answers 501, as MLflow does.
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text("[checks.not_a_server_error]\nexpected-statuses = ['2xx', '3xx', '4xx', 501]\n")
    command = [environments.python("schemathesis-4.32.5"), "-m", "schemathesis.cli", "--config-file", configuration, "run",
               server.url + "/openapi.json", "--checks", "all", "--exclude-checks", ",".join(sorted(LEFT_OUT)),
               "--phases", "coverage,fuzzing", "--seed", "20260131", "--max-examples", "500" if long else "15",
               "--continue-on-failure", "--no-shrink", "--warnings", "off", "--request-timeout", "30"]
    settings = {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(Path(__file__).parent),
                "KNOWN_RUN": run, "KNOWN_EXPERIMENT": experiment}
    outcome = subprocess.run(command, cwd=tmp_path, env=os.environ | settings, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout[-20000:] + outcome.stderr[-2000:]
    assert re.search(r"Selected: (\d+)/\1\s+Tested: \1\b", outcome.stdout), outcome.stdout[-2000:]
    # It has not all been refusals.
    metrics = requests.get(server.url + "/metrics", timeout=30).text
    assert len(set(re.findall(r'endpoint="(\w+)",method="\w+",status="200"', metrics))) > 20
