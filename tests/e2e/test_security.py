"""What foreign hosts and web pages may not do, with the options of the program."""

import http.client
import json
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import servers

CREATE = "/api/2.0/mlflow/experiments/create"


def ask(server, method, path, body=None, **headers):
    """The status, the headers and the body of an answer. Underscores of header names stand for dashes."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        named.setdefault("Content-Type", "application/json")
    try:
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def creates(server, name, prefix="/api/2.0", **headers):
    """The status of an attempt to create an experiment, and whether it is there afterwards."""
    status, *_ = ask(server, "POST", f"{prefix}/mlflow/experiments/create", json.dumps({"name": name}), **headers)
    found, *_ = ask(server, "GET", f"/api/2.0/mlflow/experiments/get-by-name?experiment_name={name}")
    return status, found == 200


def test_only_own_hosts_are_answered(server):
    port = urlsplit(server.url).port
    for host in ("localhost", f"127.0.0.1:{port}", f"[::1]:{port}", "10.1.2.3:5000"):
        assert ask(server, "GET", "/", Host=host)[0] != 403, host
    status, _, text = ask(server, "GET", "/", Host="evil.example")
    assert (status, text.startswith("Invalid Host header")) == (403, True)
    assert ask(server, "GET", "/health", Host="evil.example")[0] == 200
    assert creates(server, "host", Host="evil.example") == (403, False)


@pytest.mark.ours
def test_hosts_are_read_and_not_compared_as_text(server):
    assert ask(server, "GET", "/", Host="10.evil.example")[0] == 403
    assert ask(server, "GET", "/", Host="LOCALHOST:5")[0] == 200


@pytest.mark.parametrize("prefix", ["/api/2.0", "/ajax-api/2.0"])
def test_foreign_pages_do_not_write(server, prefix):
    version = prefix.replace("/", "")
    for number, origin in enumerate(("http://evil.example", "https://localhost.evil.example", "null")):
        assert creates(server, f"foreign-{version}-{number}", prefix, Origin=origin) == (403, False), origin
    for number, origin in enumerate(("http://localhost:3000", "https://127.0.0.1", server.url)):
        assert creates(server, f"own-{version}-{number}", prefix, Origin=origin) == (200, True), origin
    path = f"{prefix}/mlflow-artifacts/artifacts/1/x.txt"
    assert ask(server, "PUT", path, b"x", Origin="http://evil.example")[0] == 403
    assert ask(server, "GET", path)[0] == 404


def test_preflights_and_the_headers_of_answers(server):
    wanted = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
    status, headers, text = ask(server, "OPTIONS", CREATE, Origin="http://localhost:3000", **wanted)
    assert (status, text) == (200, "OK")
    assert headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert headers["Access-Control-Allow-Headers"] == "content-type"
    status, headers, text = ask(server, "OPTIONS", CREATE, Origin="http://evil.example", **wanted)
    assert (status, text) == (400, "Disallowed CORS origin")
    assert headers["Access-Control-Allow-Origin"] is None
    _, headers, _ = ask(server, "GET", "/version", Origin="http://localhost:3000")
    assert headers["Access-Control-Allow-Credentials"] == "true"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def variable_of(option):
    return "MLFLOW_SERVER_" + option.removeprefix("--").replace("-", "_").upper()


@pytest.fixture(params=["options", "variables"])
def start_with(request, start, monkeypatch):
    """Starts a server with settings that stand on its command line, or in the environment."""
    def start_server(settings, *options):
        if request.param == "options":
            return start(None, *(part for setting in settings.items() for part in setting), *options)
        for option, value in settings.items():
            monkeypatch.setenv(variable_of(option), value)
        return start(None, *options)

    return start_server


@pytest.mark.ours
def test_settings_change_who_is_let_in(start_with):
    server = start_with({"--allowed-hosts": "runs.example:*, 127.0.0.1:*", "--cors-allowed-origins":
                         "https://ui.example", "--x-frame-options": "DENY"}, "--access-log", "all", "--log-format",
                        "json")
    assert ask(server, "GET", "/", Host="runs.example:80")[0] == 200
    assert ask(server, "GET", "/", Host="localhost")[0] == 403
    assert creates(server, "ui", Origin="https://ui.example") == (200, True)
    assert ask(server, "GET", "/")[1]["X-Frame-Options"] == "DENY"
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    answers = [line for line in lines if "status" in line]
    refused = [line for line in answers if line["status"] == 403]
    assert len(refused) == 1 and "'localhost'" in refused[0]["error"] and refused[0]["target"] == "/"
    assert {line["peer"] for line in answers} == {"127.0.0.1"}


def leaves_the_checks_out(server):
    status, headers, _ = ask(server, "GET", "/", Host="evil.example")
    made, _ = creates(server, "open", Origin="http://evil.example")
    assert (status, headers["X-Frame-Options"], made) in ((200, None, 200), (403, None, 403))
    return status == 200


@pytest.mark.ours
def test_an_option_leaves_the_checks_out(start):
    assert leaves_the_checks_out(start(None, "--disable-security-middleware"))


@pytest.mark.ours
@pytest.mark.parametrize("value, off", [("1", True), ("TRUE", True), ("true", True), ("0", False), ("False", False)])
def test_a_variable_leaves_the_checks_out(start, monkeypatch, value, off):
    monkeypatch.setenv("MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE", value)
    assert leaves_the_checks_out(start()) == off


@pytest.mark.ours
@pytest.mark.parametrize("as_variable", [False, True])
@pytest.mark.parametrize("option, value", [("--allowed-hosts", "http://a.example"), ("--allowed-hosts", "*.1.2.3"),
                                           ("--cors-allowed-origins", "a.example/"), ("--x-frame-options", "SOME")])
def test_a_setting_that_cannot_be_meant_is_refused(tmp_path, option, value, as_variable):
    options, variables = ([], {variable_of(option): value}) if as_variable else ([option, value], {})
    ended = subprocess.run([servers.BUILD / "mltrack", "server", "--port", "0", *options], cwd=tmp_path,
                           env={**os.environ, **variables}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                           timeout=30)
    assert ended.returncode != 0 and f"'{value}'" in ended.stderr


@pytest.mark.ours
def test_each_check_names_its_tests():
    """The table of docs/security.md of what is checked: each row has a test, and all of them are there."""
    tests = Path(__file__).resolve().parents[1]
    page = (tests.parent / "docs/security.md").read_text()
    rows = page.partition("| What | How |")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(rows) > 15
    there = set()
    for source in (*tests.rglob("*.py"), *tests.rglob("*.cpp"), *tests.rglob("*.hpp")):
        there.update(re.findall(r"(?:^def |_TEST_CASE\()(\w+)", source.read_text(), re.MULTILINE))
    for row in rows:
        named = re.findall(r"`(\w+)`", row.strip("|").split("|")[-1])
        assert named, f"no test: {row}"
        assert set(named) <= there, set(named) - there
