"""What a run should hold after some writes, and what it does hold, over the API and in the file."""

import copy
import sqlite3
from collections import Counter


class Picture:
    """All that the tests write to a run. Two pictures are equal when nothing is missing, doubled or other."""

    def __init__(self, name, tags=()):
        self.name, self.status, self.end_time = name, "RUNNING", None
        self.tags = {tag["key"]: tag["value"] for tag in tags}
        self.params = {}
        self.points = Counter()  # (key, step, timestamp, value)

    def __eq__(self, other):
        return vars(self) == vars(other)

    def differences(self, other):
        """What `other` has otherwise, for people to read."""
        return {what: (mine, theirs) if what != "points" else {"missing": mine - theirs, "too many": theirs - mine}
                for what, mine in vars(self).items() if mine != (theirs := getattr(other, what))}

    def latest(self):
        """The latest value of each metric: that of the greatest step, then time, then value."""
        found = {}
        for key, *place in sorted(self.points):
            found[key] = tuple(place)
        return found

    def after(self, path, body):
        """The picture after a write that succeeded."""
        then = copy.copy(self)
        then.tags, then.params, then.points = dict(self.tags), dict(self.params), Counter(self.points)
        if path == "runs/log-metric":
            then._log([body], [], [])
        elif path == "runs/log-batch":
            then._log(body["metrics"], body["params"], body["tags"])
        elif path == "runs/set-tag":
            then._log([], [], [body])
        elif path == "runs/update":
            then.name, then.status, then.end_time = body["run_name"], body["status"], body["end_time"]
        else:
            raise ValueError(path)
        return then

    def _log(self, metrics, params, tags):
        for metric in metrics:
            # MLflow keeps a point that is logged again once.
            self.points[metric["key"], metric["step"], metric["timestamp"], float(metric["value"])] = 1
        self.params.update((param["key"], param["value"]) for param in params)
        self.tags.update((tag["key"], tag["value"]) for tag in tags)


def _own(tags):
    """Without the tags that the server makes."""
    return {key: value for key, value in tags if not key.startswith("mlflow.")}


def _once(pairs):
    """Keys and values, of which no key is there twice."""
    found = dict(pairs := list(pairs))
    assert len(found) == len(pairs), f"a key twice: {pairs}"
    return found


def over_api(wire, run_id):
    """The picture of a run that the API gives; the latest values must be those of its histories."""
    run = wire.get("runs/get", run_id=run_id)["run"]
    info, data = run["info"], run["data"]
    found = Picture(info["run_name"])
    found.status, found.end_time = info["status"], info.get("end_time")
    found.tags = _own(_once((tag["key"], tag["value"]) for tag in data.get("tags", [])).items())
    found.params = _once((param["key"], param["value"]) for param in data.get("params", []))
    latest = _once((metric["key"], (metric["step"], metric["timestamp"], metric["value"]))
                   for metric in data.get("metrics", []))
    for key in latest:
        history = wire.get("metrics/get-history", run_id=run_id, metric_key=key)["metrics"]
        found.points.update((key, point["step"], point["timestamp"], point["value"]) for point in history)
    assert latest == found.latest()
    return found


class File:
    """A database file, opened beside whatever serves it."""

    def __init__(self, path):
        self.database = sqlite3.connect(path)

    def check_integrity(self):
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        assert self.rows("PRAGMA foreign_key_check") == []

    def rows(self, sql, *values):
        return self.database.execute(sql, values).fetchall()

    def picture(self, run_id):
        """The picture of a run that the tables give."""
        [(name, status, end_time)] = self.rows("SELECT name, status, end_time FROM runs WHERE run_uuid = ?", run_id)
        found = Picture(name)
        found.status, found.end_time = status, end_time
        found.tags = _own(_once(self.rows("SELECT key, value FROM tags WHERE run_uuid = ?", run_id)).items())
        found.params = _once(self.rows("SELECT key, value FROM params WHERE run_uuid = ?", run_id))
        found.points = Counter(self.rows("SELECT key, step, timestamp, value FROM metrics WHERE run_uuid = ?", run_id))
        return found

    def close(self):
        self.database.close()
