#!/usr/bin/env python3
"""How fast metrics are logged to SQLite over HTTP, beside FastTrackML: both run at once and are loaded by turns, so that
the ratios hold on any machine. Needs wrk (Debian: wrk)."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import programs
import table

ROUNDS = 3
SECONDS = 3
SCRIPT = Path(__file__).with_name("log.lua")
LOADS = [(what, metrics, connections) for what, metrics in (("log-metric", 1), ("log-batch of 1000", 1000))
         for connections in (1, 16)]


def load(server, metrics, connections):
    """Requests a second that were answered 2xx, and how many were not."""
    experiment = server.call("experiments/search", {"max_results": 1})["experiments"][0]["experiment_id"]
    runs = [server.call("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
            for _ in range(connections)]
    done = subprocess.run(
        ["wrk", f"-t{connections}", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "30s", "-s", SCRIPT, server.url],
        env={**os.environ, "RUNS": ",".join(runs), "METRICS": str(metrics)}, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    failed = said["refused"] + said["broken"]
    return (said["requests"] - said["refused"]) / said["microseconds"] * 1e6, failed


def measure(servers):
    """By load and server: the median of the rates, and the sum of the failures."""
    measured = {(each, kind): [] for each in LOADS for kind in servers}
    for _ in range(ROUNDS):
        for each in LOADS:
            for kind, server in servers.items():
                measured[each, kind].append(load(server, *each[1:]))
    return {key: (statistics.median(rate for rate, _ in rounds), sum(failed for _, failed in rounds))
            for key, rounds in measured.items()}


def main():
    with tempfile.TemporaryDirectory() as folder, \
            programs.Server("mltrack", programs.mltrack(), folder) as ours, \
            programs.Server("FastTrackML", programs.fasttrackml(), folder) as theirs:
        measured = measure({"mltrack": ours, "FastTrackML": theirs})
    rows = []
    for each in LOADS:
        (mine, failed), (other, other_failed) = measured[each, "mltrack"], measured[each, "FastTrackML"]
        rows.append([f"{each[0]}, {each[2]} connections", f"{mine:.0f}", f"{other:.0f}", f"{mine / other:.1f}",
                     "1", table.verdict(1, mine / other), f"{failed} / {other_failed}"])
    table.show(f"Requests a second, SQLite (bench/writes/run.py; median of {ROUNDS} rounds of {SECONDS} s)",
               ["", "mltrack", f"FastTrackML {programs.FASTTRACKML}", "ratio", "at least", "kept", "failed"], rows)


if __name__ == "__main__":
    main()
