"""Random sequences of operations, on which MLflow's server and mltrack's may not differ in anything but what
docs/compatibility.md lists. Each sequence is made from its seed: `-k 'seed17-'` runs that one again."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import STREAMS
from sequences import sequence
from sequences.shrink import run, shrunk
from sequences.world import World

SEEDS = range(100 if os.environ.get("MLTRACK_LONG_TESTS") else 20)
LENGTH = 300


def compare(pairs, seed):
    """What is to be said of a difference, or None."""
    world = World(seed)
    operations = sequence(world, LENGTH)
    pair = pairs.get()
    try:
        difference = run(pair, operations, world.ties)
        return difference and f"seed {seed}, step {len(difference.operations) - 1}: {shrunk(pair, difference, world.ties)}"
    finally:
        pairs.put(pair)


@pytest.fixture(scope="module")
def differences(pairs, request):
    """What each seed that is asked for comes to; they run beside one another, as many as there are servers."""
    seeds = [item.callspec.params["seed"] for item in request.session.items if item.path == request.path]
    workers = ThreadPoolExecutor(STREAMS)
    yield {seed: workers.submit(compare, pairs, seed) for seed in seeds}
    workers.shutdown(cancel_futures=True)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed{seed}-")
def test_no_difference(differences, seed):
    if difference := differences[seed].result():
        pytest.fail(difference, pytrace=False)
