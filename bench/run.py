#!/usr/bin/env python3
"""Measures everything, or the parts that are named; options go to each of them."""

import subprocess
import sys
from pathlib import Path

PARTS = ["compile", "limits", "writes", "session", "mixed", "repeats", "footprint", "artifacts",
         "store", "profile", "allocations"]


def main():
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for part in names or PARTS:
        subprocess.run([sys.executable, Path(__file__).parent / part / "run.py", *options], check=True)


if __name__ == "__main__":
    main()
