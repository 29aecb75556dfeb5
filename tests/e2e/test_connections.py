"""How the program reaches servers: over TLS, through proxies, with credentials, and the artifacts behind them; ours and
MLflow's own."""

import http.server
import json
import os
import subprocess
import threading
from pathlib import Path

import pytest
import servers
from mlflow import MlflowClient



def program(*arguments, **variables):
    """Runs the program; its exit code, output and errors."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MLFLOW_TRACKING", "DATABRICKS"))
                   and not name.lower().endswith(("_proxy", "_ca_bundle"))}
    done = subprocess.run([servers.BUILD / "mltrack", *map(str, arguments)], env=environment | variables, timeout=120,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """Signs certificates."""

    def __init__(self, folder):
        self.folder = folder
        self.certificate, self.key = folder / "authority.pem", folder / "authority.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key,
                "-out", self.certificate, "-days", "2", "-subj", "/CN=Test Authority")

    def issue(self, name, hosts=None, begin=None, end=None):
        """A certificate and its key in one file; the dates are as `openssl ca` takes them."""
        file, key, asked = (self.folder / f"{name}.{ending}" for ending in ("pem", "key", "csr"))
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
                asked, "-subj", f"/CN={name}")
        (self.folder / "index").write_text("")
        (self.folder / "ca.cnf").write_text(
            "[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=%s\ndatabase=%s/index\nrand_serial=yes\ndefault_md=sha256\n"
            "policy=any\ndefault_days=2\n[any]\ncommonName=supplied\n[names]\n%s\n"
            % (self.folder, self.folder, f"subjectAltName={hosts}" if hosts else ""))
        dates = ["-startdate", begin, "-enddate", end] if begin else []
        openssl("ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", "-cert", self.certificate, "-keyfile",
                self.key, "-in", asked, "-out", file, *(["-extensions", "names"] if hosts else []), *dates)
        file.write_text(file.read_text() + key.read_text())
        return file


class Site:
    """nginx in front of a server, with TLS; one port for each certificate."""

    def __init__(self, folder, server, certificates, client_authority):
        self.ports = {name: servers.free_port() for name in (*certificates, "client", "locked")}
        secret = subprocess.check_output(["openssl", "passwd", "-apr1", "sesame"], text=True).strip()
        (folder / "passwords").write_text(f"ada:{secret}\n")
        site = ""
        for name, port in self.ports.items():
            file = certificates.get(name) or certificates["right"]
            asks = {"client": f"ssl_client_certificate {client_authority}; ssl_verify_client on;",
                    "locked": f"auth_basic x; auth_basic_user_file {folder / 'passwords'};"}.get(name, "")
            site += (f"server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {file}; ssl_certificate_key {file}; {asks}\n"
                     f"client_max_body_size 0; location / {{ proxy_pass {server.url}; proxy_http_version 1.1;"
                     f' proxy_set_header Connection ""; }} }}\n')
        self.process = servers.start_nginx(folder, site)
        servers.until(self.listens, 30, "nginx listens")

    def listens(self):
        assert self.process.poll() is None
        for port in self.ports.values():
            with servers.socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) != 0:
                    return False
        return True

    def url(self, name, host="127.0.0.1"):
        return f"https://{host}:{self.ports[name]}"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def site(tmp_path_factory, authority):
    folder = tmp_path_factory.mktemp("site")
    os.chmod(folder, 0o755)
    hosts = "DNS:localhost,IP:127.0.0.1"
    certificates = {"right": authority.issue("right", hosts), "other": authority.issue("other", "DNS:runs.example"),
                    "old": authority.issue("old", hosts, "20200101000000Z", "20200201000000Z")}
    server = servers.mltrack_server(folder / "data")
    made = Site(folder, server, certificates, authority.certificate)
    yield made
    made.process.terminate()
    made.process.wait()
    server.kill()


def test_a_trusted_site_serves_the_program(site, authority, tmp_path):
    trusted = {"MLFLOW_TRACKING_SERVER_CERT_PATH": str(authority.certificate)}
    for host in ("127.0.0.1", "localhost"):
        where = {"MLFLOW_TRACKING_URI": site.url("right", host)} | trusted
        code, said, wrong = program("experiments", "create", "-n", f"over TLS at {host}", **where)
        assert code == 0, wrong
    big = tmp_path / "up" / "big.bin"
    big.parent.mkdir()
    big.write_bytes(os.urandom(5 << 20))
    for number in range(20):
        (big.parent / f"{number}.txt").write_text(str(number))
    code, run, wrong = program("runs", "create", "--json", "--experiment-name", "over TLS at localhost", **where)
    assert code == 0, wrong
    run_id = json.loads(run)["run_id"]
    code, _, wrong = program("artifacts", "log-artifacts", "-l", big.parent, "-r", run_id, **where)
    assert code == 0, wrong
    code, said, wrong = program("artifacts", "download", "-r", run_id, "-d", tmp_path / "down", **where)
    assert code == 0, wrong
    assert {file.name: file.read_bytes() for file in (tmp_path / "down").iterdir()} \
        == {file.name: file.read_bytes() for file in big.parent.iterdir()}


@pytest.mark.parametrize("name, host, said", [
    ("right", None, "its certificate 'CN=right' does not do: it was signed by 'CN=Test Authority', which is none of the "
                    "authorities that this machine trusts — set MLFLOW_TRACKING_SERVER_CERT_PATH"),
    ("other", "127.0.0.1", "its certificate 'CN=other' does not do: it is not for '127.0.0.1', but for DNS:runs.example"),
    ("old", "127.0.0.1", "its certificate 'CN=old' does not do: it expired on Feb  1 00:00:00 2020 GMT"),
    ("client", "127.0.0.1", "No required SSL certificate was sent"),
])
def test_a_site_that_cannot_be_trusted_is_named(site, authority, name, host, said):
    trusted = {"MLFLOW_TRACKING_SERVER_CERT_PATH": str(authority.certificate)} if host else {}
    code, _, wrong = program("experiments", "search", "--tracking-uri", site.url(name), **trusted)
    assert code == 1 and said in wrong and "attempt" not in wrong


def test_certificates_are_shown_and_not_looked_at_when_it_is_asked_for(site, authority):
    mine = authority.issue("ada")
    code, _, wrong = program("experiments", "search", "--tracking-uri", site.url("client"),
                             MLFLOW_TRACKING_SERVER_CERT_PATH=str(authority.certificate),
                             MLFLOW_TRACKING_CLIENT_CERT_PATH=str(mine))
    assert code == 0, wrong
    code, _, wrong = program("experiments", "search", "--tracking-uri", site.url("old"),
                             MLFLOW_TRACKING_INSECURE_TLS="true")
    assert code == 0, wrong


def test_credentials_open_a_site(site, authority, tmp_path):
    trusted = {"MLFLOW_TRACKING_SERVER_CERT_PATH": str(authority.certificate), "HOME": str(tmp_path)}
    locked = site.url("locked")

    def ask(uri=locked, **variables):
        return program("experiments", "search", "--tracking-uri", uri, **trusted, **variables)

    code, _, wrong = ask()
    assert code == 1 and "answered 401" in wrong and "MLFLOW_TRACKING_USERNAME" in wrong
    password = {"MLFLOW_TRACKING_USERNAME": "ada", "MLFLOW_TRACKING_PASSWORD": "sesame"}
    assert ask(**password, MLFLOW_TRACKING_TOKEN="wrong")[0] == 0
    assert ask(**password | {"MLFLOW_TRACKING_PASSWORD": "wrong"})[0] == 1
    with_user = locked.replace("https://", "https://ada:sesame@")
    assert ask(with_user, MLFLOW_TRACKING_TOKEN="wrong")[0] == 0
    code, said, wrong = ask(with_user.replace("sesame", "open-sesame"))
    assert code == 1 and "answered 401" in wrong and "open-sesame" not in said + wrong
    (tmp_path / ".mlflow").mkdir()
    (tmp_path / ".mlflow/credentials").write_text("[mlflow]\nmlflow_tracking_username = ada\n"
                                                  "mlflow_tracking_password = sesame\n")
    assert ask()[0] == 0


@pytest.fixture
def alike(monkeypatch, tmp_path):
    """Whether the program and MLflow's client send the same credentials."""
    monkeypatch.setenv("HOME", str(tmp_path))
    seen = []

    class Echo(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append(self.headers.get("Authorization"))
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"experiments": []}')

        def log_message(self, *_):
            pass

    echo = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=echo.serve_forever, daemon=True).start()

    def check(expected, user="", **variables):
        seen.clear()
        uri = f"http://{user}127.0.0.1:{echo.server_port}"
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        MlflowClient(uri).search_experiments()
        for name in variables:
            monkeypatch.delenv(name)
        code, _, wrong = program("experiments", "search", "--tracking-uri", uri, HOME=str(tmp_path), **variables)
        assert code == 0, wrong
        assert set(seen) == {expected}, seen

    yield check
    echo.shutdown()
    echo.server_close()


