"""Histories of a metric of several runs."""

from exchange import get
from sequences import values

AJAX = "/ajax-api/2.0/mlflow/"


def runs(world, most):
    return [world.run() for _ in range(world.random.randint(0 if world.chance(0.1) else 1, most))]


def key(world):
    return "nothing" if world.chance(0.03) else values.early(world.random, values.METRIC_KEYS)


def get_history_bulk(world):
    """A bound counts over all runs in the order of their ids, which is each server's own: only one run has one."""
    query = {"run_id": runs(world, 4), "metric_key": key(world)}
    if len(query["run_id"]) == 1 and world.chance(0.7):
        query["max_results"] = world.pick(0, 1, 2, 5, 25000, 25001)
    if world.chance(0.03):
        query["run_id"] = [f"no-{number}" for number in range(world.pick(100, 101))]
    return get("metrics/get-history-bulk", prefix=AJAX, **world.without_a_member(query))


def get_history_interval(world):
    query = {"run_ids": runs(world, 4), "metric_key": key(world)}
    if world.chance(0.5):
        query["start_step"], query["end_step"] = world.pick((0, 3), (0, 0), (-2, 2), (-2**63, 2**63 - 1), (1, 2), (2, 1), (5, 9))
    if world.chance(0.05):
        query["start_step"] = 1
    if world.chance(0.6):
        query["max_results"] = world.pick(1, 2, 3, 4, 5, 7, 2500) if world.chance(0.9) else world.pick(0, -1, 2501)
    if world.chance(0.03):
        query["run_ids"] = [f"no-{number}" for number in range(world.pick(100, 101))]
    return get("metrics/get-history-bulk-interval", prefix=world.pick(AJAX, "/api/2.0/mlflow/"), **world.without_a_member(query))


KINDS = {get_history_bulk: 4, get_history_interval: 7}
