#!/usr/bin/env python3
"""How long a batch takes of which all points but one are there already, in a run with many points, beside a batch of as
many new points for an empty run."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import batches
import programs
import settings
import table


def with_one_new(text, number):
    """The batch with another step, not there yet, for its last point."""
    before, last = text.rsplit(":", 1)
    return f"{before}:-{number + 1}" + last.lstrip("0123456789")


def took(connection, text):
    begun = time.perf_counter()
    connection.call("runs/log-batch", text)
    return (time.perf_counter() - begun) * 1000


def measure(server, wanted):
    """Milliseconds of each batch for the full run, and of each for an empty one."""
    connection = server.connect()
    [full] = connection.create_runs(1)
    begun = time.perf_counter()
    count = wanted.points // batches.POINTS
    for number in range(count):
        connection.call("runs/log-batch", batches.body(full, number))
    seconds = time.perf_counter() - begun
    empty = connection.create_runs(wanted.batches)
    repeated, new = [], []
    for number in range(wanted.batches):
        known = number * count // wanted.batches
        repeated.append(took(connection, with_one_new(batches.body(full, known), number)))
        new.append(took(connection, batches.body(empty[number], known)))
    if (stored := server.points([full])) != count * batches.POINTS + wanted.batches:
        sys.exit(f"{count * batches.POINTS} points and {wanted.batches} new ones were answered, {stored} are there")
    return repeated, new, seconds


def main():
    wanted = settings.read(__doc__, {"points": 200_000, "batches": 20}, points=10_000_000, batches=100)
    settings.say(f"a run of {wanted.points:,} points")
    with tempfile.TemporaryDirectory() as folder, programs.Server(programs.MLTRACK, folder) as server:
        repeated, new, seconds = measure(server, wanted)
    rows = [[what, f"{statistics.median(values):.2f}", f"{min(values):.2f}–{max(values):.2f}",
             f"{statistics.median(values) / statistics.median(new):.2f}×"]
            for what, values in (("999 of them repeated, for the run with many", repeated),
                                 ("all new, for an empty run", new))]
    table.show(f"A batch of 1000 points, beside a run of {wanted.points:,} points, which one client logged in "
               f"{seconds:.0f} s (bench/repeats/run.py; median of {wanted.batches} batches)",
               ["", "ms", "least–greatest", "to the empty run"], rows)


if __name__ == "__main__":
    main()
