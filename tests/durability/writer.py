"""Threads that write to runs and note what was acknowledged."""

import random
import threading

from picture import Picture
from wire import GONE, Wire

#: How a server refuses what can be asked again later.
LATER = (429, 503)

KEYS = 7


class Writer(threading.Thread):
    """Writes to a run of its own until the server is gone, it has written `most` times, or `stop` is set. At most one
    write waits for its answer, so the run holds what was acknowledged, and either all or nothing of that one. What is
    refused with a status of `refusals` is absent; another refusal fails.

    `sent` and `answered` are called after a request went out whole and after an answer came in whole."""

    def __init__(self, url, experiment, name, seed, most=None, refusals=LATER, sent=lambda: None,
                 answered=lambda: None):
        super().__init__(daemon=True)
        self.wire, self.experiment = Wire(url), experiment
        self.random = random.Random(seed)
        self.most, self.sent, self.answered, self.stop = most, sent, answered, threading.Event()
        self.refusals, self.refused, self.acknowledged = refusals, [], 0
        self.failure = None  # What went wrong but for a server that is gone.
        self.unknown = None  # The write whose answer never came: (run id, path, body).
        run = self.wire.post("runs/create", {"experiment_id": experiment, "run_name": name})["run"]
        self.run_id = run["info"]["run_id"]
        self.pictures = {self.run_id: Picture(name)}

    def run(self):
        try:
            number = 0
            while not self.stop.is_set() and number != self.most:
                self.write(*self.next_write(number))
                number += 1
        except GONE:
            pass
        except Exception as failure:
            self.failure = failure

    def write(self, path, body):
        self.unknown = (body.get("run_id"), path, body)
        self.wire.send(path, body)
        self.sent()
        status, message = self.wire.receive()
        self.answered()
        if status in self.refusals:
            self.refused.append((status, message))
        elif status == 200:
            self.note(path, body, message)
        else:
            raise AssertionError(f"{path}: {status} {message}")
        self.unknown = None

    def note(self, path, body, message):
        self.acknowledged += 1
        if path == "runs/create":
            self.pictures[message["run"]["info"]["run_id"]] = Picture(body["run_name"], body["tags"])
        else:
            self.pictures[body["run_id"]] = self.pictures[body["run_id"]].after(path, body)

    def next_write(self, number):
        make = self.random.choice([self.metric, self.batch, self.batch, self.tag, self.update, self.another_run])
        return make(number)

    def point(self, number, index):
        return {"key": f"metric/{index % KEYS}", "value": number + index / 1000, "timestamp": 1 + index % 3,
                "step": self.random.randrange(-5, 100000)}

    def metric(self, number):
        return "runs/log-metric", {"run_id": self.run_id, **self.point(number, self.random.randrange(KEYS))}

    def batch(self, number):
        entries = [{"key": f"{number}-{index}", "value": str(index)} for index in range(self.random.randrange(1, 20))]
        tags = [*entries, {"key": "last batch", "value": str(number)}]
        metrics = [self.point(number, index) for index in range(self.random.choice([1, 30, 900]))]
        return "runs/log-batch", {"run_id": self.run_id, "metrics": metrics, "params": entries, "tags": tags}

    def tag(self, number):
        return "runs/set-tag", {"run_id": self.run_id, "key": "last tag", "value": str(number)}

    def update(self, number):
        run_id = self.random.choice(list(self.pictures))
        return "runs/update", {"run_id": run_id, "status": self.random.choice(["FINISHED", "FAILED", "KILLED"]),
                               "end_time": number + 1, "run_name": f"{run_id} {number}"}

    def another_run(self, number):
        tags = [{"key": str(index), "value": str(number)} for index in range(5)]
        name = f"{self.run_id} another {number}"
        return "runs/create", {"experiment_id": self.experiment, "run_name": name, "tags": tags}


def new_writers(url, count, name, **options):
    """Writers that will write to runs of a new experiment."""
    experiment = Wire(url).post("experiments/create", {"name": str(name)})["experiment_id"]
    return [Writer(url, experiment, f"{name}-{index}", f"{name}-{index}", **options) for index in range(count)]


def start_writers(url, count, name, **options):
    """Writers that write to runs of a new experiment."""
    writers = new_writers(url, count, name, **options)
    for writer in writers:
        writer.start()
    return writers


def join(writers):
    for writer in writers:
        writer.join(120)
        assert not writer.is_alive()
