"""The programs that are measured: mltrack's and, beside it, FastTrackML's, each with SQLite in a folder of its own."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mltrack"
FASTTRACKML = "0.6.0"


def built(program):
    """A program of this repository's, optimised, built when it is not up to date."""
    build = ROOT / "build" / "release"
    if not (build / "build.ninja").exists():
        subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True, stdout=sys.stderr)
    subprocess.run(["ninja", "-C", build, program], check=True, stdout=sys.stderr)
    return build / program


def mltrack():
    return built("mltrack")


def fasttrackml():
    """FastTrackML's program from PyPI, in a Python environment outside of the repository."""
    folder = CACHE / f"fasttrackml-{FASTTRACKML}"
    program = folder / "bin" / "fml"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", f"fasttrackml=={FASTTRACKML}"], check=True)
    return program


class Server:
    """A program that serves on a free port until the end of the `with` block."""

    def __init__(self, kind, program, folder):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        database = Path(folder) / f"{kind}.db"
        self.command = {
            "mltrack": [program, "server", "--port", str(self.port), "--backend-store-uri", f"sqlite:///{database}",
                        "--artifacts-destination", Path(folder) / "artifacts"],
            "FastTrackML": [program, "server", "--listen-address", f"127.0.0.1:{self.port}",
                            "--database-uri", f"sqlite://{database}", "--log-level", "error",
                            "--default-artifact-root", Path(folder) / "artifacts"],
        }[kind]

    def __enter__(self):
        begun = time.monotonic()
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - begun > 60:
                self.process.kill()
                sys.exit(f"{self.command[0]} does not serve")
            time.sleep(0.001)
        self.start_seconds = time.monotonic() - begun
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def answers(self):
        try:
            return self.call("experiments/search", {"max_results": 1}) is not None
        except OSError:
            return False

    def call(self, endpoint, message):
        """POSTs a message to an endpoint of the REST interface; its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", f"/api/2.0/mlflow/{endpoint}", json.dumps(message),
                           {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            sys.exit(f"{endpoint}: {answer.status} {text.decode(errors='replace')}")
        return json.loads(text)

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            [line] = [line for line in status if line.startswith("VmRSS:")]
        return int(line.split()[1]) * 1024
