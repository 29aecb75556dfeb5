#!/usr/bin/env python3
"""Size, start and idle memory of the mltrack program, beside FastTrackML's."""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import programs
import table

STARTS = 5
IDLE_SECONDS = 2
LIMITS = {"stripped program, MiB": 20, "start to first answer, s": 0.1, "idle resident memory, MiB": 20}


def stripped_mib(program, folder):
    copy = Path(folder) / "stripped"
    shutil.copy(program, copy)
    subprocess.run(["strip", copy], check=True)
    return copy.stat().st_size / 2**20


def measure(kind, program):
    """The figures in the order of LIMITS. Each start makes a new database."""
    starts, memory = [], []
    with tempfile.TemporaryDirectory() as folder:
        size = stripped_mib(program, folder)
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder, programs.Server(kind, program, folder) as server:
            starts.append(server.start_seconds)
            time.sleep(IDLE_SECONDS)
            memory.append(server.resident_bytes() / 2**20)
    return [size, statistics.median(starts), statistics.median(memory)]


def main():
    ours = measure("mltrack", programs.mltrack())
    theirs = measure("FastTrackML", programs.fasttrackml())
    table.show(f"Program (bench/program/run.py; new database, median of {STARTS} starts)",
               ["", "mltrack", "limit", "kept", f"FastTrackML {programs.FASTTRACKML}"],
               [[what, f"{mine:.3g}", f"{limit:g}", table.verdict(mine, limit), f"{other:.3g}"]
                for (what, limit), mine, other in zip(LIMITS.items(), ours, theirs)])


if __name__ == "__main__":
    main()
