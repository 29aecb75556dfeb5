#!/usr/bin/env python3
"""What bounds the measurements of writes: how often the file system syncs a small write, and how fast the load comes to
a server that answers at once."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH / "writes")]
import load
import loads
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


def show_syncs(folder, wanted):
    rows = []
    for what, size, appends in (("4 KiB over what is there", 4 * KIB, False),
                                ("12 KiB over what is there", 12 * KIB, False),
                                ("4 KiB at the end of a file", 4 * KIB, True),
                                ("12 KiB at the end of a file", 12 * KIB, True)):
        rates = [syncs_a_second(folder, size, appends, wanted.seconds) for _ in range(wanted.rounds)]
        rows.append([what, table.number(statistics.median(rates)), table.spread(rates)])
    table.show(f"Writes with fdatasync a second, one after the other (bench/limits/run.py; median of {wanted.rounds} "
               f"rounds of {wanted.seconds} s)", ["", "a second", "rounds"], rows)


def show_loads(folder, wanted):
    program = Path(folder) / "null_server"
    subprocess.run(["c++", "-O2", "-std=c++20", "-o", program, Path(__file__).with_name("null_server.cpp")], check=True)
    rows = []
    with subprocess.Popen([program], stdout=subprocess.PIPE, text=True) as server:
        try:
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            for script, points, connections, _ in loads.LOADS:
                count = loads.runs_needed(script, connections, wanted.seconds, share=30)
                runs = [f"{number:032x}" for number in range(count)]
                outcome = load.run(url, script, connections, wanted.seconds, runs, **loads.settings_of(points))
                rows.append([loads.name_of(script, points, connections), table.number(outcome.rate),
                             table.number(outcome.rate * points), f"{outcome.cores:.2f}", str(outcome.failed)])
        finally:
            server.kill()
    table.show("Requests a second of the loads to a server that reads them and answers at once (bench/limits/run.py)",
               ["", "requests/s", "points/s", "cores of wrk", "failed"], rows)


def main():
    wanted = settings.read(__doc__, {"rounds": 1, "seconds": 1}, rounds=3, seconds=2)
    with tempfile.TemporaryDirectory() as folder:
        settings.say("syncs")
        show_syncs(folder, wanted)
        settings.say("loads")
        show_loads(folder, wanted)


if __name__ == "__main__":
    main()
