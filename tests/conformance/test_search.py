"""The tables of rules/search.py on both servers: the runs that they say are found by MLflow's server and by mltrack's."""

import pytest
from landed import DATASETS
from normal import written
from rules import search

FILTERS = search.FILTERS + (search.DATASET_FILTERS if DATASETS else [])


@pytest.fixture(scope="module")
def example(pairs):
    pair = pairs.get()
    session = pair.session()
    for operation in search.operations(with_datasets=DATASETS):
        session.compare(operation)
    yield session
    pairs.put(pair)


def found_by(answer):
    """The numbers of the runs that are found."""
    if answer["status"] != 200:
        return search.REFUSED
    return " ".join(run["info"]["run_id"].strip("«run »") for run in answer["body"].get("runs", []))


def check(example, expected, **members):
    operation = search.search(**members) if "experiment_ids" not in members else search.post("runs/search", **members)
    theirs, ours = example.ask(operation)
    if isinstance(expected, dict):
        assert found_by(theirs) == expected["MLflow"], f"MLflow answers {theirs} to {operation}"
        assert found_by(ours) == expected["mltrack"], f"mltrack answers {ours} to {operation}"
        return
    assert found_by(theirs) == expected, f"MLflow answers {theirs} to {operation}"
    assert written(theirs) == written(ours), f"mltrack answers {ours} to {operation}"
    assert theirs["status"] == 200 or theirs == {"status": 400, "error": {"error_code": "INVALID_PARAMETER_VALUE"}}


@pytest.mark.parametrize("filter, expected", FILTERS)
def test_filter(example, filter, expected):
    check(example, expected, filter=filter)


@pytest.mark.parametrize("order_by, expected", search.ORDERS)
def test_order(example, order_by, expected):
    check(example, expected, order_by=order_by)


@pytest.mark.parametrize("members, expected", search.SEARCHES)
def test_search(example, members, expected):
    check(example, expected, **members)
