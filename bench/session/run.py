#!/usr/bin/env python3
"""How fast whole small trainings are logged: a run is created, gets 20 metrics, 10 params and 5 tags, and is ended;
with a request for each of them, as a loop of log_metric sends it, and with a request for each kind."""

import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import load
import programs
import settings
import table

CONNECTIONS = 8
# What is sent, whether in batches, the requests of a session, and how much faster than FastTrackML it should be.
KINDS = [("one by one", 0, 37, 15), ("in batches", 1, 5, 15)]
METRICS = 20


def one_round(server, batches, length, seconds):
    experiment = server.connect().call("experiments/create", {"name": f"sessions {server.made}"})["experiment_id"]
    server.made += 1
    outcome = load.run(server.url, "session", CONNECTIONS, seconds, threads=CONNECTIONS, BATCHES=batches,
                       EXPERIMENT=experiment)
    check(server, experiment, outcome, length)
    return outcome


def check(server, experiment, outcome, length):
    """That the runs that were answered are there, and a sample of them whole."""
    found = server.connect().call("runs/search", {"experiment_ids": [experiment], "max_results": 100,
                                                  "filter": "attributes.status = 'FINISHED'"}).get("runs", [])
    sessions = outcome.answered // length
    if outcome.failed == 0 and len(found) < min(100, sessions - CONNECTIONS):
        sys.exit(f"{server.kind}: {len(found)} runs of {sessions} have ended")
    for run in found if outcome.failed == 0 else []:
        data = run["data"]
        tags = [tag for tag in data["tags"] if not tag["key"].startswith("mlflow.")]
        if (len(data["metrics"]), len(data["params"]), len(tags)) != (METRICS, 10, 5):
            sys.exit(f"{server.kind}: a run was answered and is not there whole: {run}")


def measure(kinds, rounds, seconds):
    """By the kind of session and of server, the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        servers = [programs.Server(kind, folder) for kind in kinds]
        measured = {(each, kind): [] for each in KINDS for kind in kinds}
        started = []
        try:
            for server in servers:
                started.append(server.__enter__())
                server.made = 0
            for _ in range(rounds):
                for each in KINDS:
                    for server in servers:
                        measured[each, server.kind].append(one_round(server, each[1], each[2], seconds))
        finally:
            for server in started:
                server.stop()
    return measured


def main():
    wanted = settings.read(__doc__, {"rounds": 1, "seconds": 2}, rounds=5, seconds=3, mlflow_seconds=5)
    settings.say("sessions")
    measured = measure([programs.MLTRACK, "FastTrackML"], wanted.rounds, wanted.seconds)
    settings.say("MLflow")
    measured |= measure(["MLflow"], 1, wanted.mlflow_seconds)
    rows = []
    for each in KINDS:
        what, _, length, goal = each
        rates = {kind: [outcome.rate / length for outcome in measured[each, kind]]
                 for kind in [programs.MLTRACK, *programs.THEIRS]}
        median = {kind: statistics.median(values) for kind, values in rates.items()}
        ratio = median[programs.MLTRACK] / median["FastTrackML"]
        failed = " / ".join(str(sum(outcome.failed for outcome in measured[each, kind])) for kind in rates)
        rows.append([f"{what}, {length} requests", table.number(median[programs.MLTRACK]),
                     table.spread(rates[programs.MLTRACK]), table.number(median["FastTrackML"]),
                     table.number(median["MLflow"]), f"{ratio:.1f}×", f"≥ {goal}×", table.verdict(goal, ratio),
                     failed])
    table.show(f"Small trainings a second over {CONNECTIONS} connections (bench/session/run.py; median of "
               f"{wanted.rounds} rounds of {wanted.seconds} s, of MLflow one)",
               ["", "mltrack", "rounds", *programs.THEIRS.values(), "to FastTrackML", "goal", "kept", "failed"], rows)


if __name__ == "__main__":
    main()
