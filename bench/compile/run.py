#!/usr/bin/env python3
"""What it costs to compile a file that embeds mltrack, beside plain servers of other libraries (Debian:
libcpp-httplib-dev, nlohmann-json3-dev), and the whole program. Seconds are those of the processor in user mode, the
least of some rounds, which others on the machine disturb the least."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import table

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5
COMPILED = "-DMLTRACK_SEPARATE_COMPILATION"
# What is compiled: its arguments, and the most seconds it may take.
CASES = {
    "embed_server, compiled target": (["examples/embed_server.cpp", COMPILED], 1),
    "embed_server, header-only": (["examples/embed_server.cpp"], 30),
    "custom_store, compiled target": (["examples/custom_store.cpp", COMPILED], 5),
    "async_logging, compiled target": (["examples/async_logging.cpp", COMPILED], 7),
    "filesystem, iostream and result alone": (["bench/compile/floor.cpp"], None),
    "plain Beast coroutine server": (["bench/compile/beast_server.cpp"], None),
    "plain cpp-httplib server": (["bench/compile/httplib_server.cpp"], None),
}


def run(command, **options):
    """Seconds on the clock, user seconds of the processor and peak bytes of a command and what it starts."""
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, **options)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"this failed: {' '.join(map(str, command))}")
    return time.monotonic() - begun, usage.ru_utime, usage.ru_maxrss * 1024


def compile_once(arguments):
    compiler = os.environ.get("CXX", "g++")
    return run([compiler, "-std=c++20", "-O2", "-DNDEBUG", "-Iinclude", "-I.", "-c", "-o", os.devnull, *arguments])


def build_all():
    """A build of the program from nothing, without ccache."""
    with tempfile.TemporaryDirectory() as folder:
        run(["cmake", "--preset", "release", "-B", folder, "-DMLTRACK_CCACHE=OFF"], stdout=subprocess.DEVNULL)
        return run(["ninja", "-C", folder, "mltrack"], stdout=subprocess.DEVNULL)


def main():
    measured = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, (arguments, _) in CASES.items():
            measured[name].append(compile_once(arguments))
    least = {name: [min(column) for column in zip(*rounds)] for name, rounds in measured.items()}
    base = least["plain Beast coroutine server"]
    rows = []
    for name, (_, seconds, peak) in least.items():
        limit = CASES[name][1]
        rows.append([name, f"{seconds:.2f}", f"{limit or ''}", limit and table.verdict(seconds, limit) or "",
                     f"{seconds / base[1]:.2f}", f"{peak / 1e6:.0f}", f"{peak / base[2]:.2f}"])
    clock, seconds, _ = build_all()
    rows.append(["the whole program", f"{seconds:.0f}", "", "", f"{seconds / base[1]:.2f}", "", ""])
    table.show(f"Compilation at -O2 (bench/compile/run.py; least of {ROUNDS} rounds)",
               ["", "user s", "limit", "kept", "to Beast", "MB", "to Beast"], rows)
    print(f"The whole program took {clock:.0f} s on the clock, on {os.cpu_count()} processors.")


if __name__ == "__main__":
    main()
