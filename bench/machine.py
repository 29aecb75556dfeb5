"""What the measurements ran on."""

import datetime
import os
import platform
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import programs


def _first(path, name):
    return next((line.split(":", 1)[1].strip() for line in Path(path).read_text().splitlines()
                 if line.startswith(name)), "unknown")


def _said(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()[0].strip()


def description():
    """Lines of Markdown: machine, versions and date."""
    memory = int(_first("/proc/meminfo", "MemTotal").split()[0]) / 2**20
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    file_system = _said("findmnt", "--noheadings", "--output=FSTYPE", "--target", tempfile.gettempdir())
    version = _said(programs.ROOT / "build" / "release" / "mltrack", "--version")
    commit = _said("git", "-C", programs.ROOT, "rev-parse", "--short", "HEAD")
    return "\n".join([
        f"- Machine: {_first('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores, {memory:.0f} GiB of memory; "
        f"{system}, Linux {platform.release()}; files on {file_system}.",
        f"- Versions: {version} at commit {commit}, built with "
        f"{_said('c++', '--version')} and SQLite {sqlite3.sqlite_version}; "
        f"{', '.join(programs.THEIRS.values())}; {_said('wrk', '--version').split(' Copyright')[0]}.",
        f"- Date: {datetime.date.today().isoformat()}."])


if __name__ == "__main__":
    print(description())
