"""A training program and its server are killed at any moment: what the program had flushed to its journal reaches the
run, once."""

import json
import os
import random
import signal
import subprocess
import threading

import pytest
import servers
from counting_relay import CountingRelay
from picture import File
from wire import Wire

ROUNDS = int(os.environ.get("MLTRACK_LOGGER_KILLS", "20"))
THREADS = 2
STEPS = 6000

TRAINING = servers.BUILD / "tests" / "durability_training"
PROGRAM = servers.BUILD / "mltrack"


class Training:
    """A training program and what it says."""

    def __init__(self, url, run_id, journals, prefix, on_line):
        self.prefix, self.on_line = prefix, on_line
        self.flushed = {f"{prefix}/{thread}": 0 for thread in range(THREADS)}
        self.ended = None
        command = [TRAINING, url, run_id, journals, prefix, str(THREADS), str(STEPS)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.reading = threading.Thread(target=self.read, daemon=True)
        self.reading.start()

    def read(self):
        for line in self.process.stdout:
            what, *words = line.split()
            if what == "ended":
                self.ended = words == ["true"]
            elif what == "flushed" and line.endswith("\n"):
                self.flushed[words[0]] = max(self.flushed[words[0]], int(words[1]))
                self.on_line()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)

    def join(self):
        code = self.process.wait(300)
        self.reading.join(60)
        assert not self.reading.is_alive()
        return code


class Place:
    """A server that comes back at the same address over the same file, and a run in it."""

    def __init__(self, folder, kind):
        self.folder, self.kind, self.port = folder, kind, str(servers.free_port())
        self.start()
        self.run_id = Wire(self.server.url).post("runs/create", {"experiment_id": "0"})["run"]["info"]["run_id"]
        self.expected = {}  # By metric: how many steps at least, and whether these are all.

    def start(self):
        if self.kind == "mlflow":
            command = [servers.environments.python("mlflow-3.17.2"), "-m", "mlflow", "server", "--workers", "1"]
        else:
            command = [PROGRAM, "server"]
        self.server = servers.Server(self.folder, [*command, "--port", self.port], url=f"http://127.0.0.1:{self.port}")

    def kill(self):
        os.killpg(self.server.process.pid, signal.SIGKILL)

    def restart(self):
        self.server.process.wait(60)
        self.start()

    def check(self):
        """That the run has of each metric the steps from 0 on, once, with their values, as many as it shall."""
        file = File(self.server.database)
        rows = file.rows("SELECT key, COUNT(*), COUNT(DISTINCT step), MIN(step), MAX(step), SUM(value <> step / 8.0)"
                         " FROM metrics WHERE run_uuid = ? GROUP BY key", self.run_id)
        file.close()
        found = {}
        for key, count, steps, least, greatest, wrong in rows:
            assert (least, greatest + 1, steps, wrong) == (0, count, count, 0), f"{key}: lost, doubled or wrong"
            found[key] = count
        for key, (least, is_all) in self.expected.items():
            count = found.get(key, 0)
            assert count >= least, f"{key}: {least} steps were flushed, {count} are there"
            assert count == least or not is_all, f"{key}: {count} steps are there of {least}"
        return sum(found.values())


@pytest.fixture
def place(tmp_path, request):
    made = Place(tmp_path / "server", request.param)
    yield made
    made.server.kill()


