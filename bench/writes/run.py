#!/usr/bin/env python3
"""How fast metrics are logged to SQLite over HTTP, beside FastTrackML and MLflow. FastTrackML's server and mltrack's
are loaded by turns, so that the ratios hold on any machine; MLflow's, which needs much memory, runs alone after
them."""

import statistics
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).parent)]
import load
import loads
import programs
import settings
import table

def one_round(server, script, points, connections, seconds):
    """What wrk saw, once it is sure that what was answered is there."""
    share = 1 if server.kind == programs.MLTRACK else 0.1
    runs = server.connect().create_runs(loads.runs_needed(script, connections, seconds, share))
    outcome = load.run(server.url, script, connections, seconds, runs, **loads.settings_of(points))
    stored = server.points(runs)
    # wrk leaves without the last answers.
    if not outcome.answered * points <= stored <= (outcome.answered + connections + outcome.failed) * points:
        sys.exit(f"{server.kind}: {outcome.answered} requests with {points} points were answered, {stored} points are "
                 "there")
    return outcome


def measure_side_by_side(each, wanted):
    """The rounds of each of the two."""
    measured = {programs.MLTRACK: [], "FastTrackML": []}
    with tempfile.TemporaryDirectory() as folder, programs.Server(programs.MLTRACK, folder) as ours, \
            programs.Server("FastTrackML", folder) as theirs:
        for _ in range(wanted.rounds):
            for server in (ours, theirs):
                measured[server.kind].append(one_round(server, *each, wanted.seconds))
    return measured


def measure_mlflow(wanted):
    with tempfile.TemporaryDirectory() as folder, programs.Server("MLflow", folder) as server:
        return {each: [one_round(server, *each[:3], wanted.mlflow_seconds)] for each in loads.LOADS}


def rows_of(measured):
    for each in loads.LOADS:
        script, points, connections, goal = each
        rates = {kind: [outcome.rate for outcome in rounds] for kind, rounds in measured[each].items()}
        median = {kind: statistics.median(values) for kind, values in rates.items()}
        ratio = median[programs.MLTRACK] / median["FastTrackML"]
        failed = " / ".join(str(sum(outcome.failed for outcome in rounds)) for rounds in measured[each].values())
        cores = max(outcome.cores for outcome in measured[each][programs.MLTRACK])
        yield [loads.name_of(script, points, connections), table.number(median[programs.MLTRACK]),
               table.spread(rates[programs.MLTRACK]), table.number(median[programs.MLTRACK] * points),
               table.number(median["FastTrackML"]), table.number(median["MLflow"]), f"{ratio:.1f}×", f"≥ {goal:g}×",
               table.verdict(goal, ratio), failed, f"{cores:.2f}"]


def main():
    wanted = settings.read(__doc__, {"rounds": 1, "seconds": 2}, rounds=5, seconds=3, mlflow_seconds=5)
    measured = {}
    for each in loads.LOADS:
        settings.say(f"{each[0]} over {each[2]} connections")
        measured[each] = measure_side_by_side(each[:3], wanted)
    settings.say("MLflow")
    for each, rounds in measure_mlflow(wanted).items():
        measured[each]["MLflow"] = rounds
    table.show(f"Requests a second that were answered 2xx (bench/writes/run.py; median of {wanted.rounds} rounds of "
               f"{wanted.seconds} s, of MLflow one; the columns failed and wrk: requests of mltrack / FastTrackML / "
               "MLflow that failed, and the cores that wrk used of one)",
               ["", "mltrack", "rounds", "points/s", *programs.THEIRS.values(), "to FastTrackML", "goal", "kept",
                "failed", "wrk"], list(rows_of(measured)))


if __name__ == "__main__":
    main()
