"""Each option of `mltrack server` has an effect: a table says which test sees it, and a test that the table is whole."""

import http.client
import json
import re
import signal
import socket
import sqlite3
import subprocess
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import servers
from mlflow import MlflowClient

pytestmark = pytest.mark.ours

TESTS = Path(__file__).resolve().parents[1]

#: Where the effect of each option is seen: a file below tests/ and a test in it.
SEEN_BY = {
    "--access-log": ("e2e/test_options.py", "test_which_answers_are_logged"),
    "--allowed-hosts": ("e2e/test_security.py", "test_settings_change_who_is_let_in"),
    "--artifacts-destination": ("e2e/test_options.py", "test_where_data_is_kept"),
    "--artifacts-only": ("e2e/test_cli.py", "test_artifacts_only"),
    "--backend-store-uri": ("e2e/test_options.py", "test_where_data_is_kept"),
    "--body-timeout": ("e2e/test_options.py", "test_connections_that_stall_are_closed"),
    "--cors-allowed-origins": ("e2e/test_security.py", "test_settings_change_who_is_let_in"),
    "--default-artifact-root": ("e2e/test_options.py", "test_where_clients_put_artifacts"),
    "--disable-security-middleware": ("e2e/test_security.py", "test_an_option_leaves_the_checks_out"),
    "--header-timeout": ("e2e/test_options.py", "test_connections_that_stall_are_closed"),
    "--help": ("e2e/test_cli.py", "test_every_command_has_help"),
    "--host": ("e2e/test_options.py", "test_the_address"),
    "--idle-timeout": ("e2e/test_options.py", "test_connections_that_stall_are_closed"),
    "--log-format": ("e2e/test_cli.py", "test_the_log_is_lines_of_json_when_asked"),
    "--max-body-memory": ("e2e/test_options.py", "test_bodies_without_room_are_refused"),
    "--max-connections": ("e2e/test_options.py", "test_more_connections_than_allowed_wait"),
    "--max-request-bytes": ("e2e/test_robustness.py", "test_a_body_may_have_the_largest_size_and_no_byte_more"),
    "--max-waiting-bytes": ("e2e/test_options.py", "test_more_waiting_bytes_than_allowed_are_refused"),
    "--no-serve-artifacts": ("e2e/test_options.py", "test_where_clients_put_artifacts"),
    "--port": ("e2e/test_options.py", "test_the_address"),
    "--read-only": ("durability/test_read_only.py", "test_nothing_is_changed"),
    "--search-timeout": ("e2e/test_options.py", "test_searches_that_do_not_end_are_ended"),
    "--serve-artifacts": ("e2e/test_options.py", "test_where_clients_put_artifacts"),
    "--shutdown-grace": ("e2e/test_options.py", "test_requests_that_do_not_end_are_cut_off"),
    "--static-prefix": ("e2e/test_robustness.py", "test_no_path_leads_out_of_the_artifacts"),
    "--ui-dir": ("e2e/test_ui.py", "test_the_ui_of_mlflow_works"),
    "--workers": ("e2e/test_options.py", "test_as_many_threads_as_asked_for"),
    "--x-frame-options": ("e2e/test_security.py", "test_settings_change_who_is_let_in"),
}

CREATE = "/api/2.0/mlflow/experiments/create"


def address(server):
    return urlsplit(server.url).hostname, urlsplit(server.url).port


def ask(server, method, path, body=None, sent=None, seconds=60):
    """The status and the text of an answer."""
    connection = http.client.HTTPConnection(*address(server), timeout=seconds)
    connection.request(method, path, json.dumps(sent) if sent is not None else body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_each_option_has_a_test():
    text = subprocess.check_output([servers.BUILD / "mltrack", "server", "--help"], text=True)
    offered = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", "\n".join(
        line[:line.find("  ", 4)] if line.find("  ", 4) > 0 else line
        for line in text.splitlines() if re.match(r" +-", line))))
    assert offered == set(SEEN_BY)
    for option, (file, test) in SEEN_BY.items():
        text = (TESTS / file).read_text()
        assert f"def {test}(" in text, f"{option}: {file} has no {test}"
        assert option in text or "options_of" in text, f"{option}: {file} does not give it"


