"""The attacks of MLflow's published advisories, against mltrack's server and client: each is refused, and nothing
outside of the artifacts is read, written or removed. docs/security.md names each with what stops it."""

import http.client
import http.server
import json
import pickle
import re
import socket
import subprocess
import threading
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import servers

pytestmark = pytest.mark.ours

SECRET = "TOP SECRET"
PROXY = "/api/2.0/mlflow-artifacts/artifacts"
UP = "../" * 20

# Advisory → the names of the tests that try it.
TRIED = {}


def advisories(*numbers):
    """Says of which advisories a test has the attack."""
    def note(test):
        for number in numbers:
            TRIED.setdefault(f"CVE-{number}", []).append(test.__name__)
        return test

    return note


def attacks(*rows):
    """A test with the attack of each row, which begins with an advisory; the rest is for the test's last arguments."""
    def note(test):
        advisories(*(row[0] for row in rows))(test)
        arguments = test.__code__.co_varnames[:test.__code__.co_argcount]
        names = arguments[len(arguments) - len(rows[0]) + 1:]
        return pytest.mark.parametrize(", ".join(names), [pytest.param(*row[1:], id=f"{row[0]}-{number}")
                                                          for number, row in enumerate(rows)])(test)

    return note


class Answer:
    """What a server said."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        assert SECRET.encode() not in body and b"root:x:" not in body, body

    @property
    def json(self):
        return json.loads(self.body)


class Victim:
    """A server with a secret beside its artifacts, and a run on it."""

    def __init__(self, server):
        self.server = server
        self.artifacts = server.artifacts
        self.secret = server.folder / "secret"
        self.secret.write_text(SECRET)
        (self.artifacts / "0").mkdir(parents=True, exist_ok=True)
        self.run = self.new_run("0")

    def ask(self, method, path, body=None, **headers):
        """Sends a request with its path as it is; underscores of header names stand for dashes."""
        connection = http.client.HTTPConnection(urlsplit(self.server.url).netloc, timeout=30)
        named = {"Content-Type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()}
        try:
            connection.request(method, path, json.dumps(body) if isinstance(body, (dict, list)) else body, named)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def post(self, path, body):
        return self.ask("POST", f"/api/2.0/mlflow/{path}", body)

    def new_run(self, experiment):
        return self.post("runs/create", {"experiment_id": experiment}).json["run"]["info"]["run_id"]

    def outside(self):
        """What stands around the artifacts and the database."""
        return {path: path.read_bytes() if path.is_file() else None for path in sorted(self.server.folder.rglob("*"))
                if not path.is_relative_to(self.artifacts) and not path.name.startswith(("mltrack.db", "server.log"))}


@pytest.fixture(scope="module")
def victim_server(start):
    return Victim(start())


@pytest.fixture
def victim(victim_server):
    """The server; what is around its artifacts is as it was when the test ends."""
    before = victim_server.outside()
    yield victim_server
    assert victim_server.outside() == before


# Where a version of a model was said to come from, to read files by get-artifact afterwards.
@attacks(("2023-1176", "/etc/passwd"), ("2023-1177", "file:///etc"), ("2023-1177", "/etc"),
         ("2023-2356", "mlflow-artifacts:/../../../../etc"),
         ("2023-2356", "http://host/api/2.0/mlflow-artifacts/artifacts/../../../etc"),
         ("2023-2780", "file:///\\..\\..\\..\\etc"),
         ("2023-6018", "http://evil.example/api/2.0/mlflow-artifacts/artifacts/"),
         ("2023-6977", "//proc/self/root"), ("2024-1483", "file:///etc#/artifacts"),
         ("2024-1558", "file:///run;/../../../etc"), ("2024-2928", "http:///#/../../../etc"),
         ("2024-3573", "file:.//etc"), ("2024-3573", "FILE:/etc"), ("2025-11201", "models:/../../../etc"),
         ("2026-2614", "/etc"))
def test_no_version_of_a_model_leads_to_a_file(victim, source):
    assert victim.post("registered-models/create", {"name": "poc"}).status == 404
    version = {"name": "poc", "source": source, "run_id": victim.run,
               "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]}
    assert victim.post("model-versions/create", version).status == 404
    for path in ("passwd", "etc/passwd", "../secret"):
        answer = victim.ask("GET", f"/model-versions/get-artifact?path={path}&name=poc&version=1")
        assert answer.status in (400, 404)


# Locations of experiments that swallow the folder of the run which is appended to them.
@attacks(("2023-6909", "http:///?/" + UP + "etc/"), ("2023-6909", "file:///srv?/" + UP + "etc"),
         ("2023-6909", "file:///srv?%2e%2e/%2e%2e/etc"), ("2024-1483", "http:///#/" + UP + "etc/"),
         ("2024-1594", "file:///srv#/" + UP + "etc/"), ("2024-2928", "mlflow-artifacts:/#/" + UP + "etc/"),
         ("2024-3848", "/srv#/" + UP + "etc"), ("2024-1593", "/srv/x;/" + UP + "etc;x"),
         ("2024-1593", "http://host/a;" + "b"), ("2023-6974", "http://169.254.169.254/latest/meta-data"),
         ("2024-8859", "dbfs:/x?/" + UP + "etc"), ("2023-6975", "sftp://evil.example/a"),
         ("2024-6838", "/srv/" + "x" * 3000))
def test_no_location_swallows_the_folder_of_the_run(victim, location):
    name = f"location {location[:300]}"
    refused = victim.post("experiments/create", {"name": name, "artifact_location": location})
    assert (refused.status, refused.json["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert victim.ask("GET", f"/api/2.0/mlflow/experiments/get-by-name?experiment_name={quote(name)}").status == 404


# What is taken as a location has the artifacts of a run in a folder of the run's own, whatever it looks like.
@attacks(("2023-30172", "{0}"), ("2024-1483", "file://{0}"), ("2024-1483", "file://{0}?a=b"),
         ("2024-1483", "file://{0}/%3f/x"), ("2024-1483", "file://{0}/%23"), ("2024-1483", "file://localhost{0}"),
         ("2024-1483", "{0}?x"), ("2024-1483", "{0}/a;"), ("2024-1483", "file://{0}/%252e%252e"))
def test_artifacts_stay_in_the_folder_of_their_run(victim, tmp_path, form):
    root = tmp_path / "root"
    (tmp_path / "secret").write_text(SECRET)
    root.mkdir()
    location = form.format(root)
    made = victim.post("experiments/create", {"name": f"{location}", "artifact_location": location})
    assert made.status == 200
    run = victim.new_run(made.json["experiment_id"])
    upload = f"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={run}"
    assert victim.ask("POST", f"{upload}&path=x.txt", b"x").status == 200
    [written] = [path for path in tmp_path.rglob("x.txt")]
    assert run in written.parts
    for path in ("../secret", "../../../secret", "%2e%2e/%2e%2e/%2e%2e/secret", "..%5c..%5csecret"):
        assert victim.ask("POST", f"{upload}&path={path}", b"x").status == 400
        assert victim.ask("GET", f"/get-artifact?run_uuid={run}&path={path}").status == 400
        assert victim.ask("GET", f"/api/2.0/mlflow/artifacts/list?run_id={run}&path={path}").status == 400
    assert (tmp_path / "secret").read_text() == SECRET


# Paths of the artifact proxy that climb out of its folder.
@attacks(("2023-6831", "DELETE", "..%5c..%5csecret"), ("2023-6831", "DELETE", "%2E%2E%2Fsecret"),
         ("2024-1560", "DELETE", "%252E%252E%252Fsecret"), ("2024-1560", "DELETE", "%25252E%25252E/secret"),
         ("2023-6015", "PUT", "../planted"), ("2023-6018", "PUT", "%2e%2e/planted"),
         ("2023-6976", "PUT", "a/..%2f../planted"),
         ("2023-6753", "PUT", "C:%5cplanted"), ("2023-6753", "GET", "%5c..%5csecret"),
         ("2023-6753", "GET", "c:/../secret"),
         ("2026-2033", "PUT", "%252e%252e%252fplanted"), ("2026-2033", "GET", "%2fetc%2fpasswd"),
         ("2026-2033", "PUT", "..%00/planted"), ("2026-2033", "GET", "file:%2f%2f%2fetc/passwd"),
         ("2023-1177", "GET", "%252E%252E%252F%252E%252E%252Fetc%252fpasswd"))
def test_no_path_of_the_proxy_climbs_out(victim, method, path):
    for api in ("/api/2.0", "/ajax-api/2.0"):
        answer = victim.ask(method, f"{api}/mlflow-artifacts/artifacts/{path}", b"planted" if method == "PUT" else None)
        assert answer.status == 400 and answer.json["error_code"] == "INVALID_PARAMETER_VALUE"


# Uploads in parts, whose paths were not looked at.
@advisories("2026-2651", "2026-2033")
def test_uploads_in_parts_look_at_their_paths(victim):
    for what in ("create", "complete", "abort"):
        body = {"path": "../planted", "num_parts": 1, "upload_id": "x", "parts": []}
        for path in ("..%2fplanted", "%252e%252e/planted", "../planted"):
            answer = victim.ask("POST", f"/api/2.0/mlflow-artifacts/mpu/{what}/{path}", body)
            assert answer.status == 400 and answer.json["error_code"] == "INVALID_PARAMETER_VALUE"


# A link among the artifacts that leads out of them.
@advisories("2026-2033", "2025-15031")
def test_no_link_leads_out(victim):
    links = {"out": victim.server.folder, "file": victim.secret, "loop": Path("loop"), "up": Path("..")}
    for name, target in links.items():
        (victim.artifacts / name).symlink_to(target)
    try:
        for path in ("out/secret", "file", "loop", "up/secret"):
            assert victim.ask("GET", f"{PROXY}/{path}").status == 400
        for path in ("out/planted", "file", "up/planted"):
            assert victim.ask("PUT", f"{PROXY}/{path}", b"planted").status == 400
        for path in ("out/secret", "up/secret"):
            assert victim.ask("DELETE", f"{PROXY}/{path}").status == 400
        assert victim.ask("GET", f"{PROXY}?path=out").json.get("files", []) == []
        listed = {entry["path"] for entry in victim.ask("GET", PROXY).json["files"]}
        assert listed.isdisjoint(links)
    finally:
        for name in links:
            (victim.artifacts / name).unlink()


# What a page shows of what somebody sent.
@advisories("2023-6568")
def test_no_header_comes_back_as_a_page(victim):
    script = "<script>alert(1)</script>"
    for path in ("/api/2.0/mlflow/experiments/create", "/graphql"):
        answer = victim.ask("POST", path, b"{}", Content_Type=f"text/html {script}")
        assert answer.status == 400
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for answer in (victim.ask("GET", f"/{script}"), victim.ask("GET", "/", Host=f"evil.example{script}")):
        assert answer.headers["Content-Type"].split(";")[0] in ("application/json", "text/plain")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# Pages among the artifacts: as recipes' cards, tables of data sets, images and models' descriptions.
@attacks(("2024-27132", "card.html", b"<script>alert(1)</script>"),
         ("2024-27133", "table.json", b'{"columns": ["<script>"]}'),
         ("2024-27133", "picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
         ("2026-33865", "MLmodel", b"signature: !!js/function 'alert(1)'"))
def test_no_artifact_is_shown_as_a_page_of_the_server(victim, name, content):
    upload = f"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={victim.run}&path={name}"
    assert victim.ask("POST", upload, content).status == 200
    place = victim.post("runs/search", {"experiment_ids": ["0"]}).json["runs"][0]["info"]["artifact_uri"]
    proxied = urlsplit(place).path
    for path in (f"/get-artifact?run_uuid={victim.run}&path={name}", f"{PROXY}{proxied}/{name}"):
        answer = victim.ask("GET", path)
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# A foreign page that reaches the server by a name of its own, or from another origin.
@advisories("2023-43472", "2025-14279", "2025-1473")
def test_foreign_pages_change_nothing(victim):
    create = {"name": "planted by a page"}
    for simple in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert victim.ask("POST", "/api/2.0/mlflow/experiments/create", create, Content_Type=simple).status == 400
    for headers in ({"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example"}, {"Host": "evil.example:5000"},
                    {"Origin": "http://evil.example"}, {"Origin": "null"}):
        for path in ("/api/2.0/mlflow/experiments/create", "/ajax-api/2.0/mlflow/experiments/create"):
            assert victim.ask("POST", path, create, **headers).status == 403
        assert victim.ask("PUT", f"{PROXY}/planted", b"x", **headers).status == 403
        assert victim.ask("DELETE", f"{PROXY}/0", **headers).status == 403
    named = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=planted%20by%20a%20page"
    assert victim.ask("GET", named).status == 404
    assert victim.ask("GET", f"{PROXY}/planted").status == 404


# Requests that the server makes for somebody.
@advisories("2023-6974", "2025-52967", "2026-2393")
def test_the_server_calls_nobody(victim):
    with socket.create_server(("127.0.0.1", 0)) as inner:
        url = f"http://127.0.0.1:{inner.getsockname()[1]}"
        assert victim.post("experiments/create", {"name": "inner", "artifact_location": f"{url}/a"}).status == 400
        gateway = {"gateway_path": f"{url}/x", "request_type": "GET"}
        assert victim.ask("POST", "/ajax-api/2.0/mlflow/gateway-proxy", gateway).status == 404
        assert victim.post("webhooks/create", {"name": "x", "url": url, "events": []}).status == 404
        dataset = {"name": "d", "digest": "1", "source_type": "http", "source": json.dumps({"url": url})}
        assert victim.post("runs/log-inputs", {"run_id": victim.run, "datasets": [{"dataset": dataset}]}).status == 200
        inner.setblocking(False)
        with pytest.raises(BlockingIOError):
            inner.accept()


# Questions that cost more than they are worth.
@advisories("2025-0453")
def test_no_question_takes_a_server_up(victim):
    search = 'mlflowSearchRuns(input: {experimentIds: ["0"]}) { runs { info { runId } } }'

    def ask(fields):
        return victim.ask("POST", "/graphql", {"query": f"query {{ {fields} }}"})

    eleven = ask(" ".join(f"r{number}: {search}" for number in range(11))).json
    assert eleven["data"] is None and "at most 10 root fields" in eleven["errors"][0]
    assert ask(" ".join(f"r{number}: {search}" for number in range(1000))).status == 400
    assert ask("a{" * 5000 + "a" + "}" * 5000).status == 400
    assert victim.ask("POST", "/graphql", [{"query": f"query {{ {search} }}"}] * 1000).status == 400
    assert victim.ask("GET", "/health").body == b"OK"


@advisories("2024-6838")
def test_names_have_a_length(victim):
    for body in ({"name": "x" * 10_000}, {"name": "y", "artifact_location": "s3://" + "y" * 10_000},
                 {"name": "z", "tags": [{"key": "k" * 10_000, "value": ""}]}):
        assert victim.post("experiments/create", body).status == 400


# What mltrack does not have: accounts, gateways, webhooks, jobs, traces, a model registry.
@attacks(("2023-6014", "POST", "/api/2.0/mlflow/users/create"), ("2025-1473", "POST", "/signup"),
         ("2025-1474", "POST", "/api/2.0/mlflow/users/create"),
         ("2025-11200", "PATCH", "/api/2.0/mlflow/users/update-password"),
         ("2026-2635", "GET", "/api/2.0/mlflow/users/get?username=admin"),
         ("2026-33866", "GET", "/ajax-api/2.0/mlflow/get-model-artifact"),
         ("2024-4263", "POST", "/api/2.0/mlflow/experiments/permissions/create"),
         ("2024-3099", "POST", "/api/2.0/mlflow/registered-models/create"),
         ("2025-15381", "GET", "/api/3.0/mlflow/traces/tr-1"),
         ("2025-15381", "POST", "/api/3.0/mlflow/traces/tr-1/assessments"),
         ("2025-52967", "POST", "/ajax-api/2.0/mlflow/gateway-proxy"),
         ("2026-2393", "POST", "/api/2.0/mlflow/webhooks/create"),
         ("2026-0545", "POST", "/ajax-api/3.0/jobs/"), ("2026-2652", "GET", "/ajax-api/3.0/jobs/1"),
         ("2026-2652", "POST", "/v1/traces"))
def test_what_is_not_there_answers_404(victim, method, path):
    assert victim.ask(method, path, {"name": "poc%2fmodel", "username": "x", "password": "x"}).status == 404


class Planted:
    """What leaves a file behind when somebody unpickles it."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


