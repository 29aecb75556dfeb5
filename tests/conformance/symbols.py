"""Names for what servers make. A request says «run 3» where the id of the third run stands; each server's own id takes
its place when the request is sent, and gives it back in the answer, so that the answers of two servers can be compared."""

import re

SYMBOL = re.compile("«[a-z]+(?: [0-9]+)?»")

# What stands for a thing that was never made, because the request that should make it was refused or left out.
NEVER_MADE = {"run": "0" * 32, "model": "m-" + "0" * 32, "experiment": "987654321", "token": ""}

GENERATED_ID = re.compile("(?:m-)?[0-9a-f]{32}")


class Symbols:
    """What the symbols of one session mean on one server. «session» is the session's own name, a part of all names that
    must be unique on the server."""

    def __init__(self, session):
        self._values = {"«session»": session}
        self._session = session
        self._generated = {}
        self._experiments = {}

    def bind(self, symbol, value):
        self._values[symbol] = value
        if symbol.startswith("«experiment"):
            self._experiments[value] = symbol
        elif not symbol.startswith("«token"):
            self._generated[value] = symbol

    def resolved(self, thing):
        """A request, or a part of it, as this server takes it."""
        if isinstance(thing, str):
            return SYMBOL.sub(self._value, thing)
        if isinstance(thing, dict):
            return {self.resolved(key): self.resolved(value) for key, value in thing.items()}
        if isinstance(thing, (list, tuple)):
            return [self.resolved(each) for each in thing]
        return thing

    def _value(self, match):
        symbol = match[0]
        return self._values.get(symbol, NEVER_MADE.get(symbol.strip("«»").split()[0], symbol))

    def restored(self, text):
        """A text of an answer with symbols for the ids of runs and models and for the session."""
        text = GENERATED_ID.sub(lambda match: self._generated.get(match[0], match[0]), text)
        return text.replace(self._session, "«session»")

    def experiment(self, identifier):
        """The symbol of an experiment, behind what a request wrote before its digits (runs/create gives ids back as they were
        sent); the id itself for one that the session did not make."""
        digits = identifier.lstrip(" +0")
        if digits not in self._experiments:
            return identifier
        return identifier[:len(identifier) - len(digits)] + self._experiments[digits]
