"""The faults of tests/cases, which users of tracking servers have met: none may be here. MLflow's server has 29."""

import subprocess
import sys
from pathlib import Path

import pytest

CASES = sorted((Path(__file__).parents[1] / "cases").glob("case_*.py"))


@pytest.mark.parametrize("script", [
    pytest.param(script, id=script.stem, marks=[pytest.mark.ours] if script.stem == "case_29" else [])
    for script in CASES])
def test_fault_is_not_here(server, script):
    said = subprocess.run([sys.executable, script, "--url", server.url], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=300)
    assert said.returncode == 0 and said.stdout.startswith("ok "), said.stdout + said.stderr


def test_all_cases_are_found():
    assert len(CASES) == 12