# Models, recipes, projects and archives that run code where they are loaded: mltrack loads none.
@advisories("2023-6940", "2024-27134", *(f"2024-{number}" for number in range(37052, 37062)), "2025-10279",
            "2025-14287", "2025-15031", "2025-15036", "2025-15379", "2026-0596", "2026-4137")
def test_artifacts_are_never_run(victim, tmp_path):
    mark = tmp_path / "mark"
    files = {"model/model.pkl": pickle.dumps(Planted(mark)),
             "model/MLmodel": b"flavors: {python_function: {loader_module: os, data: model.pkl}}",
             "model/python_env.yaml": f"dependencies: ['x; touch {mark}']".encode(),
             "model/requirements.txt": f"x; touch {mark}\n".encode(), "model/$(touch mark)": b"x"}
    for path, content in files.items():
        upload = f"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={victim.run}&path={quote(path)}"
        assert victim.ask("POST", upload, content).status == 200
        assert victim.ask("GET", f"/get-artifact?run_uuid={victim.run}&path={quote(path)}").body == content
    described = json.dumps({"run_id": victim.run, "artifact_path": "model", "utc_time_created": "2026-01-01 00:00:00",
                            "flavors": {"python_function": {"loader_module": "os", "data": "model.pkl"}}})
    assert victim.post("runs/log-model", {"run_id": victim.run, "model_json": described}).status == 200
    mltrack(victim.server.url, "artifacts", "download", "-r", victim.run, "-a", "model", "-d", tmp_path / "here")
    assert (tmp_path / "here/model/model.pkl").read_bytes() == files["model/model.pkl"]
    assert not mark.exists()


