#!/usr/bin/env python3
"""How long a log call of the asynchronous logger takes, on the thread that logs."""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import programs
import settings
import table

MEDIAN, P99 = 100, 1_000


def main():
    values = settings.read(__doc__, {"bursts": 5}, bursts=50)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([programs.built("bench_logging"), folder, str(values.bursts)], check=True,
                              stdout=subprocess.PIPE, text=True)
    rows, histograms = [], []
    for line in done.stdout.splitlines():
        name, calls, median, p99, p999, longest, takings, counts = line.split("\t")
        in_bursts = "bursts" in name
        goals = table.verdict(max(int(median) / MEDIAN, int(p99) / P99), 1) if in_bursts else ""
        rows.append([name, f"{int(calls):,}", median, p99, p999, f"{int(longest):,}", goals, takings])
        histograms.append([name, int(calls), dict(map(int, pair.split(":")) for pair in counts.split())])
    table.show(f"A log call, ns; the goal of bursts is a median of {MEDIAN} and 99 % within {P99:,} (bench/logging/run.py)",
               ["", "calls", "median", "99 %", "99.9 %", "longest", "kept", "takings of memory"], rows)
    limits = [32, 64, 128, 256, 512, 1024, 4096, 16384, 131072]
    table.show("Calls that took less than so many ns, per cent",
               ["", *(f"{limit:,}" for limit in limits)],
               [[name, *(f"{100 * counts.get(limit, calls) / calls:.2f}" for limit in limits)]
                for name, calls, counts in histograms])


if __name__ == "__main__":
    main()
