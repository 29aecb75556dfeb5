#!/usr/bin/env python3
"""How fast a large artifact goes up and down through the server, beside a plain loop of sendfile, recv and write of the
same file, by turns; and how much memory that takes."""

import filecmp
import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).parent)]
import loop
import programs
import settings
import table

GOAL = 0.8
ARTIFACT = "/api/2.0/mlflow-artifacts/artifacts/large"
LONGEST_HEAD = 65536


def read_head(connection):
    """The head of an answer, and what of its body came with it."""
    received = b""
    while b"\r\n\r\n" not in received:
        if len(received) > LONGEST_HEAD or not (more := connection.recv(4096)):
            raise ConnectionError(f"no answer: {received[:200]}")
        received += more
    head, body = received.split(b"\r\n\r\n", 1)
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise RuntimeError(f"{head} {body}")
    return body


def upload(server, source):
    with socket.create_connection(("127.0.0.1", server.port)) as connection, open(source, "rb") as file:
        connection.sendall(f"PUT {ARTIFACT} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n"
                           f"Content-Length: {source.stat().st_size}\r\nConnection: close\r\n\r\n".encode())
        loop.send_file(connection, file)
        read_head(connection)


def download(server, target, size):
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET {ARTIFACT} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        loop.receive_file(connection, target, size, read_head(connection))


class MemoryWatch:
    """The most memory that a server has during a `with` block."""

    def __init__(self, server):
        self.server, self.most, self.over = server, 0, threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self):
        while not self.over.wait(0.1):
            self.most = max(self.most, self.server.memory_bytes())

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def seconds_of(work, *arguments):
    os.sync()  # What was written before is not written meanwhile.
    begun = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begun


def measure(kind, source, folder, rounds, with_loop):
    """Of each round the seconds of upload and download, by the server and by the loop; and MiB before and at most."""
    target, size = folder / "target", source.stat().st_size
    measured = {name: [] for name in ("upload", "download", "upload loop", "download loop")}
    with tempfile.TemporaryDirectory(dir=folder) as home, programs.Server(kind, home) as server:
        before = server.memory_bytes() / 2**20
        with MemoryWatch(server) as memory:
            for _ in range(rounds):
                measured["upload"].append(seconds_of(upload, server, source))
                if with_loop:
                    measured["upload loop"].append(seconds_of(loop.upload, source, target))
                measured["download"].append(seconds_of(download, server, target, size))
                if not filecmp.cmp(source, target, shallow=False):
                    sys.exit(f"{kind}: what came down is not what went up")
                if with_loop:
                    measured["download loop"].append(seconds_of(loop.download, source, target))
    return measured, before, memory.most / 2**20


def make_file(path, mebibytes):
    block = os.urandom(1 << 24)
    with open(path, "wb") as file:
        for _ in range(mebibytes // 16):
            file.write(block)


def main():
    wanted = settings.read(__doc__, {"mebibytes": 256, "rounds": 1}, mebibytes=2048, rounds=3)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        make_file(source, wanted.mebibytes)
        settings.say("mltrack")
        ours, before, most = measure(programs.MLTRACK, source, Path(folder), wanted.rounds, with_loop=True)
        settings.say("MLflow")
        theirs, their_before, their_most = measure("MLflow", source, Path(folder), 1, with_loop=False)
        megabytes = source.stat().st_size / 1e6
    rows = []
    for way in ("upload", "download"):
        ratios = [plain / served for served, plain in zip(ours[way], ours[f"{way} loop"])]
        ratio = statistics.median(ratios)
        rows.append([way, *(table.number(megabytes / statistics.median(seconds))
                            for seconds in (ours[way], ours[f"{way} loop"], theirs[way])), f"{ratio:.2f}",
                     table.spread(ratios), f"≥ {GOAL}", table.verdict(GOAL, ratio)])
    table.show(f"An artifact of {wanted.mebibytes} MiB through the server, MB a second (bench/artifacts/run.py; median "
               f"of {wanted.rounds} rounds, of MLflow one; an upload is on disk, synced, when it is answered)",
               ["", "mltrack", "sendfile loop", programs.THEIRS["MLflow"], "to the loop", "rounds", "goal", "kept"],
               rows)
    print(f"\nMemory before and at most, PSS of all processes: mltrack {before:.1f} and {most:.1f} MiB, MLflow "
          f"{their_before:.0f} and {their_most:.0f} MiB.")


if __name__ == "__main__":
    main()