def test_where_data_is_kept(start, tmp_path):
    server = start(tmp_path / "own")
    assert ask(server, "POST", CREATE, sent={"name": "kept"})[0] == 200
    assert ask(server, "PUT", "/api/2.0/mlflow-artifacts/artifacts/a.txt", "a")[0] == 200
    assert {path.name for path in server.folder.iterdir()} >= {"mltrack.db", "artifacts"}
    assert (server.artifacts / "a.txt").read_text() == "a"


def test_where_clients_put_artifacts(start, tmp_path):
    def location(*options):
        server = start(None, *options)
        return server, MlflowClient(server.url).get_experiment("0").artifact_location

    assert location()[1].startswith("mlflow-artifacts:/")
    assert location("--serve-artifacts")[1].startswith("mlflow-artifacts:/")
    assert location("--default-artifact-root", tmp_path / "elsewhere")[1] == f"{tmp_path}/elsewhere/0"
    server, place = location("--no-serve-artifacts")
    assert place.endswith("/mlruns/0")
    assert ask(server, "GET", "/api/2.0/mlflow-artifacts/artifacts")[0] >= 400


def test_the_address(tmp_path):
    port = servers.free_port()
    process = subprocess.Popen([servers.BUILD / "mltrack", "server", "--host", "127.0.0.2", "--port", str(port)],
                               cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert f"http://127.0.0.2:{port}" in process.stdout.readline()
        assert servers.requests.get(f"http://127.0.0.2:{port}/health", timeout=60).text == "OK"
    finally:
        process.kill()
        process.wait()


def test_which_answers_are_logged(start):
    logged = {}
    for level in ("none", "faults", "failures", "all"):
        server = start(None, "--access-log", level, "--artifacts-only")
        for path in ("/version", "/nowhere", "/api/2.0/mlflow/experiments/search?max_results=1"):
            ask(server, "GET", path)
        server.stop()
        logged[level] = {int(status) for status in re.findall(r'" (\d{3}) \d+us', server.log.read_text())}
    assert logged == {"none": set(), "faults": {503}, "failures": {404, 503}, "all": {200, 404, 503}}


def test_as_many_threads_as_asked_for(start):
    def threads(workers):
        server = start(None, "--workers", str(workers))
        return len(list(Path(f"/proc/{server.process.pid}/task").iterdir()))

    assert threads(23) - threads(4) == 19


PUT = b"PUT /api/2.0/mlflow-artifacts/artifacts/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"


@pytest.mark.parametrize("option, sent", [("--idle-timeout", b""), ("--header-timeout", b"GET /health HT"),
                                          ("--body-timeout", PUT + b"a part")])
def test_connections_that_stall_are_closed(start, option, sent):
    """By this option alone: the others leave the connection open for longer than the test waits for its end."""
    rest = {"--idle-timeout", "--header-timeout", "--body-timeout"} - {option}
    server = start(None, option, "0.2", *(part for other in rest for part in (other, "3600")))
    with socket.create_connection(address(server), 15) as stalling:  # Less than all of the defaults.
        stalling.sendall(sent)
        assert stalling.recv(1000) == b""
    # One that does its work is served.
    assert ask(server, "PUT", "/api/2.0/mlflow-artifacts/artifacts/x", "whole")[0] == 200


#: A table of tags in which whoever looks for one never gets to the end.
ENDLESS = """DROP TABLE tags;
CREATE VIEW tags AS WITH RECURSIVE turn (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM turn)
SELECT 'a' AS key, 'x' AS value, CAST(number AS TEXT) AS run_uuid FROM turn"""


def test_searches_that_do_not_end_are_ended(start):
    server = start(None, "--search-timeout", "1", "--workers", "1")
    create = {"experiment_id": "0", "run_name": "a"}
    assert ask(server, "POST", "/api/2.0/mlflow/runs/create", sent=create)[0] == 200
    other = sqlite3.connect(server.database, timeout=60)
    other.executescript(ENDLESS)
    other.close()
    search = {"experiment_ids": ["0"], "filter": "tags.a = 'x'"}
    for _ in range(3):
        status, text = ask(server, "POST", "/api/2.0/mlflow/runs/search", sent=search, seconds=20)  # Less than the default.
        assert (status, json.loads(text)["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
        assert "longer than the 1000 ms" in text and "filter" in text
        assert ask(server, "GET", "/api/2.0/mlflow/experiments/get?experiment_id=0")[0] == 200
    assert ask(server, "POST", CREATE, sent={"name": "written meanwhile"})[0] == 200


def test_requests_that_do_not_end_are_cut_off(start):
    server = start(None, "--shutdown-grace", "0.2", "--body-timeout", "3600")
    with socket.create_connection(address(server), 8) as stalling:  # Less than the default.
        stalling.sendall(PUT.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
        assert stalling.recv(100).startswith(b"HTTP/1.1 100")
        server.process.send_signal(signal.SIGTERM)
        assert stalling.recv(100) == b""
    assert server.process.wait(60) == 0
    assert "1 open requests were cut off" in server.log.read_text()


def test_more_connections_than_allowed_wait(start):
    server = start(None, "--max-connections", "2")
    health = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    opened = [socket.create_connection(address(server), 60) for _ in range(3)]
    for connection in opened[:2]:
        connection.sendall(health)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    opened[2].sendall(health)
    opened[0].sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    text = b""
    while piece := opened[0].recv(100_000):
        text += piece
    assert b"\nmltrack_connections 2\n" in text
    assert opened[2].recv(1000).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("bound, refused", [(100_000, True), (1_000_000, False)])
def test_bodies_without_room_are_refused(start, bound, refused):
    """Beside one that is held because it does not end."""
    server = start(None, "--max-body-memory", str(bound), "--body-timeout", "3600")
    search = {"experiment_ids": ["0"], "filter": ""}
    body = json.dumps(search).encode().ljust(90_000)

    def taken():
        return int(re.search(r"^mltrack_body_bytes (\d+)$", ask(server, "GET", "/metrics")[1], re.MULTILINE)[1])

    with socket.create_connection(address(server), 60) as stalling:
        stalling.sendall(b"POST /api/2.0/mlflow/runs/search HTTP/1.1\r\nHost: localhost\r\n"
                         b"Content-Type: application/json\r\nContent-Length: 90000\r\n\r\n" + body[:80_000])
        servers.until(lambda: taken() > 60_000, 60, "the server holds what has come")
        connection = http.client.HTTPConnection(*address(server), timeout=60)
        connection.request("POST", "/api/2.0/mlflow/runs/search", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        if refused:
            assert (answer.status, answer.getheader("Retry-After")) == (429, "1")
            assert json.loads(text)["error_code"] == "RESOURCE_EXHAUSTED" and "--max-body-memory" in text
        else:
            assert answer.status == 200
        # What is short, and what is written to a file as it comes, needs no room.
        assert ask(server, "POST", "/api/2.0/mlflow/runs/search", sent=search)[0] == 200
        assert ask(server, "PUT", "/api/2.0/mlflow-artifacts/artifacts/x", bytes(200_000))[0] == 200
        stalling.sendall(body[80_000:])
        assert stalling.recv(1000).startswith(b"HTTP/1.1 200")
    assert ask(server, "POST", "/api/2.0/mlflow/runs/search", body.decode())[0] == 200


@pytest.mark.parametrize("bound, refused", [(2000, True), (20_000_000, False)])
def test_more_waiting_bytes_than_allowed_are_refused(start, bound, refused):
    """Another program holds the database, so that all writes wait."""
    server = start(None, "--max-waiting-bytes", str(bound))
    holder = sqlite3.connect(server.database, isolation_level=None, timeout=60)
    holder.execute("BEGIN IMMEDIATE")
    answers = []
    asking = [threading.Thread(target=lambda number=number: answers.append(
        ask(server, "POST", CREATE, sent={"name": f"{number} {'x' * 400}"}))) for number in range(20)]
    for thread in asking:
        thread.start()

    if refused:
        servers.until(lambda: answers, 60, "some are refused")
    else:
        servers.until(lambda: "\nmltrack_connections 21\n" in ask(server, "GET", "/metrics")[1], 60, "all wait")
        assert not answers
    holder.execute("COMMIT")
    holder.close()
    for thread in asking:
        thread.join(60)
    assert {status for status, _ in answers} == ({200, 429} if refused else {200})
    assert all("--max-waiting-bytes" in text for status, text in answers if status == 429)
