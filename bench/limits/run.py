#!/usr/bin/env python3
"""What the machine allows: how often the file system syncs a small write, which bounds what one client is answered in a
row."""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import settings
import table

KIB = 1024


def syncs_a_second(folder, size, appends, seconds):
    """Writes of `size` bytes followed by fdatasync, at the end of a file or over its beginning."""
    with open(Path(folder) / "synced", "w+b", buffering=0) as file:
        descriptor, data = file.fileno(), os.urandom(size)
        if not appends:
            os.pwrite(descriptor, bytes(4 << 20), 0)
            os.fsync(descriptor)
        count, begun = 0, time.perf_counter()
        while (now := time.perf_counter()) - begun < seconds:
            os.pwrite(descriptor, data, count * size if appends else count * size % (2 << 20))
            os.fdatasync(descriptor)
            count += 1
        return count / (now - begun)


def main():
    wanted = settings.read(__doc__, {"rounds": 1, "seconds": 1}, rounds=3, seconds=2)
    settings.say("syncs")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for what, size, appends in (("4 KiB over what is there", 4 * KIB, False),
                                    ("12 KiB over what is there", 12 * KIB, False),
                                    ("4 KiB at the end of a file", 4 * KIB, True),
                                    ("12 KiB at the end of a file", 12 * KIB, True)):
            rates = [syncs_a_second(folder, size, appends, wanted.seconds) for _ in range(wanted.rounds)]
            rows.append([what, table.number(statistics.median(rates)), table.spread(rates)])
    table.show(f"Writes with fdatasync a second, one after the other (bench/limits/run.py; median of {wanted.rounds} "
               f"rounds of {wanted.seconds} s)", ["", "a second", "rounds"], rows)


if __name__ == "__main__":
    main()
