"""A disk that is full or cannot be written. The server has a small one of its own, which a mount namespace gives it."""

import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import servers
from kept import check_kept
from picture import File
from wire import GONE, Wire
from writer import Writer, join, new_writers

SMALL = "mount -t tmpfs -o size=12m tmpfs \"$PWD\" && exec \"$0\" \"$@\""
READ_ONLY = "mount --bind \"$PWD\" \"$PWD\" && mount -o remount,bind,ro \"$PWD\" && exec \"$0\" \"$@\""

FULL = 500


def in_namespace(mount, *command):
    """The command with a mount of its own on its folder; the user is root there only."""
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, *command]


class SmallDisk:
    """A server whose folder is a file system of 12 MB."""

    def __init__(self, folder):
        self.server = servers.Server(folder, in_namespace(SMALL, servers.BUILD / "mltrack", "server", "--port", "0"))
        self.folder = Path(f"/proc/{self.server.process.pid}/root{folder}")
        self.url = self.server.url
        self.filler = self.folder / "filler"

    def fill(self, free=0):
        """Leaves this many bytes free."""
        space = os.statvfs(self.folder)
        with open(self.filler, "wb") as filler:
            filler.write(bytes(max(0, space.f_bavail * space.f_frsize - free)))

    def free(self):
        self.filler.unlink()

    def copy_of_database(self):
        """A copy of the file and its log; nobody writes to them meanwhile. SQLite does not find the way to the file
        itself: it resolves links, and the one in /proc leads out of the server's file system only unresolved."""
        copy = Path(tempfile.mkdtemp(dir=self.server.folder))
        for path in self.folder.glob(f"{self.server.database.name}*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, copy)
        return File(copy / self.server.database.name)


@pytest.fixture
def disk(tmp_path):
    made = SmallDisk(tmp_path / "server")
    yield made
    made.server.kill()


def test_the_disk_is_the_servers_own(disk):
    assert os.statvfs(disk.folder).f_blocks * os.statvfs(disk.folder).f_frsize == 12 << 20
    assert (disk.folder / "mltrack.db").exists()
    assert not disk.server.database.exists()


def test_nothing_is_lost_on_a_full_disk(disk):
    # Each round fills up another amount of the file and its log.
    everyone = []
    for number, free in enumerate([0, 4096, 70_000, 600_000]):
        writers = new_writers(disk.url, 3, f"{number}", refusals=(FULL,))
        disk.fill(free)
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            for writer in writers:
                if len(writer.refused) > 3:
                    writer.stop.set()
        join(writers)
        for _, message in [refused for writer in writers for refused in writer.refused]:
            assert message["error_code"] == "INTERNAL_ERROR"
            assert f"'{disk.server.database}' cannot grow: its disk is full" in message["message"]
        everyone += writers

        # What is there can be read meanwhile, and there is a way out without a restart.
        wire = Wire(disk.url)
        assert wire.health() == 200
        check_kept(wire, disk.copy_of_database(), everyone)
        disk.free()
        again = Writer(disk.url, writers[0].experiment, f"{number} again", number, most=5)
        again.start()
        join([again])
        everyone.append(again)
        check_kept(wire, disk.copy_of_database(), everyone)
        assert again.acknowledged == 5


def upload(wire, path, size):
    wire.connection.request("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{path}", bytes(size))
    answer = wire.connection.getresponse()
    return answer.status, answer.read().decode()


def test_an_artifact_that_does_not_fit_is_not_there_in_part(disk):
    try:
        status, message = upload(Wire(disk.url), "0/large.bin", 20 << 20)
    except GONE as gone:
        pytest.fail(f"no answer: {gone!r}")
    assert status == 500, message
    assert "No space left on device" in message
    listing = Wire(disk.url)
    listing.connection.request("GET", "/api/2.0/mlflow-artifacts/artifacts?path=0")
    status, message = listing.receive()
    assert status == 200
    assert not message.get("files")
    left = [path for path in (disk.folder / "artifacts").rglob("*") if path.is_file()]
    assert not left
    status, message = upload(Wire(disk.url), "0/small.bin", 1 << 20)
    assert status == 200, message


def test_files_that_may_not_grow_do_not_end_the_server(start):
    """The limit that ulimit -f and LimitFSIZE= of systemd set."""
    server = start()
    [writer] = new_writers(server.url, 1, "limited", most=300, refusals=(FULL,))
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
    status, message = upload(Wire(server.url), "0/large.bin", 3 << 20)
    assert status == 500
    assert "File too large" in message
    writer.start()
    join([writer])
    assert writer.refused
    for _, message in writer.refused:
        assert f"'{server.database}' cannot be used" in message["message"]
    check_kept(Wire(server.url), File(server.database), [writer])

    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    again = Writer(server.url, writer.experiment, "unlimited", 1, most=5)
    again.start()
    join([again])
    assert again.acknowledged == 5
    check_kept(Wire(server.url), File(server.database), [writer, again])


def test_a_file_that_cannot_be_written_is_refused_at_the_start(start, tmp_path):
    server = start(tmp_path / "server")
    server.stop()
    command = in_namespace(READ_ONLY, servers.BUILD / "mltrack", "server", "--port", "0", "--backend-store-uri",
                           f"sqlite:///{server.database}", "--artifacts-destination", tmp_path / "artifacts")
    refused = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=server.folder)
    assert refused.returncode == 1
    assert f"'{server.database}" in refused.stderr
    assert "check its folder and the rights on both" in refused.stderr
