"""Shared libraries that each hold mltrack, loaded by one program."""

import subprocess
import sys

import pytest
import servers
from mlflow.tracking import MlflowClient

PROGRAM = """
import ctypes, sys

folder, uri, run, *names = (argument.encode() for argument in sys.argv[1:])
loaded = {name: ctypes.CDLL((folder + b"/lib" + name + b".so").decode()) for name in names}
for step in range(2):
    assert loaded[b"values"].log_value(uri, run, b"loss", ctypes.c_double(0.5), ctypes.c_int64(step)) == 0
steps = (ctypes.c_int64 * 5)()
assert loaded[b"queries"].history_steps(uri, run, b"loss", steps, 5) == 2
assert steps[:2] == [0, 1]
"""


@pytest.mark.parametrize("order", [("queries", "values"), ("values", "queries")])
def test_each_knows_the_components(tmp_path, order):
    uri = f"sqlite:///{tmp_path}/runs.db"
    run = MlflowClient(uri).create_run("0").info.run_id
    done = subprocess.run([sys.executable, "-c", PROGRAM, servers.BUILD / "tests/libraries", uri, run, *order],
                          capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