def mltrack(url, *arguments, **options):
    """What mltrack's command says, by its exit code and its messages."""
    ended = subprocess.run([servers.BUILD / "mltrack", *arguments, "--tracking-uri", url], stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, timeout=60, **options)
    return ended.returncode, ended.stderr


class EvilServer(http.server.BaseHTTPRequestHandler):
    """A server that lists artifacts which are none, and names files as it likes."""

    listed = "../../planted"

    def do_GET(self):
        if "runs/get" in self.path:
            body = {"run": {"info": {"run_id": "r", "artifact_uri": "mlflow-artifacts:/0/r/artifacts"}, "data": {}}}
        elif "/artifacts/list" in self.path or "artifacts?path" in self.path:
            files = [{"path": self.listed, "is_dir": False, "file_size": 7}]
            body = {"root_uri": "mlflow-artifacts:/0/r/artifacts", "files": files}
        else:
            body = {"planted": True}
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Disposition", 'attachment; filename="../../planted"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


# A server that tells a client where to put what it downloads.
@attacks(*((number, listed) for number in ("2024-0520", "2023-6975", "2025-15036")
           for listed in ("../../planted", "/tmp/mltrack-planted", "a/../../planted", "..", "C:\\planted",
                          "a\\..\\..\\planted")))
def test_no_server_tells_a_client_where_to_write(tmp_path, listed):
    evil = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Evil", (EvilServer,), {"listed": listed}))
    threading.Thread(target=evil.serve_forever, daemon=True).start()
    try:
        here = tmp_path / "a/b"
        here.mkdir(parents=True)
        url = f"http://127.0.0.1:{evil.server_port}"
        code, told = mltrack(url, "artifacts", "download", "-r", "r", "-d", here / "in")
        assert code != 0 and told
        assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
        assert not Path("/tmp/mltrack-planted").exists()
    finally:
        evil.shutdown()
        evil.server_close()


def test_the_page_names_what_is_tried():
    """docs/security.md and these tests name the same advisories, and it names tests that are here."""
    page = (Path(__file__).resolve().parents[2] / "docs/security.md").read_text()
    named = {}
    for row in page.splitlines():
        if row.startswith("| CVE-"):
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            for number in re.findall(r"CVE-\d+-\d+", cells[0]):
                named.setdefault(number, []).extend(re.findall(r"`(test_\w+)`", cells[-1]))
    assert set(named) == set(TRIED)
    for number, tests in named.items():
        assert sorted(tests) == sorted(set(TRIED[number])), number