def test_credentials_are_those_of_the_official_client(alike, tmp_path):
    name = {"MLFLOW_TRACKING_USERNAME": "a", "MLFLOW_TRACKING_PASSWORD": "b"}
    alike(None)
    alike("Bearer t", MLFLOW_TRACKING_TOKEN="t")
    alike("Basic YTpi", **name, MLFLOW_TRACKING_TOKEN="t")
    alike("Bearer t", MLFLOW_TRACKING_USERNAME="a", MLFLOW_TRACKING_TOKEN="t")
    alike("Basic Yzpk", "c:d@", **name)
    alike("Basic YzpkIGU=", "c:d%20e@")
    (tmp_path / ".mlflow").mkdir()
    (tmp_path / ".mlflow/credentials").write_text("[mlflow]\nMLFLOW_TRACKING_USERNAME=f\nmlflow_tracking_password: g\n")
    alike("Basic Zjpn")
    alike("Basic YTpn", MLFLOW_TRACKING_USERNAME="a", MLFLOW_TRACKING_TOKEN="t")
    alike("Basic YTpi", **name)


@pytest.fixture(scope="module")
def official(tmp_path_factory):
    """MLflow's own server."""
    server = servers.mlflow_server(tmp_path_factory.mktemp("official"))
    yield server
    server.kill()


