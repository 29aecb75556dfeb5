"""The loads of writes, which the limits are measured with too."""

import math

# What is sent, how many points that is, the connections, and how much faster than FastTrackML it should be.
LOADS = [("log_metric", 1, 1, 3.5), ("log_metric", 1, 16, 16), ("log_metric", 1, 64, 33),
         ("log_batch", 1000, 1, 16), ("log_batch", 1000, 8, 35)]

STEPS = 2000  # Of log_metric, for each run.
BODIES = 64  # Of log_batch, for each run.

# More than any of the programs does, so that there are runs enough.
MOST_A_SECOND = {"log_metric": 60_000, "log_batch": 1500}


def runs_needed(script, connections, seconds, share=1.0):
    """How many runs are written to; `share` of the most that any program does."""
    each = STEPS if script == "log_metric" else BODIES
    return (math.ceil(share * MOST_A_SECOND[script] * seconds / each / connections) + 1) * connections


def name_of(script, points, connections):
    what = script.replace("_", "-") + (f" of {points}" if points > 1 else "")
    return f"{what}, {connections} connection{'s' * (connections > 1)}"


def settings_of(points):
    """The variables of the scripts."""
    return {"STEPS": STEPS, "BODIES": BODIES, "METRICS": points}
