"""Large artifacts pass through the server without being held in its memory."""

import hashlib
import http.client
import random

import pytest
import requests
from servers import until

MIB = 1024 * 1024


@pytest.fixture
def size(long):
    return (2048 if long else 200) * MIB


def pieces(size, seed=7):
    """`size` bytes that no file system stores as nothing, in pieces of one MiB."""
    block = random.Random(seed).randbytes(MIB)
    for number in range(size // MIB):
        yield number.to_bytes(8, "big") + block[8:]


class WithLength:
    """Pieces whose length is known beforehand: requests then sends Content-Length instead of chunks."""

    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __iter__(self):
        return pieces(self.size)


def digest(parts):
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part)
    return sha.hexdigest()


@pytest.mark.ours
@pytest.mark.parametrize("form", ["chunked", "with its length"])
def test_memory_stays_flat(start, size, form, tmp_path):
    server = start()
    url = server.url + "/api/2.0/mlflow-artifacts/artifacts/models/large.bin"
    requests.put(url, data=b"x" * MIB, timeout=60).raise_for_status()
    before = server.peak_memory()

    if form == "chunked":
        stored = requests.put(url, data=pieces(size), timeout=600)
    else:
        with open(tmp_path / "large.bin", "w+b") as file:
            file.writelines(pieces(size))
            file.seek(0)
            stored = requests.put(url, data=file, timeout=600)
    assert stored.status_code == 200, stored.text
    with requests.get(url, stream=True, timeout=600) as response:
        assert response.headers["Content-Length"] == str(size)
        assert digest(response.iter_content(MIB)) == digest(pieces(size))
    assert server.peak_memory() - before < 50 * MIB
    assert (server.artifacts / "models" / "large.bin").stat().st_size == size


@pytest.mark.ours
def test_an_upload_that_breaks_off_leaves_nothing(start):
    server = start()
    path = "/api/2.0/mlflow-artifacts/artifacts/models/broken.bin"
    whole = b"the version before"
    requests.put(server.url + path, data=whole, timeout=60).raise_for_status()

    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    connection.putrequest("PUT", path)
    connection.putheader("Content-Length", str(8 * MIB))
    connection.endheaders()
    for piece in pieces(3 * MIB):
        connection.send(piece)
    folder = server.artifacts / "models"
    until(lambda: sum(file.stat().st_size for file in folder.iterdir()) > MIB, 30, "a part is written")
    connection.close()

    until(lambda: [file.name for file in folder.iterdir()] == ["broken.bin"], 30, "the part is removed")
    assert requests.get(server.url + path, timeout=60).content == whole


@pytest.mark.ours
def test_a_part_of_an_artifact(server):
    url = server.url + "/api/2.0/mlflow-artifacts/artifacts/ranges/digits.txt"
    requests.put(url, data=b"0123456789", timeout=60).raise_for_status()
    for asked, status, content in [("bytes=2-4", 206, b"234"), ("bytes=7-", 206, b"789"), ("bytes=-1", 206, b"9"),
                                   ("bytes=10-", 416, None)]:
        found = requests.get(url, headers={"Range": asked}, timeout=60)
        assert found.status_code == status, asked
        assert content is None or found.content == content
