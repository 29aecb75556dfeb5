"""A thousand connections at once, of clients that work, stall, break off, and send without reading."""

import asyncio
import json
import random
import resource
import socket
import sqlite3
import struct
from urllib.parse import urlsplit

import pytest
import requests

pytestmark = pytest.mark.ours

MIB = 1024 * 1024
API = "/api/2.0/mlflow/"
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/"

#: What a server that works refuses nobody with.
ANSWERS = (200, 429)


class Client:
    """A connection that is kept. What is no answer raises."""

    def __init__(self, server):
        self.address = ("127.0.0.1", urlsplit(server.url).port)

    async def __aenter__(self):
        self.reader, self.writer = await asyncio.open_connection(*self.address)
        return self

    async def __aexit__(self, *_):
        self.writer.close()

    def send(self, method, path, body=b"", cut=None):
        """Sends a request, or its first bytes."""
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" \
               f"Content-Length: {len(body)}\r\n\r\n".encode()
        self.writer.write((head + body)[:cut])

    async def receive(self):
        """The status and the body of an answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        status, body = int(head.split()[1]), await self.reader.readexactly(length)
        if status >= 400:
            assert json.loads(body)["error_code"], body
        return status, body

    async def ask(self, method, path, body=b""):
        self.send(method, path, body if isinstance(body, bytes) else json.dumps(body).encode())
        await self.writer.drain()
        status, text = await self.receive()
        assert status in ANSWERS, (path, status, text)
        return status == 200 and text

    def reset(self):
        """Breaks off as a program that is killed may."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def points(first, count):
    return [{"key": "m", "value": step / 2, "timestamp": 1, "step": step} for step in range(first, first + count)]


class Work:
    """A client that does its work on a run of its own, and what was acknowledged to it."""

    def __init__(self, server, number, rounds):
        self.client, self.random, self.rounds = Client(server), random.Random(number), rounds
        self.steps, self.files, self.run, self.artifacts = set(), {}, None, None

    async def __call__(self):
        async with self.client as client:
            made = await client.ask("POST", API + "runs/create", {"experiment_id": "0"})
            if not made:
                return
            info = json.loads(made)["run"]["info"]
            self.run, self.artifacts = info["run_id"], info["artifact_uri"].removeprefix("mlflow-artifacts:/")
            for number in range(self.rounds):
                await self.random.choice([self.metric, self.metric, self.batch, self.search, self.history,
                                          self.artifact])(client, number * 100)

    async def metric(self, client, step):
        if await client.ask("POST", API + "runs/log-metric", {"run_id": self.run, **points(step, 1)[0]}):
            self.steps.add(step)

    async def batch(self, client, step):
        count = self.random.choice([2, 100])
        if await client.ask("POST", API + "runs/log-batch", {"run_id": self.run, "metrics": points(step, count)}):
            self.steps.update(range(step, step + count))

    async def search(self, client, _):
        await client.ask("POST", API + "runs/search", {"experiment_ids": ["0"], "filter": f"metrics.m > {self.rounds}",
                                                       "max_results": 5})

    async def history(self, client, _):
        text = await client.ask("GET", f"{API}metrics/get-history?run_id={self.run}&metric_key=m")
        assert {point["step"] for point in json.loads(text).get("metrics", [])} == self.steps

    async def artifact(self, client, number):
        path, content = f"{self.artifacts}/{number}.bin", self.random.randbytes(20_000)
        if await client.ask("PUT", ARTIFACTS + path, content):
            self.files[path] = content
            assert await client.ask("GET", ARTIFACTS + path) == content


class Stalling:
    """Connects, sends a part of something or nothing, and waits until it is told to go."""

    PARTS = [(None, 0), (None, 30), (b"x" * 100, 200)]

    def __init__(self, server, number, go):
        self.client, self.part, self.go = Client(server), self.PARTS[number % len(self.PARTS)], go

    async def __call__(self):
        body, cut = self.part
        async with self.client as client:
            client.send("PUT" if body else "POST", ARTIFACTS + "stalled" if body else API + "runs/create", body or b"",
                        cut=cut)
            await self.go.wait()


class Breaking:
    """Breaks off in the middle of requests and before answers, again and again."""

    def __init__(self, server, number, go):
        self.server, self.number, self.go = server, number, go

    async def __call__(self):
        for number in range(5):
            async with Client(self.server) as client:
                cut = [20, 130, None][(self.number + number) % 3]
                client.send("POST", API + "runs/search", b'{"experiment_ids": ["0"]}', cut=cut)
                await client.writer.drain()
                client.reset()


