"""A server that is killed at any moment has kept what it acknowledged, and nothing twice."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from urllib.parse import urlencode

import pytest

ROUNDS = 20
WRITERS = 4
BATCH = 10
API = "/api/2.0/mlflow/"


class Client:
    """A connection to a server; its errors say that the server is gone."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)

    def send(self, method, path, body=None):
        self.connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def ask(self, method, path, body):
        """The answer to a request that must succeed; the body is the query of a GET."""
        query, body = ("?" + urlencode(body), None) if method == "GET" else ("", json.dumps(body))
        status, text = self.send(method, API + path + query, body)
        assert status == 200, text
        return json.loads(text)


class Writer(threading.Thread):
    """Writes one thing after the other until the server is gone: what it tried, and what was acknowledged."""

    def __init__(self, url, experiment, name, first):
        super().__init__(daemon=True)
        self.client, self.experiment, self.name, self.first = Client(url), experiment, name, first
        self.run_id = self.root = self.failure = None
        self.tried, self.acknowledged = set(), set()

    def run(self):
        try:
            self.create(self.name)
            number = 0
            while True:
                for write in (self.metric, self.param, self.tag, self.batch, self.artifact, self.another_run):
                    self.attempt(write, number)
                    self.first.set()
                number += 1
        except (OSError, http.client.HTTPException):
            pass
        except Exception as failure:
            self.failure = failure

    def attempt(self, write, number):
        self.tried.add((write.__name__, number))
        write(number)
        self.acknowledged.add((write.__name__, number))

    def create(self, name):
        run = self.client.ask("POST", "runs/create", {"experiment_id": self.experiment, "run_name": name})["run"]
        if self.run_id is None:
            self.run_id, self.root = run["info"]["run_id"], f"{self.experiment}/{run['info']['run_id']}/artifacts"

    def log(self, path, **body):
        self.client.ask("POST", path, {"run_id": self.run_id, **body})

    def metric(self, number):
        self.log("runs/log-metric", key="metric", value=number, timestamp=1, step=number)

    def param(self, number):
        self.log("runs/log-parameter", key=f"param-{number}", value=str(number))

    def tag(self, number):
        self.log("runs/set-tag", key=f"tag-{number}", value=str(number))

    def batch(self, number):
        metrics = [{"key": "batch", "value": 1, "timestamp": 1, "step": number * BATCH + index}
                   for index in range(BATCH)]
        self.log("runs/log-batch", metrics=metrics, params=[{"key": f"batch-{number}", "value": "x"}])

    def content(self, number):
        return f"{self.name} {number} ".encode() * 1000

    def artifact(self, number):
        path = f"/api/2.0/mlflow-artifacts/artifacts/{self.root}/{number}.txt"
        status, text = self.client.send("PUT", path, self.content(number))
        assert status == 200, text

    def another_run(self, number):
        self.create(f"{self.name}-{number}")


def kept(client, writer, names):
    """What of a writer's is there, and how many times; a batch counts when it is whole, and may not be there in part."""
    def history(key):
        found = client.ask("GET", "metrics/get-history", {"run_id": writer.run_id, "metric_key": key})
        return Counter(metric["step"] for metric in found.get("metrics", []))

    data = client.ask("GET", "runs/get", {"run_id": writer.run_id})["run"]["data"]
    params = Counter(param["key"] for param in data.get("params", []))
    tags = Counter(tag["key"] for tag in data.get("tags", []))
    batch = history("batch")
    found = Counter({("metric", step): count for step, count in history("metric").items()})
    for what, number in writer.tried:
        if what == "param":
            found[what, number] = params[f"param-{number}"]
        elif what == "tag":
            found[what, number] = tags[f"tag-{number}"]
        elif what == "batch":
            counts = {batch[number * BATCH + index] for index in range(BATCH)} | {params[f"batch-{number}"]}
            assert len(counts) == 1, f"a part of batch {number}"
            found[what, number] = counts.pop()
        elif what == "another_run":
            found[what, number] = names[f"{writer.name}-{number}"]
        elif what == "artifact":
            status, content = client.send("GET", f"/api/2.0/mlflow-artifacts/artifacts/{writer.root}/{number}.txt")
            assert status in (200, 404)
            assert status == 404 or content == writer.content(number), f"a part of artifact {number}"
            found[what, number] = status == 200
    return {write for write in found if found[write]}, {write for write in found if found[write] > 1}


def check(url, experiment, writers):
    client = Client(url)
    runs = client.ask("POST", "runs/search", {"experiment_ids": [experiment], "max_results": 50000}).get("runs", [])
    names = Counter(run["info"]["run_name"] for run in runs)
    for writer in writers:
        assert writer.failure is None, repr(writer.failure)
        assert names[writer.name] <= 1
        if writer.run_id is None:
            continue
        there, doubled = kept(client, writer, names)
        assert not doubled
        assert writer.acknowledged <= there, f"lost: {writer.acknowledged - there}"
        assert there <= writer.tried, f"never written: {there - writer.tried}"


@pytest.mark.ours
def test_what_was_acknowledged_outlives_a_kill(start, long):
    moments = random.Random(20260131)
    server = start()
    rounds = []
    for number in range(ROUNDS * (10 if long else 1)):
        experiment = Client(server.url).ask("POST", "experiments/create", {"name": str(number)})["experiment_id"]
        first = threading.Event()
        writers = [Writer(server.url, experiment, f"{number}-{index}", first) for index in range(WRITERS)]
        for writer in writers:
            writer.start()
        assert first.wait(30), "nothing was written"
        time.sleep(moments.uniform(0, 0.4))
        server.kill()
        for writer in writers:
            writer.join(60)
            assert not writer.is_alive()
        server = start(server.folder)
        check(server.url, experiment, writers)
        rounds.append((experiment, writers))
    for experiment, writers in rounds:
        check(server.url, experiment, writers)
    assert sum(len(writer.acknowledged) for _, writers in rounds for writer in writers) > 20 * ROUNDS
