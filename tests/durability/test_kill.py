"""A server that is killed at any moment has kept what it acknowledged, nothing twice and nothing by halves."""

import os
import random
import signal
import threading

from kept import check_in_file, check_kept
from picture import File
from wire import Wire
from writer import join, start_writers

ROUNDS = int(os.environ.get("MLTRACK_KILLS", "30"))
WRITERS = 6


class Countdown:
    """Kills a process at the event of a number."""

    def __init__(self, process, events):
        self.process, self.left, self.lock = process, events, threading.Lock()

    def __call__(self):
        with self.lock:
            self.left -= 1
            if self.left == 0:
                os.kill(self.process.pid, signal.SIGKILL)


def check_restarted(start, killed, writers):
    """Starts the next server on the file and looks whether all is there."""
    assert killed.process.wait(60) == -signal.SIGKILL
    server = start(killed.folder)
    file = File(server.database)
    wire = Wire(server.url)
    unanswered = [writer.unknown for writer in writers if writer.unknown is not None]
    check_kept(wire, file, writers)
    # As a client would that saw no answer: what is logged a second time is there once.
    for run_id, path, body in unanswered:
        if path == "runs/log-batch":
            [writer] = [writer for writer in writers if run_id in writer.pictures]
            wire.post(path, body)
            writer.note(path, body, {})
    check_kept(wire, file, writers)
    file.close()
    return server


def test_what_was_acknowledged_outlives_a_kill(start):
    moments = random.Random(20260131)
    server = start()
    everyone = []
    for number in range(ROUNDS):
        # A request that just went out is in the server when it dies; a transaction that was just answered is over.
        event = moments.choice(["sent", "answered"])
        countdown = Countdown(server.process, moments.randrange(1, 150))
        writers = start_writers(server.url, WRITERS, number, **{event: countdown})
        join(writers)
        server = check_restarted(start, server, writers)
        everyone += writers
    file = File(server.database)
    check_in_file(file, everyone)
    file.close()
    assert any(writer.acknowledged for writer in everyone)


def test_a_kill_during_a_checkpoint_loses_nothing(start):
    """SQLite writes to the file itself only when it carries the write-ahead log over: the server dies as the file
    changes."""
    server = start()
    everyone = []
    for number in range(ROUNDS // 10):
        before = os.stat(server.database)
        writers = start_writers(server.url, WRITERS, number)
        while (now := os.stat(server.database)).st_mtime_ns == before.st_mtime_ns and now.st_size == before.st_size:
            assert any(writer.is_alive() for writer in writers), "no checkpoint came"
        os.kill(server.process.pid, signal.SIGKILL)
        join(writers)
        server = check_restarted(start, server, writers)
        everyone += writers
    file = File(server.database)
    check_in_file(file, everyone)
    file.close()
