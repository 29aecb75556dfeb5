"""The tables of rules/, on both servers: what they say holds for MLflow's server, and mltrack's answers are the same."""

import pytest
from normal import written
from rules import lifecycle, limits, metrics, wire
from rules.steps import EXPERIMENT, RUN, create_experiment, create_run

TABLES = {"wire": wire, "limits": limits, "lifecycle": lifecycle, "metrics": metrics}
CASES = [pytest.param(steps, id=f"{table}: {name}") for table, module in TABLES.items() for name, steps in module.CASES.items()]


@pytest.mark.parametrize("steps", CASES)
def test_rule(session, steps):
    session.compare(create_experiment(EXPERIMENT, name="«session» one"))
    session.compare(create_run(RUN, run_name="one", start_time=1))
    wrong = []
    for step in steps:
        theirs, ours = session.ask(step.operation)
        if written(theirs) != written(ours) or not step.fits(theirs):
            wrong.append(f"{step.operation}\n    MLflow  {theirs}\n    mltrack {ours}\n    table   {step.status} {step.code or step.holds}")
    assert not wrong, "\n".join(wrong)
