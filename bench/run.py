#!/usr/bin/env python3
"""Measures everything: compilation, the program, writes, the store alone. `bench/run.py writes store` measures some."""

import subprocess
import sys
from pathlib import Path

PARTS = ["compile", "program", "writes", "store"]


def main():
    wanted = sys.argv[1:] or PARTS
    if unknown := [part for part in wanted if part not in PARTS]:
        sys.exit(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for part in wanted:
        subprocess.run([sys.executable, Path(__file__).parent / part / "run.py"], check=True)


if __name__ == "__main__":
    main()
