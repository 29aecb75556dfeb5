#!/usr/bin/env python3
"""How fast an SQLite store takes metrics on one thread, in the compact layout and in MLflow's, and the bytes they need.
The processor's time is what to compare: the clock waits for the disk and for others on the machine."""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import programs
import settings


def main():
    settings.read(__doc__, {})
    program = programs.built("bench_store")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, folder], check=True, stdout=subprocess.PIPE, text=True)
    print(f"\nThe store alone, one thread (bench/store/run.py)\n\n```\n{done.stdout.rstrip()}\n```")


if __name__ == "__main__":
    main()
