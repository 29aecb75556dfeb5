"""Large artifacts pass through the server without being held in its memory."""

import hashlib
import itertools
import random

import pytest
import requests

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
@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "with its length"])
def test_memory_stays_flat(start, size, chunked):
    server = start()
    url = server.url + "/api/2.0/mlflow-artifacts/artifacts/models/large.bin"
    requests.put(url, data=b"x" * MIB, timeout=60).raise_for_status()
    before = server.peak_memory()

    stored = requests.put(url, data=pieces(size) if chunked else WithLength(size), timeout=600)
    assert stored.status_code == 200, stored.text
    with requests.get(url, stream=True, timeout=600) as response:
        assert response.headers["Content-Length"] == str(size)
        assert digest(response.iter_content(MIB)) == digest(pieces(size))
    assert server.peak_memory() - before < 50 * MIB
    assert (server.artifacts / "models" / "large.bin").stat().st_size == size


@pytest.mark.ours
def test_an_upload_that_breaks_off_leaves_nothing(start):
    server = start()
    url = server.url + "/api/2.0/mlflow-artifacts/artifacts/models/broken.bin"
    whole = b"the version before"
    requests.put(url, data=whole, timeout=60).raise_for_status()

    def broken():
        yield from itertools.islice(pieces(8 * MIB), 3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        requests.put(url, data=broken(), headers={"Content-Length": str(8 * MIB)}, timeout=60)
    assert requests.get(url, timeout=60).content == whole
    listed = requests.get(server.url + "/api/2.0/mlflow-artifacts/artifacts", params={"path": "models"}, timeout=60)
    assert [entry["path"] for entry in listed.json()["files"]] == ["broken.bin"]


@pytest.mark.ours
def test_a_part_of_an_artifact(server):
    url = server.url + "/api/2.0/mlflow-artifacts/artifacts/ranges/digits.txt"
    requests.put(url, data=b"0123456789", timeout=60).raise_for_status()
    for asked, status, content in [("bytes=2-4", 206, b"234"), ("bytes=7-", 206, b"789"), ("bytes=-1", 206, b"9"),
                                   ("bytes=10-", 416, None)]:
        found = requests.get(url, headers={"Range": asked}, timeout=60)
        assert found.status_code == status, asked
        assert content is None or found.content == content
