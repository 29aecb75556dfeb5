"""MLflow's Java client, in a program that does what such programs do: tests/java/TrackingProgram.java."""

import os
import subprocess
from pathlib import Path

import environments
import pytest

PROGRAM = Path(__file__).parents[1] / "java" / "TrackingProgram.java"
STEPS = ["experiments", "experiment_pages", "runs", "metrics", "batch", "tags", "search", "run_pages", "refusals", "context",
         "raw", "artifacts"]


@pytest.fixture(scope="module")
def said(server, tmp_path_factory):
    """What the program printed, with the command `mlflow` on its PATH, by which the client moves artifacts."""
    scripts = Path(environments.python("mlflow-3.17.2")).parent
    ran = subprocess.run(["java", "-Dfile.encoding=UTF-8", "-cp", environments.java_client() + "/*", PROGRAM, server.url],
                         stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600,
                         cwd=tmp_path_factory.mktemp("java"),
                         env={**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"})
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("step", STEPS)
def test_step(said, step):
    lines = said.splitlines()
    assert f"ok {step}" in lines, said


def test_no_step_is_left_out(said):
    assert [line.split()[1] for line in said.splitlines() if line.startswith(("ok ", "FAIL "))] == STEPS
