#!/usr/bin/env python3
"""How often the server takes memory for a log-metric request, once it is warm."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import programs
import settings
import table

GOAL = 30


def main():
    settings.read(__doc__, {})
    done = subprocess.run([programs.built("bench_allocations")], check=True, stdout=subprocess.PIPE, text=True)
    rows = []
    for line in done.stdout.splitlines():
        connections, ours, every = line.split()
        rows.append([f"{connections} connection{'s' * (connections != '1')}", ours, f"≤ {GOAL}",
                     table.verdict(float(ours), GOAL), every])
    table.show("Takings of memory a log-metric request (bench/allocations/run.py)",
               ["", "of the server", "goal", "kept", "with SQLite's own"], rows)


if __name__ == "__main__":
    main()
