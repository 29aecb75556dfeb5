"""Writes docs/performance.md: runs the parts that bench/performance.md.in names and puts their tables in their
places."""

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

import machine
import programs
import settings

BENCH = Path(__file__).parent
TEMPLATE = BENCH / "performance.md.in"


def measured(part, options):
    """What a part prints."""
    if part == "machine":
        return machine.description()
    settings.say(f"---- {part}")
    begun = time.monotonic()
    done = subprocess.run([sys.executable, BENCH / part / "run.py", *options], check=True, stdout=subprocess.PIPE,
                          text=True)
    settings.say(f"---- {part}: {time.monotonic() - begun:.0f} s")
    return done.stdout.strip()


def main():
    parser = argparse.ArgumentParser(prog="bench/run_all.sh", description=__doc__)
    parser.add_argument("--short", action="store_true", help="try it out, and write build/performance.md instead")
    parser.add_argument("--minutes", type=float, default=10, metavar="N",
                        help="how long the mixed load takes [default: 10]")
    arguments = parser.parse_args()
    programs.build("mltrack", "bench_programs")
    short = ["--short"] if arguments.short else []

    def fill(place):
        part = place[1]
        return measured(part, short + ([f"--minutes={arguments.minutes:g}"] if part == "mixed" and not short else []))

    page = re.sub(r"^@(\w+)@$", fill, TEMPLATE.read_text(), flags=re.MULTILINE)
    target = programs.ROOT / ("build" if arguments.short else "docs") / "performance.md"
    target.write_text(page)
    settings.say(f"wrote {target}")


if __name__ == "__main__":
    main()
