"""Load by wrk (Debian: wrk). What it sends is made before, so that it is not wrk that is measured: the cores that it
used are told, of which a thread of its has one."""

import json
import os
import resource
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass
class Outcome:
    """What wrk saw."""

    seconds: float
    answered: int  # 2xx
    refused: int
    broken: int
    cores: float  # that wrk used

    @property
    def rate(self):
        return self.answered / self.seconds

    @property
    def failed(self):
        return self.refused + self.broken


class Load:
    """A run of wrk, at work from the start on."""

    def __init__(self, url, script, connections, seconds, runs=(), threads=1, **variables):
        self.runs = tempfile.NamedTemporaryFile("w", suffix=".runs")
        self.runs.write("\n".join(runs))
        self.runs.flush()
        self.before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = {"RUNS": self.runs.name, "CONNECTIONS": str(connections),
                       **{name: str(value) for name, value in variables.items()}}
        self.process = subprocess.Popen(
            ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", f"{script}.lua",
             url], cwd=SCRIPTS, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)

    def outcome(self):
        """Waits for its end."""
        said, complaints = self.process.communicate()
        self.runs.close()
        if self.process.returncode != 0 or complaints:
            raise RuntimeError(f"wrk: {said}{complaints}")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = used.ru_utime + used.ru_stime - self.before.ru_utime - self.before.ru_stime
        last = json.loads(said.splitlines()[-1])
        seconds = last["microseconds"] / 1e6
        return Outcome(seconds, last["requests"] - last["refused"], last["refused"], last["broken"], spent / seconds)


def run(*arguments, **options):
    return Load(*arguments, **options).outcome()
