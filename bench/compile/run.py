#!/usr/bin/env python3
"""What it costs to compile a file that embeds mltrack's server, beside a plain Beast server; in one run, so that the
ratios hold on any machine."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
EMBED = "examples/embed_server.cpp"
SEPARATE = "-DMLTRACK_SEPARATE_COMPILATION"
CASES = {
    "plain Beast coroutine server": ["bench/compile/beast_server.cpp"],
    "embed_server, header-only": [EMBED],
    "embed_server, compiled target": [EMBED, SEPARATE],
}


def compile_once(arguments):
    """Seconds and peak bytes of one compilation at -O2."""
    command = [os.environ.get("CXX", "g++"), "-std=c++20", "-O2", "-DNDEBUG", "-Iinclude", "-c", "-o", os.devnull]
    start = time.monotonic()
    process = subprocess.Popen([*command, *arguments], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(arguments)} does not compile")
    return time.monotonic() - start, usage.ru_maxrss * 1024


def main():
    measured = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, arguments in CASES.items():
            measured[name].append(compile_once(arguments))
    medians = {name: [statistics.median(column) for column in zip(*rounds)] for name, rounds in measured.items()}
    base_seconds, base_bytes = next(iter(medians.values()))
    print(f"{'-O2, median of ' + str(ROUNDS):32}{'time':>9}{'ratio':>8}{'memory':>11}{'ratio':>8}")
    for name, (seconds, peak) in medians.items():
        print(f"{name:32}{seconds:7.1f} s{seconds / base_seconds:8.2f}{peak / 1e6:8.0f} MB{peak / base_bytes:8.2f}")


if __name__ == "__main__":
    main()
