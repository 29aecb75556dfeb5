"""What the operations of a sequence are made from: the seed's random numbers, and the things made so far."""

import random

from sequences import values
from sequences.filters import Filters


class World:
    """What the operations so far have made, or tried to make."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        # Runs that start at the same time stand in the order of their ids, which differs between servers: in most
        # sessions all start at different times. Generated names differ as well.
        self.ties = self.chance(0.2)
        self.names_are_generated = self.chance(0.2)
        self.filters = Filters(self.random, self.names_are_generated)
        self.experiments = self.runs = self.models = self.tokens = 0
        self.models_search = None
        self._start_times = self.random.sample(range(1, 2000), 1999)

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, *choices):
        return self.random.choice(choices)

    def one_of(self, choices):
        return self.random.choice(choices)

    def some_of(self, choices, most):
        return [self.random.choice(choices) for _ in range(self.random.randint(0, most))]

    def new_experiment(self):
        """The number of an experiment to be made."""
        self.experiments += 1
        return self.experiments

    def new_run(self):
        self.runs += 1
        return f"«run {self.runs}»"

    def new_model(self):
        self.models += 1
        return f"«model {self.models}»"

    def new_token(self):
        self.tokens += 1
        return f"«token {self.tokens}»"

    def start_time(self):
        return self.pick(0, 1, 5, 10) if self.ties else self._start_times.pop()

    def experiment(self):
        """An experiment of the session; seldom one that is not there."""
        if self.chance(0.03):
            return self.one_of(values.UNKNOWN_EXPERIMENTS)
        return self._early("experiment", 6, self.experiments)

    def run(self):
        if self.chance(0.03):
            return self.one_of(values.UNKNOWN_RUNS)
        return self._early("run", 14, self.runs)

    def _early(self, kind, most, made):
        """One of the things made so far, mostly one of the first, so that much comes together in them."""
        return f"«{kind} {min(self.random.randint(1, most), self.random.randint(1, most), self.random.randint(1, made))}»"

    def run_member(self):
        """`run_id`, or the name that MLflow's first clients give it."""
        return {self.pick("run_id", "run_id", "run_id", "run_id", "run_uuid"): self.run()}

    def key(self, keys, bad=0.06):
        if self.chance(bad):
            return self.one_of(values.BAD_KEYS)
        return self.one_of(values.ODD_KEYS) if self.chance(0.03) else values.early(self.random, keys)

    def text(self):
        return self.one_of(values.LONG_TEXTS) if self.chance(0.01) else values.early(self.random, values.TEXTS)

    def tag(self, bad=0.06):
        return {"key": self.key(values.TAG_KEYS, bad), "value": self.text()}

    def param(self, bad=0.06):
        return {"key": self.key(values.PARAM_KEYS, bad), "value": self.text()}

    def unique_tags(self, most):
        """Tags as runs/create takes them: MLflow checks neither their keys nor their lengths (a documented difference)."""
        keys = self.random.sample(values.TAG_KEYS, self.random.randint(0, most))
        return [{"key": key, "value": self.one_of(values.TEXTS)} for key in keys]

    def metric(self, bad=0.06):
        metric = {"key": self.key(values.METRIC_KEYS, bad), "value": self.one_of(values.DOUBLES),
                  "timestamp": -1 if self.chance(bad / 6) else self.one_of(values.TIMESTAMPS)}
        if self.chance(0.8):
            metric["step"] = self.one_of(values.STEPS)
        return metric

    def without_a_member(self, members):
        """Seldom a member is missing."""
        if members and self.chance(0.02):
            del members[self.one_of(sorted(members))]
        return members


def paged(world, query, sizes, bad_sizes, search):
    """A search, perhaps for a page: the first one, the one behind an earlier token, or one that is none."""
    if world.chance(0.5):
        query["max_results"] = world.one_of(sizes)
    if world.chance(0.03):
        query["max_results"] = world.one_of(bad_sizes)
    if world.chance(0.25):
        tokens = [f"«token {world.random.randint(1, world.tokens + 1)}»"] * 4
        query["page_token"] = world.pick(*tokens, world.one_of(values.ODD_TOKENS), world.one_of(values.BAD_TOKENS), "")
    return search(world.new_token(), query)
