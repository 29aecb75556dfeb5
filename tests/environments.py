"""What MLflow's clients in Python and Java run with, and what drives the browser, kept outside of the repository
and made when it is needed."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mltrack"


@functools.cache
def python(name):
    """The Python of the environment that holds tests/e2e/requirements-<name>.txt; makes it when it is not there or the
    file has changed."""
    requirements = Path(__file__).parent / "e2e" / f"requirements-{name}.txt"
    folder = CACHE / name
    made_of = folder / requirements.name
    interpreter = folder / "bin" / "python"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made_of.exists() and made_of.read_bytes() == requirements.read_bytes()):
            print(f"making the Python environment {folder}", file=sys.stderr, flush=True)
            if not interpreter.exists():
                subprocess.run(["/usr/bin/python3", "-m", "venv", folder], check=True)
            subprocess.run([interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                            "--requirement", requirements], check=True, stdin=subprocess.DEVNULL)
            made_of.write_bytes(requirements.read_bytes())
    return str(interpreter)


@functools.cache
def node_modules(sources):
    """The folder of the packages that the package-lock.json of a folder names; made when it is not there or the file has
    changed."""
    folder = CACHE / f"node-{sources.name}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{folder.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock_file = (sources / "package-lock.json").read_bytes()
        made_of = folder / "installed-package-lock.json"
        if not (made_of.exists() and made_of.read_bytes() == lock_file):
            print(f"installing the packages of Node.js in {folder}", file=sys.stderr, flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for name in ("package.json", "package-lock.json"):
                shutil.copy(sources / name, folder)
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True,
                           stdin=subprocess.DEVNULL)
            made_of.write_bytes(lock_file)
    return folder / "node_modules"


@functools.cache
def java_client():
    """The folder with the jars that tests/java/pom.xml names; Maven fetches them when they are not there or the file has
    changed."""
    project = Path(__file__).parent / "java" / "pom.xml"
    folder = CACHE / "java-client"
    made_of = folder / project.name
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "java-client.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made_of.exists() and made_of.read_bytes() == project.read_bytes()):
            print(f"fetching MLflow's Java client to {folder}", file=sys.stderr, flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run(["mvn", "--quiet", "--batch-mode", "--file", project, "dependency:copy-dependencies",
                            f"-DoutputDirectory={folder}"], check=True, stdin=subprocess.DEVNULL)
            made_of.write_bytes(project.read_bytes())
    return str(folder)
