"""Journals from the command line: `mltrack sync` and `mltrack journal`, with what examples/journaled_training leaves."""

import json
import math
import os
import pty
import re
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import servers
from counting_relay import CountingRelay
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

pytestmark = pytest.mark.ours

PROGRAM = servers.BUILD / "mltrack"
TRAINING = servers.BUILD / "examples" / "journaled_training"

STEPS = 2000


def run(*command, code=0, **variables):
    """Runs a program; gives what it printed to stdout and to stderr."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_TRACKING")}
    done = subprocess.run(list(map(str, command)), env=environment | {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"} | variables,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout, done.stderr


def journal(*words, code=0):
    return run(PROGRAM, "journal", *words, code=code)


def sync(*words, code=0, **variables):
    return run(PROGRAM, "sync", *words, code=code, **variables)


@pytest.fixture(scope="module")
def server(either_server):
    return either_server


@pytest.fixture
def client(server):
    return MlflowClient(server.url)


@pytest.fixture
def new_run(client):
    return client.create_run("0").info.run_id


@pytest.fixture
def nowhere():
    """The address of a server that is away."""
    return f"http://127.0.0.1:{servers.free_port()}"


def check_trained(client, run_id):
    trained = client.get_run(run_id)
    history = client.get_metric_history(run_id, "loss")
    assert sorted((point.step, point.value) for point in history) == \
        [(step, pytest.approx(math.exp(-0.01 * step))) for step in range(STEPS)]
    assert trained.data.params == {"learning_rate": "0.1"}
    assert trained.data.tags["phase"] == "trained"
    assert not any(key.startswith("mltrack.journal") for key in trained.data.tags)


def test_a_logger_leaves_nothing_behind_when_the_server_has_all(server, client, new_run, tmp_path):
    said, complained = run(TRAINING, server.url, new_run, tmp_path, 120)
    assert (said, complained) == ("", "")
    assert list(tmp_path.iterdir()) == []
    check_trained(client, new_run)


def test_what_a_logger_left_is_brought_by_sync(server, client, new_run, nowhere, tmp_path):
    _, complained = run(TRAINING, nowhere, new_run, tmp_path, 1)
    file = tmp_path / f"{new_run}.mltrack-journal"
    lines = complained.splitlines()
    assert len(lines) == 2, "the first error, and what is left"
    assert lines[0].startswith(f"mltrack: run {new_run}: ")
    assert lines[0].endswith(f"; what is logged is kept in '{file}' (later errors of this logger are counted, not printed)")
    assert lines[1] == (f"mltrack: run {new_run}: {STEPS + 2} records are not at {nowhere}; they are in '{file}': "
                        f"mltrack sync '{tmp_path}'")

    # The server is still away: nothing is lost, and the program says what is to be done.
    said, complained = sync(tmp_path, code=1)
    assert "failed" in said
    assert "1 of 1 journals are still there" in complained
    assert file.exists()

    answer = json.loads(sync(tmp_path, "--tracking-uri", server.url, "--json")[0])
    assert answer["journals"] == [{"file": str(file), "run_id": new_run, "sent": STEPS + 2, "known": 0, "refused": 0,
                                   "run_ended": False, "removed": True, "in_use": False, "problem": ""}]
    assert not file.exists()
    check_trained(client, new_run)


def test_a_journal_that_is_kept_is_not_sent_again(server, client, new_run, nowhere, tmp_path):
    run(TRAINING, nowhere, new_run, tmp_path, 1)
    with CountingRelay(server.url) as relay:
        sync(tmp_path, "--tracking-uri", relay.url, "--keep")
        answer = json.loads(sync(tmp_path, "--tracking-uri", relay.url, "--json")[0])
    assert (answer["journals"][0]["sent"], answer["journals"][0]["known"]) == (0, STEPS + 2)
    assert relay.taken == {("loss", step): 1 for step in range(STEPS)}
    check_trained(client, new_run)


def test_a_run_that_was_offline_is_made(server, client, tmp_path):
    name = f"away {tmp_path.name} {server.url}"
    _, complained = run(TRAINING, "offline", name, tmp_path)
    assert re.search(r"mltrack sync '.*' --tracking-uri URI", complained)
    said, _ = journal("ls", tmp_path)
    assert f"not made, in '{name}'" in said

    _, complained = sync(tmp_path, code=1)
    assert "does not say where its run is: give --tracking-uri" in complained
    sync(tmp_path, MLFLOW_TRACKING_URI=server.url)
    assert list(tmp_path.iterdir()) == []
    [made] = client.search_runs([client.get_experiment_by_name(name).experiment_id])
    assert (made.info.run_name, made.info.status) == ("journaled", "FINISHED")
    assert made.info.start_time <= made.info.end_time
    check_trained(client, made.info.run_id)


def test_a_server_never_has_the_number_without_the_points(client, new_run):
    """What journals rely on: a request that is not written whole leaves the tag as it was, and what is sent again is there
    once."""
    client.log_param(new_run, "lr", "0.1")
    points = [Metric("loss", step / 8, 1000 + step, step) for step in range(100)]
    number = [RunTag("mltrack.journal.x", "100")]
    with pytest.raises(MlflowException):
        client.log_batch(new_run, points, [Param("lr", "0.2")], number)
    assert "mltrack.journal.x" not in client.get_run(new_run).data.tags
    assert client.get_metric_history(new_run, "loss") == []

    client.log_batch(new_run, points, [], number)
    client.log_batch(new_run, points, [], number)
    assert [point.step for point in client.get_metric_history(new_run, "loss")] == list(range(100))
    assert client.get_run(new_run).data.tags["mltrack.journal.x"] == "100"


def test_journals_are_listed_verified_and_shown(nowhere, tmp_path):
    run(TRAINING, nowhere, "some-run", tmp_path, 1)
    file = tmp_path / "some-run.mltrack-journal"
    said, _ = journal("ls", tmp_path)
    assert re.search(rf"some-run\.mltrack-journal +some-run +{STEPS + 2} +{file.stat().st_size} +{nowhere} +whole", said)
    [listed] = json.loads(journal("ls", file, "--json")[0])["journals"]
    assert (listed["run_id"], listed["records"], listed["in_use"]) == ("some-run", STEPS + 2, False)
    assert journal("verify", tmp_path)[0] == f"{file}: {STEPS + 2} records, whole\n"

    records = [json.loads(line) for line in journal("cat", file)[0].splitlines()]
    assert [record["number"] for record in records] == list(range(1, STEPS + 3))
    assert records[0]["param"] == {"key": "learning_rate", "value": "0.1"}
    assert (records[1]["metric"]["key"], records[1]["metric"]["value"], records[1]["metric"]["step"]) == ("loss", 1, 0)
    assert records[-1]["tag"] == {"key": "phase", "value": "trained"}


def test_damage_is_found(nowhere, tmp_path):
    run(TRAINING, nowhere, "some-run", tmp_path, 1)
    file = tmp_path / "some-run.mltrack-journal"
    content = file.read_bytes()

    file.write_bytes(content[:-5])
    said, _ = journal("verify", tmp_path)
    assert "the last write was broken off" in said

    changed = bytearray(content)
    changed[content.index(b"loss")] ^= 1
    file.write_bytes(changed)
    said, complained = journal("verify", tmp_path, code=1)
    assert "DAMAGED" in said
    assert "1 of 1 journals are damaged" in complained

    file.write_text("something else")
    for words in (("ls", file), ("verify", file), ("cat", file)):
        assert "is no journal of mltrack's" in journal(*words, code=1)[1]
    assert "there is no folder and no journal" in journal("ls", tmp_path / "nothing", code=1)[1]


def test_a_file_that_is_no_journal_stops_nothing(nowhere, tmp_path):
    for name in ("a-run", "c-run"):
        run(TRAINING, nowhere, name, tmp_path, 1)
    other = tmp_path / "b.mltrack-journal"
    other.write_text("something else")
    (tmp_path / "d.mltrack-journal").mkdir()

    said, complained = journal("ls", tmp_path, code=1)
    assert re.search(r"a-run\.mltrack-journal +a-run .*\n.*b\.mltrack-journal .* cannot be read\n.*c-run", said)
    assert f"{other}: '{other}' is no journal of mltrack's" in complained
    assert "2 of 4 files cannot be read as journals" in complained
    listed = json.loads(journal("ls", tmp_path, "--json", code=1)[0])["journals"]
    assert [(each["run_id"], each["records"], bool(each["problem"])) for each in listed] == [
        ("a-run", STEPS + 2, False), ("", 0, True), ("c-run", STEPS + 2, False), ("", 0, True)]

    said, complained = journal("verify", tmp_path, code=1)
    assert said.count(f"{STEPS + 2} records, whole") == 2 and f"{other}: cannot be read" in said
    assert "2 of 4 files cannot be read as journals" in complained
    said, complained = journal("cat", tmp_path, code=1)
    assert said.count('"metric"') == 2 * STEPS
    assert "2 of 4 files cannot be read as journals" in complained


def test_a_journal_whose_header_is_damaged_is_brought_to_the_run_of_its_name(server, client, new_run, nowhere, tmp_path):
    run(TRAINING, nowhere, new_run, tmp_path, 1)
    file = tmp_path / f"{new_run}.mltrack-journal"
    content = bytearray(file.read_bytes())
    content[content.index(b"journal_id")] ^= 1
    file.write_bytes(content)

    said, complained = journal("verify", tmp_path, code=1)
    assert f"{STEPS + 2} records, DAMAGED" in said and "its header is lost" in said
    assert "1 of 1 journals are damaged" in complained
    [listed] = json.loads(journal("ls", tmp_path, "--json")[0])["journals"]
    assert (listed["run_id"], listed["records"], listed["header_lost"]) == (new_run, STEPS + 2, True)

    assert "does not say where its run is: give --tracking-uri" in sync(tmp_path, code=1)[1]
    said, complained = sync(tmp_path, "--tracking-uri", server.url, code=1)
    assert re.search(rf"{new_run} +{STEPS + 2} +0 +0 +failed", said)
    assert "it is damaged" in complained
    assert file.exists()
    history = client.get_metric_history(new_run, "loss")
    assert sorted(point.step for point in history) == list(range(STEPS))
    # It says now which run it is of: nothing is sent again.
    [again] = json.loads(sync(tmp_path, "--tracking-uri", server.url, "--json", code=1)[0])["journals"]
    assert (again["sent"], again["known"]) == (0, STEPS + 2)


def test_the_journal_of_a_program_that_runs_is_left_alone(server, new_run, nowhere, tmp_path):
    file = tmp_path / f"{new_run}.mltrack-journal"
    with subprocess.Popen([TRAINING, nowhere, new_run, tmp_path], stderr=subprocess.PIPE, text=True) as training:
        # It has written its first error: it logs, and waits for the server.
        assert training.stderr.readline()
        training.send_signal(signal.SIGSTOP)
        [listed] = json.loads(journal("ls", tmp_path, "--json")[0])["journals"]
        assert listed["in_use"]
        assert f"in use by process {training.pid}" in journal("ls", tmp_path)[0]
        assert "in use, left alone" in sync(tmp_path, "--tracking-uri", server.url)[0]
        assert file.exists()
        training.send_signal(signal.SIGKILL)
        training.wait(30)
    sync(tmp_path, "--tracking-uri", server.url)
    assert not file.exists()


def leave_killed(url, run_id, journals):
    """Leaves the journal of a training program that is killed."""
    with subprocess.Popen([TRAINING, url, run_id, journals], stderr=subprocess.PIPE, text=True) as training:
        assert training.stderr.readline()  # It logs, and waits for the server.
        training.kill()


def test_the_run_of_a_program_that_was_killed_stays_running_unless_sync_ends_it(server, client, new_run, nowhere, tmp_path):
    leave_killed(nowhere, new_run, tmp_path)
    sync(tmp_path, "--tracking-uri", server.url, "--keep")
    assert client.get_run(new_run).info.status == "RUNNING"
    words = (tmp_path, "--tracking-uri", server.url, "--end-status", "failed")
    [ended] = json.loads(sync(*words, "--keep", "--json")[0])["journals"]
    assert ended["run_ended"]
    info = client.get_run(new_run).info
    assert info.status == "FAILED"
    assert info.start_time <= info.end_time <= time.time() * 1000
    [again] = json.loads(sync(*words, "--json")[0])["journals"]
    assert not again["run_ended"]
    refused = sync(tmp_path, "--end-status", "RUNNING", code=2)[1]
    assert "--end-status: 'RUNNING' is none of FINISHED, FAILED, KILLED" in refused


class SlowRelay(CountingRelay):
    """Takes long enough for each request of records that somebody who waits wants to see how far it is."""

    def take(self, body):
        time.sleep(0.4)


def sync_slowly(server, journals, stderr):
    with SlowRelay(server.url) as relay:
        subprocess.run([PROGRAM, "sync", journals, "--tracking-uri", relay.url], stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=stderr, check=True, timeout=300)


def test_progress_is_shown_on_a_terminal_alone(server, client, nowhere, tmp_path):
    for folder in ("terminal", "file"):
        run(TRAINING, nowhere, client.create_run("0").info.run_id, tmp_path / folder, 1)
    ours, theirs = pty.openpty()
    sync_slowly(server, tmp_path / "terminal", theirs)
    shown = os.read(ours, 4096)
    os.close(theirs)
    os.close(ours)
    assert re.search(rb"Journal 1 of 1 \[#+ *\] +\d+ % \d+ records, \d+ records/s", shown)
    assert shown.endswith(b"[K")
    with open(tmp_path / "said", "wb") as said:
        sync_slowly(server, tmp_path / "file", said)
    assert (tmp_path / "said").read_bytes() == b""


class Conflicting(BaseHTTPRequestHandler):
    """A server that takes nothing, and gives a reason that looks as if a logger had the journal."""

    def do_POST(self):
        body = b'{"error_code": "RESOURCE_CONFLICT", "message": "somebody else is at it"}'
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(409)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *words):
        pass


def test_a_conflict_at_the_server_is_no_journal_in_use(nowhere, tmp_path):
    run(TRAINING, nowhere, "some-run", tmp_path, 1)
    with ThreadingHTTPServer(("127.0.0.1", 0), Conflicting) as conflicting:
        threading.Thread(target=conflicting.serve_forever, daemon=True).start()
        said, complained = sync(tmp_path, "--tracking-uri", f"http://127.0.0.1:{conflicting.server_port}", code=1)
        conflicting.shutdown()
    assert "in use" not in said
    assert "somebody else is at it" in complained
    assert "1 of 1 journals are still there" in complained