class NotReading:
    """Asks for the same again and again, and does not read the answers."""

    def __init__(self, server, path, go):
        self.server, self.path, self.go = server, path, go

    async def __call__(self):
        async with Client(self.server) as client:
            client.reader._transport.pause_reading()
            sending = asyncio.create_task(self.send(client))
            await self.go.wait()
            sending.cancel()
            client.reset()

    async def send(self, client):
        try:
            for _ in range(300):
                client.send("GET", self.path)
                await client.writer.drain()
        except ConnectionError:
            pass


def long_answers(server):
    """Paths whose answers do not fit into what systems hold for those who do not read: a history and a file."""
    run = requests.post(server.url + API + "runs/create", json={"experiment_id": "0"}).json()["run"]["info"]["run_id"]
    for first in range(0, 5000, 1000):
        requests.post(server.url + API + "runs/log-batch",
                      json={"run_id": run, "metrics": points(first, 1000)}).raise_for_status()
    requests.put(server.url + ARTIFACTS + "large.bin", data=bytes(20 * MIB)).raise_for_status()
    return [f"{API}metrics/get-history?run_id={run}&metric_key=m", *[ARTIFACTS + "large.bin"] * 9]


async def everyone(server, rounds):
    """All of them at once; those that worked."""
    go = asyncio.Event()
    long = long_answers(server)
    working = [Work(server, number, rounds) for number in range(600)]
    others = [*(Stalling(server, number, go) for number in range(250)),
              *(Breaking(server, number, go) for number in range(100)), *(NotReading(server, path, go) for path in long * 5)]
    hindering = [asyncio.create_task(each()) for each in others]
    try:
        await asyncio.gather(*(each() for each in working))
    finally:
        go.set()
        await asyncio.gather(*hindering)
    return working


@pytest.fixture
def descriptors():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_connections_of_all_kinds(start, descriptors, long):
    server = start()
    working = asyncio.run(everyone(server, 100 if long else 3))
    assert server.peak_memory() < 400 * MIB
    assert all(work.run for work in working)

    # The same server goes on, and has what it acknowledged; so does the file.
    session = requests.Session()
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for work in working:
            answer = session.get(f"{server.url}{API}metrics/get-history?run_id={work.run}&metric_key=m").json()
            assert {point["step"] for point in answer.get("metrics", [])} == work.steps
            rows = file.execute("SELECT step FROM metrics WHERE run_uuid = ?", (work.run,)).fetchall()
            assert sorted(step for step, in rows) == sorted(work.steps)
            for path, content in work.files.items():
                assert (server.artifacts / path).read_bytes() == content
    file.close()
    assert not (server.artifacts / "stalled").exists()
    assert session.get(server.url + "/health").text == "OK"
    assert server.stop() == 0


class Filling:
    """Sends a long body but for its last byte, which comes when it is told to go."""

    BODY = b'{"experiment_ids": ["0"]' + b" " * (2 * MIB)
    CHUNKED = b"%x\r\n%s\r\n1\r\n" % (len(BODY), BODY)

    def __init__(self, server, number, answered, go):
        self.client, self.is_chunked, self.answered, self.go = Client(server), number % 2, answered, go

    async def __call__(self):
        async with self.client as client:
            answer = asyncio.create_task(client.receive())
            answer.add_done_callback(self.answered)
            framing = "Transfer-Encoding: chunked" if self.is_chunked else f"Content-Length: {len(self.BODY) + 1}"
            client.writer.write(f"POST {API}runs/search HTTP/1.1\r\nHost: localhost\r\n"
                                f"Content-Type: application/json\r\n{framing}\r\n\r\n".encode())
            await self.send(self.CHUNKED if self.is_chunked else self.BODY, answer)
            await self.go.wait()
            if not answer.done():
                client.writer.write(b"}\r\n0\r\n\r\n" if self.is_chunked else b"}")
            status, _ = await answer
            return status

    async def send(self, body, answer):
        for first in range(0, len(body), 64 * 1024):
            if answer.done():
                return
            self.client.writer.write(body[first:first + 64 * 1024])
            await self.client.writer.drain()


def test_a_thousand_long_bodies_have_a_bound(start, descriptors):
    """None of them ends before all are refused that have no room."""
    room, count = 16, 1000
    server = start(None, "--max-body-memory", str(room * 2 * MIB), "--body-timeout", "600")

    async def all_at_once():
        waiting, go = count, asyncio.Event()

        def answered(_):
            nonlocal waiting
            waiting -= 1
            if waiting == room:
                go.set()

        return await asyncio.gather(*(Filling(server, number, answered, go)() for number in range(count)))

    statuses = asyncio.run(all_at_once())
    assert set(statuses) == {200, 429}
    assert 0 < statuses.count(200) <= room
    assert server.peak_memory() < 400 * MIB
    assert requests.post(server.url + API + "runs/search", data=Filling.BODY + b"}",
                         headers={"Content-Type": "application/json"}).status_code == 200
