"""Sends each operation of a session to MLflow's server and to mltrack's, and says where their answers differ."""

import difflib
import itertools
import json
import uuid

from exchange import Connection
from normal import Normaliser, written
from symbols import Symbols


class Side:
    """One server's part in a session."""

    def __init__(self, connection, session):
        self.connection = connection
        self.symbols = Symbols(session)
        self.normaliser = Normaliser(self.symbols)

    def ask(self, operation):
        answer = self.connection.send(operation.resolved(self.symbols))
        self.normaliser.took(answer)
        if operation.makes and answer.status == 200:
            made = what_was_made(answer.json or {})
            if made is not None:
                self.symbols.bind(operation.makes, made)
        return answer


def what_was_made(body):
    """The id of the run, model or experiment in an answer, or its token of the next page."""
    if "run" in body:
        return body["run"]["info"]["run_id"]
    if "model" in body:
        return body["model"]["info"]["model_id"]
    return body.get("experiment_id", body.get("next_page_token"))


class Difference(Exception):
    """An operation that the servers answer differently, and those before it."""

    def __init__(self, operations, theirs, ours):
        self.operations, self.theirs, self.ours = operations, theirs, ours

    def __str__(self):
        lines = [f"  {index}: {operation}" for index, operation in enumerate(self.operations)]
        changes = difflib.unified_diff(pretty(self.theirs), pretty(self.ours), "MLflow", "mltrack", n=3, lineterm="")
        return "\n".join(["the last of these operations is answered differently:", *lines, *itertools.islice(changes, 80)])


def pretty(value):
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=repr).splitlines()


class Pair:
    """Connections to one server of either kind, over which sessions run one after the other."""

    def __init__(self, mlflow_url, mltrack_url):
        self._connections = Connection(mlflow_url), Connection(mltrack_url)

    def session(self, ties=False):
        return Session(*self._connections, ties)


class Session:
    """A sequence of operations on things of its own."""

    def __init__(self, mlflow, mltrack, ties):
        name = f"session-{uuid.uuid4().hex[:12]}"
        self._theirs, self._ours = Side(mlflow, name), Side(mltrack, name)
        self._ties = ties
        self._asked = []

    def ask(self, operation):
        """Both answers, normalised: MLflow's and mltrack's."""
        self._asked.append(operation)
        return tuple(side.normaliser.answer(operation, side.ask(operation), self._ties) for side in (self._theirs, self._ours))

    def compare(self, operation):
        """MLflow's answer, which is mltrack's as well. Raises a `Difference` if it is not."""
        theirs, ours = self.ask(operation)
        if not is_same(operation, theirs, ours) and not is_an_accident(operation, theirs, ours):
            raise Difference(list(self._asked), theirs, ours)
        return theirs


def is_same(operation, theirs, ours):
    """Whether the answers are the same; NaN of get-history-bulk, which MLflow writes without quotes, counts as such."""
    text = written(theirs)
    if operation.path.endswith("/get-history-bulk"):
        text = text.replace('"bare NaN"', '"NaN"')
    return text == written(ours)


def is_an_accident(operation, theirs, ours):
    """Whether MLflow fails where mltrack says what is wrong with the request: a documented difference
    (docs/compatibility.md). It fails with an unhandled exception, or on a column that order_by names twice, or on a page
    token that is JSON but no page token; or its artifact proxy refuses in a form of its own."""
    if ours != {"status": 400, "error": {"error_code": "INVALID_PARAMETER_VALUE"}}:
        return False
    if theirs == {"status": 500, "error": {"error_code": "INTERNAL_ERROR"}}:
        request = operation.body or operation.query or {}
        return len(request.get("order_by", [])) > 1 or bool(request.get("page_token"))
    return theirs in [{"status": 500, "error": "text/html, not JSON"}, {"status": 500, "error": "text/plain, not JSON"},
                      {"status": 400, "error": "a detail, no error_code"}]


def contains(whole, part):
    """Whether all members of `part` are in `whole` and the same there. The elements of lists are compared so as well, and
    lists must have the same length."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and contains(whole[name], each) for name, each in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and len(whole) == len(part) and all(map(contains, whole, part))
    return written(whole) == written(part)
