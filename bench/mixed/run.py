#!/usr/bin/env python3
"""How long log-metric takes while others log batches and search: the latency of a client that logs one value after the
other over its own connection, and the server's memory."""

import math
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import load
import programs
import settings
import table

CONNECTIONS = 8
BODIES = 64
SEARCHED_RUNS = 500
PAUSE = 0.005  # Seconds between two values of the probe.
MOST_BATCHES = 1000  # A second; more than any of the programs does, so that there are runs enough.
GOAL = 20  # ms


def fill(connection):
    """An experiment with some runs to search."""
    experiment = connection.call("experiments/create", {"name": "searched"})["experiment_id"]
    for number, run in enumerate(connection.create_runs(SEARCHED_RUNS, experiment)):
        connection.call("runs/log-batch", {
            "run_id": run,
            "metrics": [{"key": f"metric{index}", "value": number / SEARCHED_RUNS, "timestamp": 1, "step": index}
                        for index in range(5)],
            "params": [{"key": f"param{index}", "value": str(number % 3)} for index in range(5)]})
    return experiment


def probe(server, loads, warm):
    """How many milliseconds each value took while the loads are at work, and the server's memory after `warm`
    seconds."""
    connection = server.connect()
    [run] = connection.create_runs(1)
    took = []
    memory = None
    warm_at = time.perf_counter() + warm
    while all(each.process.poll() is None for each in loads):
        if memory is None and time.perf_counter() >= warm_at:
            memory = server.memory_bytes()
        begun = time.perf_counter()
        connection.call("runs/log-metric",
                        {"run_id": run, "key": "probe", "value": 1, "timestamp": 1, "step": len(took)})
        took.append((time.perf_counter() - begun) * 1000)
        time.sleep(PAUSE)
    if server.points([run]) != len(took):
        sys.exit(f"{server.kind}: {len(took)} values were answered, {server.points([run])} are there")
    return sorted(took), server.memory_bytes() if memory is None else memory


def measure(kind, seconds, metrics, most_batches):
    """The row of a server, and its p99."""
    with tempfile.TemporaryDirectory() as folder, programs.Server(kind, folder) as server:
        connection = server.connect()
        experiment = fill(connection)
        runs = connection.create_runs((math.ceil(most_batches * seconds / BODIES / CONNECTIONS) + 1) * CONNECTIONS)
        before = server.memory_bytes()
        batches = load.Load(server.url, "log_batch", CONNECTIONS, seconds, runs, BODIES=BODIES, METRICS=metrics)
        searches = load.Load(server.url, "search", CONNECTIONS, seconds, EXPERIMENT=experiment)
        took, warm = probe(server, [batches, searches], seconds / 5)
        written, searched = batches.outcome(), searches.outcome()
        after = server.memory_bytes()

    def at(part):
        return f"{took[min(len(took) - 1, int(part * len(took)))]:.1f}"

    return [f"{kind}, {seconds / 60:g} min", at(0.5), at(0.99), at(1), f"{len(took)}",
            table.number(written.rate * metrics), table.number(searched.rate), f"{written.failed + searched.failed}",
            *(f"{each / 2**20:.0f}" for each in (before, warm, after))], float(at(0.99))


def main():
    wanted = settings.read(__doc__, {"minutes": 0.1, "theirs": 0.1}, minutes=10.0, theirs=1.0, metrics=1000)
    settings.say(f"mltrack, {wanted.minutes:g} min")
    ours, slowest = measure(programs.MLTRACK, round(wanted.minutes * 60), wanted.metrics, MOST_BATCHES)
    settings.say(f"FastTrackML, {wanted.theirs:g} min")
    theirs, _ = measure("FastTrackML", round(wanted.theirs * 60), wanted.metrics, MOST_BATCHES // 5)
    table.show(f"log-metric beside {CONNECTIONS} connections that log batches of {wanted.metrics} and {CONNECTIONS} "
               f"that search (bench/mixed/run.py; milliseconds; goal: p99 ≤ {GOAL} ms, kept: "
               f"{table.verdict(slowest, GOAL)})",
               ["", "p50", "p99", "max", "values", "points/s", "searches/s", "failed", "MiB before",
                "after a fifth", "at the end"],
               [ours, theirs])


if __name__ == "__main__":
    main()