def test_artifacts_by_the_uri_of_the_proxy(official, start, tmp_path):
    for server in (official, start()):
        client = MlflowClient(server.url)
        run = client.create_run(client.create_experiment("by uri"))
        client.log_text(run.info.run_id, "deep", "a/b/deep.txt")
        client.log_text(run.info.run_id, "flat", "flat.txt")
        assert run.info.artifact_uri.startswith("mlflow-artifacts:/")
        where = {"MLFLOW_TRACKING_URI": server.url}
        down = tmp_path / server.folder.name
        code, said, wrong = program("artifacts", "download", "-u", f"{run.info.artifact_uri}/a/b/deep.txt", "-d", down,
                                    **where)
        assert code == 0, wrong
        assert Path(said.strip()).read_text() == "deep"
        code, said, wrong = program("artifacts", "download", "-u", f"{run.info.artifact_uri}/a", "-d", down, **where)
        assert code == 0, wrong
        assert (down / "a/b/deep.txt").read_text() == "deep"
        code, said, wrong = program("artifacts", "list", "-u", run.info.artifact_uri, **where)
        assert code == 0 and "flat.txt" in said, wrong
        code, _, wrong = program("artifacts", "download", "-u", f"{run.info.artifact_uri}/none", "-d", down, **where)
        assert code == 1 and "There is no artifact 'none'" in wrong


def test_a_folder_goes_to_the_official_server_and_back(official, tmp_path):
    client = MlflowClient(official.url)
    run = client.create_run(client.create_experiment("folders")).info.run_id
    up = tmp_path / "up"
    for number in range(30):
        file = up / str(number % 3) / f"{number}.bin"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(os.urandom(1000 * number))
    where = {"MLFLOW_TRACKING_URI": official.url}
    code, _, wrong = program("artifacts", "log-artifacts", "-l", up, "-r", run, **where)
    assert code == 0, wrong
    code, _, wrong = program("artifacts", "download", "-r", run, "-d", tmp_path / "down", **where)
    assert code == 0, wrong
    for file in up.rglob("*.bin"):
        assert (tmp_path / "down" / file.relative_to(up)).read_bytes() == file.read_bytes()
    # Its repository is a folder, which signs no URLs: the proxy takes it.
    code, _, wrong = program("artifacts", "log-artifact", "-l", up / "2/29.bin", "-r", run, **where,
                             MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD="true", MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE="1")
    assert code == 0, wrong
    assert Path(client.download_artifacts(run, "29.bin", str(tmp_path))).read_bytes() == (up / "2/29.bin").read_bytes()


def test_a_folder_of_runs_is_refused():
    for uri in ("./mlruns", "file:///data/mlruns"):
        code, _, wrong = program("experiments", "search", "--tracking-uri", uri)
        assert code == 1 and "means runs in files of a folder, which mltrack does not read or write" in wrong


def test_no_password_is_told(server):
    port = servers.free_port()
    code, said, wrong = program("experiments", "search", "--tracking-uri", f"http://ada:sesame@127.0.0.1:{port}",
                                MLFLOW_HTTP_REQUEST_MAX_RETRIES="1")
    assert code == 1 and f"Cannot reach http://127.0.0.1:{port}" in wrong and "sesame" not in said + wrong
