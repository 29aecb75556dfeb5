"""What a server bears: bodies at its limit, thousands of connections, paths that would lead out of its artifacts."""

import http.client
import json
import re
import resource
import select
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import servers
from mlflow.tracking import MlflowClient

pytestmark = pytest.mark.ours

MIB = 1024 * 1024


def ask(server, method, path, body=None, **options):
    """The status and the body of an answer; the path is sent as it is."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"}, **options)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_may_have_the_largest_size_and_no_byte_more(start, chunked):
    server = start(None, "--max-request-bytes", "1000")

    def status(name, size):
        body = json.dumps({"name": name}).encode()
        body += b" " * (size - len(body))
        pieces = iter([body[:400], body[400:]]) if chunked else body
        return ask(server, "POST", "/api/2.0/mlflow/experiments/create", pieces, encode_chunked=chunked)[0]

    assert status("exact", 1000) == 200
    assert status("above", 1001) == 413
    assert [e.name for e in MlflowClient(server.url).search_experiments(filter_string="name != 'Default'")] == ["exact"]
    assert ask(server, "PUT", "/api/2.0/mlflow-artifacts/artifacts/1/large", b"x" * MIB)[0] == 200


def resident_memory(server):
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{server.process.pid}/status").read_text())[1]) * 1024


@pytest.fixture
def descriptors():
    """As many open sockets as the test needs, if the system lets it have them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard >= 10_500, f"the test needs 10500 descriptors (ulimit -Hn), not {hard}"
    resource.setrlimit(resource.RLIMIT_NOFILE, (10_500, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_ten_thousand_connections_that_wait(start, descriptors):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))  # The server starts with it, and raises it.
    try:
        server = start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    before = resident_memory(server)
    address = ("127.0.0.1", urlsplit(server.url).port)
    waiting = []
    try:
        for _ in range(9_999):
            waiting.append(socket.create_connection(address, 30))
        # The last one of those that a server bears works as if it were alone.
        working = http.client.HTTPConnection(*address, timeout=30)
        for _ in range(100):
            working.request("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0")
            assert working.getresponse().read()

        def connections_are_at_their_limit():
            working.request("GET", "/metrics")
            return b"mltrack_connections 10000\n" in working.getresponse().read()

        assert connections_are_at_their_limit()
        assert resident_memory(server) - before < 128 * MIB
        # One more waits, and is answered when one of them goes.
        late = http.client.HTTPConnection(*address, timeout=30)
        late.request("GET", "/health")
        assert connections_are_at_their_limit()
        answered = select.poll()
        answered.register(late.sock, select.POLLIN)
        assert not answered.poll(0)
        waiting.pop().close()
        assert late.getresponse().read() == b"OK"
    finally:
        for connection in waiting:
            connection.close()


def test_a_system_with_few_descriptors_is_named(tmp_path):
    command = ["prlimit", "--nofile=1000:1000", servers.BUILD / "mltrack", "server", "--port", "0"]
    server = servers.Server(tmp_path / "few", command)
    try:
        servers.until(lambda: "LimitNOFILE" in server.log.read_text(), 30, "the server warns")
        waiting = [socket.create_connection(("127.0.0.1", urlsplit(server.url).port), 30) for _ in range(700)]
        assert ask(server, "PUT", "/api/2.0/mlflow-artifacts/artifacts/1/x", b"x")[0] == 200
        for connection in waiting:
            connection.close()
    finally:
        server.kill()


def test_no_descriptors_are_left_for_a_while(start):
    """New clients wait, and are served when there are some again."""
    server = start()
    address = ("127.0.0.1", urlsplit(server.url).port)
    working = http.client.HTTPConnection(*address, timeout=60)

    def connections():
        working.request("GET", "/metrics")
        return int(re.search(rb"^mltrack_connections (\d+)$", working.getresponse().read(), re.MULTILINE)[1])

    assert connections() == 1
    limits = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    used = len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (used, limits[1]))
    waiting = [socket.create_connection(address, 60) for _ in range(20)]
    for connection in waiting:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert [connections() for _ in range(100)] == [1] * 100
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, limits)
    for connection in waiting:
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    assert connections() == 21


LEADING_OUT = ["../secret", "a/../../secret", "..%2fsecret", "%2e%2e/secret", "%2E%2E%2Fsecret", "%252e%252e/secret",
               "%25252e%25252e%25252fsecret", "..\\secret", "..%5csecret", "..%255csecret", "a%5c..%5c..%5csecret",
               "%2fetc/passwd", "/etc/passwd", "%5cetc%5cpasswd", "%255cetc", "C:%5cWindows", "c:/Windows",
               "file:%2f%2f/etc/passwd", "secret%00.txt", "%2500", "%2e%2e%00/secret", "....%2f%2f..%2fsecret"]


@pytest.fixture(scope="module", params=["", "/ml"])
def guarded(request, start):
    """A server with a file beside its artifacts, which nothing may read, change or remove; and a run on it."""
    server = start(None, *(["--static-prefix", request.param] if request.param else []))
    for folder in (server.folder, server.folder / "artifacts"):
        folder.mkdir(exist_ok=True)
    (server.folder / "secret").write_text("TOP SECRET")
    client = MlflowClient(server.url)
    run = client.create_run("0").info.run_id
    client.log_text(run, "x", "a/x.txt")
    return server, run


@pytest.mark.parametrize("path", LEADING_OUT)
@pytest.mark.parametrize("api", ["/api/2.0", "/ajax-api/2.0", "/api/2.0/preview"])
def test_no_path_leads_out_of_the_artifacts(guarded, path, api):
    server, run = guarded
    prefix = urlsplit(server.url).path
    proxy = f"{prefix}{api}/mlflow-artifacts/artifacts"
    listing = f"{prefix}{api}/mlflow/artifacts/list?run_id={run}"
    before = sorted(server.folder.rglob("*"))
    answers = [ask(server, "GET", f"{proxy}/{path}"), ask(server, "HEAD", f"{proxy}/{path}"),
               ask(server, "PUT", f"{proxy}/{path}", b"x"), ask(server, "DELETE", f"{proxy}/{path}"),
               ask(server, "GET", f"{proxy}?path={path}"), ask(server, "GET", f"{listing}&path={path}")]
    for status, body in answers:
        assert 400 <= status < 500, (status, body)
        assert b"TOP SECRET" not in body and b"root:" not in body
    assert sorted(server.folder.rglob("*")) == before
    assert (server.folder / "secret").read_text() == "TOP SECRET"