def sync(journals):
    done = subprocess.run([PROGRAM, "sync", journals], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def train(place, journals, prefix, victim, moment):
    """One round: the victim is killed when the program has said `moment` lines."""
    reached = threading.Event()
    left = [moment]

    def count():
        left[0] -= 1
        if left[0] == 0:
            reached.set()

    training = Training(place.server.url, place.run_id, journals, prefix, count)
    while not reached.wait(0.01) and training.process.poll() is None:
        pass
    if victim != "program":
        place.kill()
    if victim != "server":
        training.kill()
        training.join()
    if victim != "program":
        place.restart()
    if victim == "server":
        assert training.join() == 0
        assert training.ended
    is_all = training.ended is not None
    place.expected |= {key: (STEPS if is_all else flushed, is_all) for key, flushed in training.flushed.items()}


def run_rounds(place, journals, rounds):
    moments = random.Random(20261128)
    for number in range(rounds):
        victim = ["program", "server", "both"][number % 3]
        train(place, journals, f"round-{number}", victim, moments.randrange(1, THREADS * STEPS // 100))
        # What the program left behind is brought by the command, or by the program when it runs again.
        if moments.random() < 0.5:
            sync(journals)
            place.check()
    sync(journals)
    assert list(journals.iterdir()) == []
    return place.check()


@pytest.mark.parametrize("place", ["mltrack"], indirect=True)
def test_nothing_is_lost_or_doubled_when_program_and_server_are_killed(place, tmp_path):
    (tmp_path / "journals").mkdir()
    points = run_rounds(place, tmp_path / "journals", ROUNDS)
    assert points >= ROUNDS * STEPS * THREADS // 3
    assert ROUNDS < 200 or points >= 1_000_000


@pytest.mark.parametrize("place", ["mlflow"], indirect=True)
def test_the_same_with_the_server_of_mlflow(place, tmp_path):
    (tmp_path / "journals").mkdir()
    run_rounds(place, tmp_path / "journals", 3)


@pytest.mark.parametrize("place", ["mltrack"], indirect=True)
def test_a_sync_that_is_killed_can_be_repeated(place, tmp_path):
    """Each sync is killed when the run has got more points; the next one sends what the run does not have, and no more."""
    journals = tmp_path / "journals"
    journals.mkdir()
    place.kill()
    all_said = threading.Semaphore(0)
    training = Training(place.server.url, place.run_id, journals, "synced", all_said.release)
    for _ in range(THREADS * STEPS // 100):
        assert all_said.acquire(timeout=300)
    training.kill()
    training.join()
    place.restart()
    place.expected = {key: (STEPS, True) for key in training.flushed}
    [file] = journals.iterdir()
    records = json.loads(subprocess.check_output([PROGRAM, "journal", "ls", file, "--json"]))["journals"][0]["records"]
    assert THREADS * STEPS + 1 <= records <= THREADS * STEPS + 2  # With the param, and perhaps the tag.

    def points():
        reading = File(place.server.database)
        [(count,)] = reading.rows("SELECT COUNT(*) FROM metrics WHERE run_uuid = ?", place.run_id)
        reading.close()
        return count

    killed = 0
    with CountingRelay(place.server.url) as relay:
        to_relay = [PROGRAM, "sync", file, "--tracking-uri", relay.url]
        while file.exists():
            before = points()
            syncing = subprocess.Popen([*to_relay, "--keep"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            while syncing.poll() is None and points() == before:
                pass
            syncing.kill()
            killed += syncing.wait(60) == -signal.SIGKILL
            relay.wait_until_alone()
            points_before_last = points()
            if points_before_last == before or killed == 5:
                answer = json.loads(subprocess.check_output([*to_relay, "--json"]))["journals"][0]
                assert answer["known"] + answer["sent"] == records
                assert answer["known"] >= points_before_last
    assert killed
    place.check()
    # What the server had, no later sync sent again: its rows would not tell, as it drops points that it has.
    assert set(relay.taken) == {(key, step) for key in training.flushed for step in range(STEPS)}
    assert set(relay.taken.values()) == {1}


@pytest.mark.parametrize("place", ["mltrack"], indirect=True)
def test_the_check_notices_what_is_lost(place, tmp_path):
    (tmp_path / "journals").mkdir()
    train(place, tmp_path / "journals", "lost", "program", 20)
    place.expected = {key: (steps + STEPS, False) for key, (steps, _) in place.expected.items()}
    with pytest.raises(AssertionError, match="steps were flushed"):
        place.check()
