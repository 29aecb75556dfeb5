#!/usr/bin/env python3
"""What the program takes: its size, the time to its first answer, memory when it is idle and when it is loaded, and the
disk for a point of a metric; beside FastTrackML's and MLflow's."""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import batches
import load
import programs
import settings
import table

IDLE_SECONDS = 2
CONNECTIONS = 64
BODIES = 64
MOST_A_SECOND = 1500
GOALS = {"stripped program, MiB": 20, "start to first answer, s": 0.1, "idle memory, MiB": 20,
         "memory under load, MiB": 128, "disk for a point of a metric, bytes": 30}
MIB = 2**20


def stripped_mib(program):
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "stripped"
        shutil.copy(program, copy)
        subprocess.run(["strip", copy], check=True)
        return copy.stat().st_size / MIB


def start_and_idle(kind, starts):
    """The medians of starts with a new database: the seconds, and the MiB a while after."""
    seconds, memory = [], []
    for _ in range(starts):
        with tempfile.TemporaryDirectory() as folder, programs.Server(kind, folder) as server:
            seconds.append(server.start_seconds)
            time.sleep(IDLE_SECONDS)
            memory.append(server.memory_bytes() / MIB)
    return statistics.median(seconds), statistics.median(memory)


def most_under_load(kind, seconds):
    """The most MiB while batches come over all connections."""
    with tempfile.TemporaryDirectory() as folder, programs.Server(kind, folder) as server:
        groups = MOST_A_SECOND * seconds // BODIES // CONNECTIONS + 2
        runs = server.connect().create_runs(groups * CONNECTIONS if kind == programs.MLTRACK else 2 * CONNECTIONS)
        running = load.Load(server.url, "log_batch", CONNECTIONS, seconds, runs, BODIES=BODIES, METRICS=1000)
        most = 0
        while running.process.poll() is None:
            most = max(most, server.memory_bytes())
            time.sleep(0.1)
        outcome = running.outcome()
        if outcome.answered == 0:
            sys.exit(f"{kind} answered nothing under load")
        return most / MIB


def bytes_a_point(kind, points):
    """Of points with random values, ten metrics with a thousand steps in each run."""
    with tempfile.TemporaryDirectory() as folder:
        with programs.Server(kind, folder) as server:
            connection = server.connect()
            count = points // batches.POINTS
            runs = connection.create_runs(-(-count // 10))
        before = server.disk_bytes()
        with server:
            connection = server.connect()
            for number in range(count):
                connection.call("runs/log-batch", batches.body(runs[number // 10], number))
            if (stored := server.points(runs)) != points:
                sys.exit(f"{kind}: {points} points were answered, {stored} are there")
        return (server.disk_bytes() - before) / points


def measure(kind, program, starts, seconds, points):
    """The figures in the order of GOALS."""
    settings.say(kind)
    size = stripped_mib(program) if program else None
    return [size, *start_and_idle(kind, starts), most_under_load(kind, seconds), bytes_a_point(kind, points)]


def number(value):
    return "–" if value is None else table.number(value)


def main():
    short = {"starts": 1, "mlflow_starts": 1, "seconds": 2, "points": 100_000, "theirs": 20_000}
    wanted = settings.read(__doc__, short, starts=5, mlflow_starts=2, seconds=5, points=1_000_000,
                           theirs=100_000)
    ours = measure(programs.MLTRACK, programs.mltrack(), wanted.starts, wanted.seconds, wanted.points)
    fasttrackml = measure("FastTrackML", programs.fasttrackml(), wanted.starts, wanted.seconds, wanted.theirs)
    mlflow = measure("MLflow", None, wanted.mlflow_starts, wanted.seconds, wanted.theirs)
    rows = [[what, number(mine), f"≤ {goal:g}", table.verdict(mine, goal), *map(number, others)]
            for (what, goal), mine, *others in zip(GOALS.items(), ours, fasttrackml, mlflow)]
    table.show(f"Footprint (bench/footprint/run.py; median of {wanted.starts} starts with a new database, of MLflow "
               f"{wanted.mlflow_starts}; memory is PSS of all processes; load is log-batch of 1000 over {CONNECTIONS} "
               f"connections; disk after {wanted.points:,} points, {wanted.theirs:,} of the others)",
               ["", "mltrack", "goal", "kept", *programs.THEIRS.values()], rows)


if __name__ == "__main__":
    main()
