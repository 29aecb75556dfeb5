#!/usr/bin/env python3
"""What a log-metric request asks of the kernel: its calls, as strace counts them (Debian: strace), and the microseconds
of the processor that the server needs, its own and the kernel's, without strace."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "writes")]
import load
import loads
import programs
import settings
import table

CONNECTIONS = [1, 16, 64]
# What is shown, and the calls that are it.
CALLS = {"receive": ["recvfrom", "recvmsg"], "send": ["sendto", "sendmsg"], "wait for sockets": ["epoll_wait"],
         "write": ["pwrite64"], "sync": ["fdatasync"], "lock": ["fcntl"], "between threads": ["futex"]}


def processor_seconds(server):
    """What the server has used by now: its own seconds and the kernel's."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return [int(fields[place]) / os.sysconf("SC_CLK_TCK") for place in (11, 12)]


def start_load(server, connections, seconds):
    runs = server.connect().create_runs(loads.runs_needed("log_metric", connections, seconds))
    return load.Load(server.url, "log_metric", connections, seconds, runs, **loads.settings_of(1))


def microseconds(server, connections, seconds):
    """Of a request, the server's own and the kernel's."""
    started = start_load(server, connections, seconds)
    before = processor_seconds(server)
    answered = started.outcome().answered
    return [1e6 * (now - then) / answered for now, then in zip(processor_seconds(server), before)]


def calls(server, connections, seconds):
    """How often a request makes each call. A request is an answer: one send."""
    started = start_load(server, connections, seconds)
    with tempfile.NamedTemporaryFile("r") as counts:
        subprocess.run(["timeout", "--signal=INT", f"{seconds / 2:g}", "strace", "-f", "-c", "-o", counts.name, "-p",
                        str(server.process.pid)], stderr=subprocess.DEVNULL, check=False)
        found = {name: int(count) for count, name in
                 re.findall(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(\w+)$", counts.read(), re.MULTILINE)}
    started.outcome()
    answers = sum(found.get(name, 0) for name in CALLS["send"])
    if answers == 0:
        sys.exit("strace saw no answers: may it trace here?")
    return [sum(found.get(name, 0) for name in names) / answers for names in CALLS.values()]


def main():
    wanted = settings.read(__doc__, {"seconds": 2}, seconds=4)
    rows = []
    with tempfile.TemporaryDirectory() as folder, programs.Server(programs.MLTRACK, folder) as server:
        for connections in CONNECTIONS:
            settings.say(f"{connections} connections")
            own, kernel = microseconds(server, connections, wanted.seconds)
            rows.append([loads.name_of("log_metric", 1, connections), f"{own:.1f}", f"{kernel:.1f}",
                         *(f"{count:.2f}" for count in calls(server, connections, wanted.seconds))])
    table.show("A log-metric request: microseconds of the processor, and calls of the kernel (bench/kernel/run.py)",
               ["", "own µs", "kernel's µs", *CALLS], rows)


if __name__ == "__main__":
    main()
