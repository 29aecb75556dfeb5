"""Tracking servers as processes: mltrack's, and MLflow's own to compare with."""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import environments
import parity
import requests

BUILD = Path(os.environ.get("MLTRACK_BUILD") or Path(__file__).resolve().parents[2] / "build" / "test")


def until(condition, seconds, what):
    """The first true value of `condition`, asked again and again."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)
    return value


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running server over a database and an artifact folder inside of `folder`; a later one goes on with them."""

    def __init__(self, folder, command, url=None, log_name="server.log"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.database = folder / "mltrack.db"
        self.artifacts = folder / "artifacts"
        self.log = folder / log_name
        arguments = ["--backend-store-uri", f"sqlite:///{self.database}", "--artifacts-destination", self.artifacts]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([*command, *arguments], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT, start_new_session=True, cwd=folder)
        try:
            self.url = url or until(self._announced_url, 30, "the server prints its URL")
            until(self._healthy, 120, f"{self.url}/health answers")
        except BaseException:
            self.kill()
            print(self.log.read_text())
            raise

    def _assert_alive(self):
        code = self.process.poll()
        assert code is None, f"the server ended with {code}"

    def _announced_url(self):
        self._assert_alive()
        found = re.search(r"http://127\.0\.0\.1:\d+[^\s\"]*", self.log.read_text())
        return found and found[0]

    def _healthy(self):
        self._assert_alive()
        try:
            return requests.get(self.url + "/health", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def peak_memory(self):
        """The most bytes that the process ever held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def stop(self):
        """Asks the server to end, and gives its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        finally:
            self.kill()

    def end(self):
        """Kills the server when the tests are done with it, and notes which endpoints they called."""
        if calls_file := os.environ.get("MLTRACK_CALLS"):
            parity.note_calls(self.url, Path(calls_file))
        self.kill()

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def mltrack_server(folder, *options):
    return Server(folder, [BUILD / "mltrack", "server", "--port", "0", *options])


def mlflow_server(folder, *options):
    port = str(free_port())
    command = [environments.python("mlflow-3.17.2"), "-m", "mlflow", "server", "--workers", "1", "--port", port, *options]
    return Server(folder, command, url=f"http://127.0.0.1:{port}", log_name="mlflow.log")


def server_of(kind, folder):
    """A server of mltrack's or of MLflow's: `kind` is "mltrack" or "mlflow"."""
    return {"mltrack": mltrack_server, "mlflow": mlflow_server}[kind](folder)


def start_nginx(folder, site):
    """Debian's nginx with this `site` of its http block, whatever it keeps below a folder; its process."""
    temporary = "".join(f"{what}_temp_path {folder / what};\n"
                        for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"user {os.environ.get('USER') or 'root'};\npid {folder / 'pid'};\nerror_log {folder / 'error.log'};\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{site}}}\n")
    return subprocess.Popen(["/usr/sbin/nginx", "-c", folder / "nginx.conf", "-g", "daemon off;"])
