"""Brings the answers of two servers into a form in which they are the same if they mean the same."""

import base64
import itertools
import json

import volatile


class Normaliser:
    """Normalises the answers that one server gives in one session."""

    def __init__(self, symbols):
        self._symbols = symbols
        self._times = []

    def took(self, answer):
        """Notes when an operation ran, so that times the server took during it can be told."""
        self._times.append((answer.before, answer.after))

    def answer(self, operation, answer, ties=False):
        """The answer as plain data to compare. What stands in the order of runs' ids, which is each server's own, is put in
        the order of their symbols; with `ties` this may be runs that start at the same time."""
        body = answer.json
        if answer.status >= 400:
            return {"status": answer.status, "error": self._error(answer, body)}
        if not answer.content:
            return {"status": answer.status, "content": b""}
        if answer.content_type != "application/json":
            return {"status": answer.status, "type": answer.content_type, "content": answer.content}
        body = self._value(body, (None, None), ties)
        if operation.path.endswith("/get-history-bulk"):
            body["metrics"].sort(key=lambda metric: metric["run_id"])
        return {"status": answer.status, "body": body}

    @staticmethod
    def _error(answer, body):
        if not isinstance(body, dict):
            return f"{answer.content_type}, not JSON"
        if set(body) == {"detail"}:
            return "a detail, no error_code"
        if not body.get("message"):
            return "an error without a message"
        return {name: value for name, value in body.items() if name not in volatile.IN_ERRORS}

    def _value(self, value, place, ties):
        parent, member = place
        if isinstance(value, dict):
            return {name: self._member(name, each, value, member, ties) for name, each in value.items()}
        if isinstance(value, list):
            items = [self._value(each, place, ties) for each in value]
            if place in volatile.UNORDERED:
                return sorted(items, key=written)
            return in_order_of_symbols(items) if ties and member == "runs" else items
        if member in volatile.SERVER_TIMES:
            return self._time(value)
        if not isinstance(value, str):
            return value
        if member in volatile.EXPERIMENT_IDS:
            return self._symbols.experiment(value)
        if member == "next_page_token":
            return self._token(value)
        text = volatile.ARTIFACT_ROOT.sub(lambda root: root[1] + self._symbols.experiment(root[2]), value)
        return self._symbols.restored(text)

    def _member(self, name, value, parent, parent_name, ties):
        named = name == "run_name" or (name == "value" and parent.get("key") == "mlflow.runName")
        if named and isinstance(value, str) and volatile.GENERATED_RUN_NAME.fullmatch(value):
            return "a generated name"
        return self._value(value, (parent_name, name), ties)

    def _time(self, value):
        for index, (before, after) in enumerate(self._times):
            if before <= value <= after:
                return f"during operation {index}"
        return "before the session" if self._times and value < self._times[0][0] else value

    def _token(self, token):
        try:
            content = json.loads(base64.b64decode(token, validate=True))
        except ValueError:
            return f"no token: {token}"
        if isinstance(content, dict) and "experiment_ids" in content:
            content["experiment_ids"] = [self._symbols.experiment(each) for each in content["experiment_ids"]]
            content["filter_string"] = content["filter_string"] and self._symbols.restored(content["filter_string"])
        return content


def written(value):
    """A value as text: unlike values, 1 and 1.0 say, have unlike texts."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=repr)


def in_order_of_symbols(runs):
    out = []
    for _, group in itertools.groupby(runs, key=lambda run: run["info"]["start_time"]):
        out += sorted(group, key=lambda run: run["info"]["run_id"])
    return out
