"""The differences on purpose: both servers do what docs/compatibility.md says they do."""

import pytest
from comparison import contains
from rules import documented
from rules.steps import EXPERIMENT, RUN, STATUS, create_experiment, create_run


def fits(answer, expected):
    if isinstance(expected, int):
        return answer["status"] == expected
    if isinstance(expected, dict):
        return answer["status"] == 200 and (contains(answer["body"], expected) if expected else answer["body"] == {})
    if expected.startswith("HTML"):
        return answer == {"status": int(expected.split()[1]), "error": "text/html, not JSON"}
    return answer == {"status": STATUS[expected], "error": {"error_code": expected}}


@pytest.mark.parametrize("steps", documented.ROWS.values(), ids=documented.ROWS)
def test_difference(session, steps):
    session.compare(create_experiment(EXPERIMENT, name="«session» one"))
    session.compare(create_run(RUN, run_name="one", start_time=1))
    for operation, theirs, ours in steps:
        answers = session.ask(operation)
        for server, answer, expected in zip(("MLflow", "mltrack"), answers, (theirs, ours)):
            assert fits(answer, expected), f"{server} should answer {expected} to {str(operation)[:500]}, but: {answer}"
