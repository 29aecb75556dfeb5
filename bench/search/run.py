#!/usr/bin/env python3
"""How long searches take in an experiment with very many runs, of 22 metrics, 10 params and 5 tags each."""

import base64
import http.client
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import programs
import settings
import table

METRICS, PARAMS, TAGS = 22, 10, 5

SEARCHES = [
    ("the latest 100", {}),
    ("by a metric", {"order_by": ["metrics.m3 ASC"]}),
    ("by a param", {"order_by": ["params.p3 DESC"]}),
    ("by the end time", {"order_by": ["attributes.end_time DESC"]}),
    ("a metric below a bound, half of the runs", {"filter": "metrics.m3 < 0.5"}),
    ("a metric below a bound, 10 runs", {"filter": "metrics.m3 < 0.0001"}),
    ("a param that 10 runs have", {"filter": "params.rare = 'x'"}),
    ("a value that no param has", {"filter": "params.p3 = 'none'"}),
    ("a tag like a pattern", {"filter": "tags.t1 LIKE '%7'"}),
    ("three conditions, by a metric",
     {"filter": "metrics.m3 < 0.5 AND params.p1 = '3' AND tags.t1 = '7'", "order_by": ["metrics.m4 DESC"]}),
    ("page 500", {"page_token": None}),
]

BEYOND = [
    ("either of two", {"filter": "metrics.m3 < 0.0001 OR params.rare = 'x'"}),
    ("a param as a number", {"filter": "params.p3 < 0.001"}),
    ("the least value of a metric", {"filter": "min(metrics.m3) < 0.0001"}),
    ("the mean of a metric", {"filter": "mean(metrics.m3) < 0.0001"}),
    ("children whose metric is below", {"filter": "children.metrics.m3 < 0.0001"}),
    ("three children at least", {"filter": "children >= 3"}),
    ("parents with a param", {"filter": "parent.params.p1 = '3'"}),
    ("how many", {"count_only": True}),
    ("how many below a bound", {"filter": "metrics.m3 < 0.5", "count_only": True}),
    ("by a metric, its values alone", {"order_by": ["metrics.m3 ASC"], "fields": ["metrics.m3"]}),
]


def fill(database, runs):
    """Runs as they are after training, in an experiment of their own; its id."""
    chance = random.Random(1)
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("INSERT INTO experiments VALUES (1, 'many', 'mlflow-artifacts:/1', 'active', 1, 1, 'default')")
    ids = [f"{chance.getrandbits(128):032x}" for _ in range(runs)]

    def add(name, columns, rows):
        places = ", ".join("?" * len(columns.split(",")))
        connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", rows)

    add("runs", "run_uuid, name, source_type, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, "
        "experiment_id, source_name, entry_point_name, source_version",
        ((run, f"run {number}", "UNKNOWN", "ann", "FINISHED", 1000 * number, 1000 * number + chance.randrange(10**6),
          "active", f"mlflow-artifacts:/1/{run}/artifacts", 1, "", "", "") for number, run in enumerate(ids)))
    values = [[chance.random() for _ in range(METRICS)] for _ in ids]
    add("latest_metrics", '"key", value, timestamp, step, is_nan, run_uuid',
        ((f"m{key}", value, 1, 1, 0, run) for run, of_run in zip(ids, values) for key, value in enumerate(of_run)))
    add("metric_series", 'id, run_uuid, "key", points, tail, first_step, first_timestamp, first_value, first_is_nan, '
        "minimum, maximum, sum, nans, positive_infinities, negative_infinities",
        ((number * METRICS + key + 1, run, f"m{key}", 1, 1, 1, 1, value, 0, value, value, value, 0, 0, 0)
         for number, (run, of_run) in enumerate(zip(ids, values)) for key, value in enumerate(of_run)))
    add("metric_points", "series, step, timestamp, value, is_nan",
        ((number * METRICS + key + 1, 1, 1, value, 0) for number, of_run in enumerate(values)
         for key, value in enumerate(of_run)))
    add("params", '"key", value, run_uuid',
        ((f"p{key}", str(chance.randrange(10) if key == 1 else round(chance.random(), 6)), run)
         for run in ids for key in range(PARAMS)))
    add("params", '"key", value, run_uuid', (("rare", "x", run) for run in chance.sample(ids, 10)))
    add("tags", '"key", value, run_uuid',
        (("mlflow.runName", f"run {number}", run) if key == 0 else (f"t{key}", str(chance.randrange(100)), run)
         for number, run in enumerate(ids) for key in range(TAGS)))
    add("tags", '"key", value, run_uuid', (("mlflow.parentRunId", ids[number // 100], ids[number])
                                           for number in range(runs // 2, runs)))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def took(server, body, rounds):
    """Milliseconds of each of some searches, and how many runs were found."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        connection.request("POST", "/api/2.0/mlflow/runs/search", json.dumps(body), {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        times.append((time.perf_counter() - begun) * 1000)
        if "error_code" in answer:
            sys.exit(f"{body}: {answer['message']}")
    return times, answer.get("total", len(answer.get("runs", [])))


def measure(server, searches, rounds):
    rows = []
    for name, given in searches:
        body = {"experiment_ids": ["1"], "max_results": 100} | given
        if "page_token" in given:
            body["page_token"] = base64.b64encode(json.dumps({"offset": 49_900}).encode()).decode()
        times, found = took(server, body, rounds)
        rows.append([name, f"{found:,}", f"{statistics.median(times):.1f}", table.spread(times)])
        settings.say(f"{name}: {statistics.median(times):.1f} ms")
    return rows


def main():
    wanted = settings.read(__doc__, {"runs": 2_000, "rounds": 3}, runs=100_000, rounds=5)
    with tempfile.TemporaryDirectory() as folder:
        with programs.Server(programs.MLTRACK, folder) as server:
            pass
        settings.say(f"making {wanted.runs:,} runs")
        fill(server.database, wanted.runs)
        with server:
            rows = measure(server, SEARCHES, wanted.rounds)
            beyond = measure(server, BEYOND, wanted.rounds)
    where = f"in an experiment of {wanted.runs:,} runs (bench/search/run.py; median of {wanted.rounds})"
    columns = ["", "found", "ms", "least–greatest"]
    table.show(f"Searches for 100 runs {where}", columns, rows)
    table.show("Searches that MLflow does not have, in the same", columns, beyond)


if __name__ == "__main__":
    main()
