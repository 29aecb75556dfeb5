"""What docs/deploy.md says: the service file, and a server behind Debian's nginx, under a path of its own, with TLS and
passwords, as packaging/ has it."""

import os
import re
import subprocess
from pathlib import Path

import mlflow
import pytest
import requests
import servers
from mlflow import MlflowClient

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def options_of_the_service():
    """What packaging/mltrack.service gives the server, but for the paths of its data."""
    words = re.search(r"^ExecStart=(.*)$", (PACKAGING / "mltrack.service").read_text(), re.MULTILINE)[1].split()
    assert words[:2] == ["/usr/bin/mltrack", "server"]
    pairs = dict(zip(words[2::2], words[3::2]))
    assert pairs.pop("--backend-store-uri") == "sqlite:////var/lib/mltrack/mltrack.db"
    assert pairs.pop("--artifacts-destination") == "/var/lib/mltrack/artifacts"
    return [word for pair in pairs.items() for word in pair]


class Proxy:
    """nginx with packaging/nginx.conf, its names and paths changed to those of a test."""

    def __init__(self, folder, server):
        self.port = servers.free_port()
        self.certificate = folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out",
                        self.certificate, "-days", "2", "-subj", "/CN=runs.example", "-addext",
                        "subjectAltName=DNS:runs.example,IP:127.0.0.1"], check=True, capture_output=True)
        secret = subprocess.check_output(["openssl", "passwd", "-apr1", "sesame"], text=True).strip()
        (folder / "passwords").write_text(f"ada:{secret}\n")
        site = (PACKAGING / "nginx.conf").read_text()
        for theirs, ours in (("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
                             ("/etc/ssl/certs/runs.example.pem", self.certificate),
                             ("/etc/ssl/private/runs.example.key", folder / "key.pem"),
                             ("auth_basic_user_file /etc/nginx/mltrack.passwords",
                              f"auth_basic_user_file {folder / 'passwords'}"),
                             ("http://127.0.0.1:5000", server.url.replace("/mltrack", ""))):
            assert theirs in site
            site = site.replace(theirs, str(ours))
        self.process = servers.start_nginx(folder, site)
        servers.until(self.answers, 30, "nginx answers")

    def answers(self):
        assert self.process.poll() is None
        try:
            return self.get("/mltrack/health").status_code == 200
        except requests.ConnectionError:
            return False

    def get(self, path, **options):
        return requests.get(f"https://127.0.0.1:{self.port}{path}", verify=False, timeout=10,
                            headers={"Host": "runs.example"} | options.pop("headers", {}), **options)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    os.chmod(folder, 0o755)
    server = servers.mltrack_server(folder / "data", *options_of_the_service())
    proxy = Proxy(folder, server)
    yield proxy
    proxy.process.terminate()
    proxy.process.wait()
    server.kill()


def test_only_those_with_a_password_get_in(site):
    path = "/mltrack/api/2.0/mlflow/experiments/search?max_results=5"
    assert site.get(path).status_code == 401
    assert site.get(path, auth=("ada", "wrong")).status_code == 401
    assert site.get(path, auth=("ada", "sesame")).json()["experiments"][0]["name"] == "Default"
    assert site.get("/mltrack/health").text == "OK"
    assert site.get("/mltrack", auth=("ada", "sesame"), allow_redirects=False).headers["Location"].endswith("/mltrack/")


def test_the_server_knows_the_name_of_the_site_alone(site):
    path = "/mltrack/api/2.0/mlflow/experiments/search?max_results=5"
    assert site.get(path, auth=("ada", "sesame"), headers={"Host": "other.example"}).status_code == 403


def test_the_official_client_works_through_it(site, tmp_path, monkeypatch):
    """Under the name that the certificate has; where it leads is the test's to say."""
    create_connection = servers.socket.create_connection

    def to_this_machine(address, *rest, **options):
        host, port = address
        return create_connection(("127.0.0.1" if host == "runs.example" else host, port), *rest, **options)

    look_up = servers.socket.getaddrinfo
    monkeypatch.setattr(servers.socket, "getaddrinfo", lambda host, *rest, **options: look_up(
        "127.0.0.1" if host == "runs.example" else host, *rest, **options))
    monkeypatch.setattr(servers.socket, "create_connection", to_this_machine)
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "ada")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", "sesame")
    monkeypatch.setenv("MLFLOW_TRACKING_SERVER_CERT_PATH", str(site.certificate))
    monkeypatch.setenv("NO_PROXY", "runs.example,127.0.0.1")
    mlflow.set_tracking_uri(f"https://runs.example:{site.port}/mltrack")
    mlflow.set_experiment("through nginx")
    big = tmp_path / "big.bin"
    big.write_bytes(os.urandom(1 << 20) * 80)
    with mlflow.start_run() as run:
        mlflow.log_metric("loss", 0.25)
        mlflow.log_artifact(str(big))
    client = MlflowClient()
    assert client.get_run(run.info.run_id).data.metrics == {"loss": 0.25}
    place = client.download_artifacts(run.info.run_id, "big.bin", str(tmp_path / ""))
    assert Path(place).read_bytes() == big.read_bytes()
    mlflow.set_tracking_uri(None)


def test_systemd_takes_the_service_file(tmp_path):
    """With the program that was built in place of the installed one, which need not be there."""
    unit = tmp_path / "mltrack.service"
    unit.write_text((PACKAGING / "mltrack.service").read_text().replace("/usr/bin/mltrack", str(servers.BUILD / "mltrack"))
                    .replace("Documentation=man:mltrack(1)\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", "--recursive-errors=no", unit], capture_output=True, text=True)
    assert done.returncode == 0 and "mltrack.service" not in done.stderr, done.stderr


def test_a_socket_of_systemd_is_taken_over(tmp_path):
    """As systemd hands it over: the descriptor 3, announced in the environment of the server's process."""
    with servers.socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        command = ["bash", "-c", 'exec 3<&"$1"; export LISTEN_PID=$$ LISTEN_FDS=1; shift; exec "$@"', "bash",
                   str(listening.fileno()), str(servers.BUILD / "mltrack"), "server", "--port", "1", "--backend-store-uri",
                   f"sqlite:///{tmp_path}/runs.db"]
        process = subprocess.Popen(command, pass_fds=[listening.fileno()], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        assert requests.get(f"http://127.0.0.1:{port}/health").text == "OK"
    finally:
        process.terminate()
        assert process.wait(30) == 0
