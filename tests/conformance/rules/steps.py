"""What the tables are written with."""

from dataclasses import dataclass

from comparison import contains
from exchange import Operation, get, post

EXPERIMENT = "«experiment 1»"
RUN = "«run 1»"
OTHER_RUN = "«run 2»"
UNKNOWN_RUN = "0" * 32
UNKNOWN_EXPERIMENT = "987654321"

STATUS = {"INVALID_PARAMETER_VALUE": 400, "BAD_REQUEST": 400, "RESOURCE_ALREADY_EXISTS": 400, "RESOURCE_DOES_NOT_EXIST": 404,
          "INTERNAL_ERROR": 500, "INVALID_STATE": 500, "NOT_IMPLEMENTED": 501,
          "ENDPOINT_NOT_FOUND": 404}
MISSING = "RESOURCE_DOES_NOT_EXIST"
ANY = "anything"


@dataclass(frozen=True)
class Step:
    """A request and its answer: an error's code, or None and what the body holds, ANY if that is not said here. Whether the
    rest of the body is MLflow's is compared in any case."""

    operation: Operation
    code: str
    holds: object

    @property
    def status(self):
        return STATUS[self.code] if self.code else 200

    def fits(self, answer):
        """Whether a normalised answer is what the table says."""
        if self.code:
            return answer == {"status": self.status, "error": {"error_code": self.code}}
        if answer["status"] != 200:
            return False
        return self.holds is ANY or (contains(answer["body"], self.holds) if self.holds else answer["body"] == {})


def ok(operation, holds=ANY):
    return Step(operation, None, holds)


def refused(operation, code="INVALID_PARAMETER_VALUE"):
    return Step(operation, code, ANY)


def raw(endpoint, text, content_type="application/json"):
    """A request with a body as it stands here."""
    return Operation("POST", f"/api/2.0/mlflow/{endpoint}", content=text,
                     headers={"Content-Type": content_type} if content_type else {})


def changed(defaults, changes):
    """The defaults with some members changed, or left out where the change is None."""
    return {name: value for name, value in (defaults | changes).items() if value is not None}


def log_metric(**changes):
    return post("runs/log-metric", **changed({"run_id": RUN, "key": "m", "value": 1, "timestamp": 1}, changes))


def log_param(**changes):
    return post("runs/log-parameter", **changed({"run_id": RUN, "key": "p", "value": "v"}, changes))


def set_tag(**changes):
    return post("runs/set-tag", **changed({"run_id": RUN, "key": "t", "value": "v"}, changes))


def set_experiment_tag(**changes):
    return post("experiments/set-experiment-tag", **changed({"experiment_id": EXPERIMENT, "key": "t", "value": "v"}, changes))


def log_batch(**changes):
    return post("runs/log-batch", **changed({"run_id": RUN}, changes))


def create_run(makes="«run 2»", **changes):
    return post("runs/create", makes, **changed({"experiment_id": EXPERIMENT, "run_name": "two", "start_time": 2}, changes))


def create_experiment(makes="«experiment 2»", **changes):
    return post("experiments/create", makes, **changed({"name": "«session» two"}, changes))


def get_run(run=RUN):
    return get("runs/get", run_id=run)


def get_experiment(experiment=EXPERIMENT):
    return get("experiments/get", experiment_id=experiment)


def history(key="m", **changes):
    return get("metrics/get-history", **changed({"run_id": RUN, "metric_key": key}, changes))


def experiment_verb(verb, experiment=EXPERIMENT, **members):
    return post(f"experiments/{verb}", experiment_id=experiment, **members)


def run_verb(verb, run=RUN, **members):
    return post(f"runs/{verb}", run_id=run, **members)


def latest(value, timestamp, step, key="m"):
    """What an answer with the run holds: the latest value of its only metric."""
    return {"run": {"data": {"metrics": [{"key": key, "value": value, "timestamp": timestamp, "step": step}]}}}
