"""Makes random sequences of operations. A sequence depends on its seed alone, never on answers, so that parts of it can be
left out and the rest still means the same."""

import random

import values
from exchange import get, post
from filters import Filters


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


def create_experiment(world):
    number = world.new_experiment()
    body = {"name": f"«session» {world.one_of(values.EXPERIMENT_NAMES)}{world.pick('', number, number, number)}"}
    if world.chance(0.03):
        body["name"] = ""
    if world.chance(0.3):
        body["tags"] = [world.tag() for _ in range(world.random.randint(0, 2))]
    if world.chance(0.2):
        body["artifact_location"] = world.pick("", "s3://bucket/path", "s3://bucket/a;b", "file:///tmp/«session»", "gs://b/#x",
                                               "s3://b/p?x=..", "runs:/x", "http://elsewhere/x", "mlflow-artifacts:/sub")
    return post("experiments/create", makes=f"«experiment {number}»", **world.without_a_member(body))


def get_experiment(world):
    if world.chance(0.3):
        name = f"«session» {world.one_of(values.EXPERIMENT_NAMES)}"
        return get("experiments/get-by-name", experiment_name=world.pick(name, name, "", "nothing"))
    return get("experiments/get", experiment_id=world.experiment())


def change_experiment(world):
    verb = world.pick("delete", "restore", "restore", "restore", "update", "set-experiment-tag", "set-experiment-tag", "delete-experiment-tag")
    body = {"experiment_id": world.experiment()}
    if verb == "update":
        body["new_name"] = f"«session» {world.one_of(values.EXPERIMENT_NAMES)}"
    elif verb == "set-experiment-tag":
        body |= world.tag()
    elif verb == "delete-experiment-tag":
        body["key"] = world.one_of(values.TAG_KEYS)
    return post(f"experiments/{verb}", **world.without_a_member(body))


def search_experiments(world):
    query = {"filter": world.filters.experiment_filter(), "max_results": 1000}
    if world.chance(0.1):
        query["filter"] = world.filters.bad_experiment_filter()
    if world.chance(0.6):
        query["order_by"] = world.filters.bad_experiment_order() if world.chance(0.08) else world.filters.experiment_order()
    if world.chance(0.7):
        query["view_type"] = world.one_of(values.VIEWS)
    return paged(world, query, [1, 2, 3, 50000], [0, 50001, -1],
                 lambda makes, query: get("experiments/search", makes, **query) if world.chance(0.3)
                 else post("experiments/search", makes, **query))


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


def create_run(world):
    body = {"experiment_id": world.experiment(), "start_time": world.start_time()}
    if world.chance(0.5):
        body["user_id"] = world.one_of(values.USERS)
    if not world.names_are_generated or world.chance(0.5):
        body["run_name"] = world.one_of(values.RUN_NAMES)
    if world.chance(0.4):
        body["tags"] = world.unique_tags(3)
        if world.chance(0.1):
            body["tags"].append({"key": "mlflow.runName", "value": world.pick("", "tagged", body.get("run_name", "x"))})
        if body["tags"] and world.chance(0.05):
            body["tags"].append(body["tags"][0])
    return post("runs/create", makes=world.new_run(), **body)


def get_run(world):
    return get("runs/get", **world.without_a_member(world.run_member()))


def update_run(world):
    body = world.run_member()
    if world.chance(0.7):
        body["status"] = world.one_of(values.STATUSES)
    if world.chance(0.5):
        body["end_time"] = world.pick(0, 1, 3, 5, 10, 2000, -1, 1700000000000)
    if world.chance(0.2):
        body["run_name"] = world.pick("", *values.RUN_NAMES)
    return post("runs/update", **body)


def move_run(world):
    return post(f"runs/{world.pick('delete', 'restore', 'restore')}", **world.without_a_member({"run_id": world.run()}))


def log_metric(world):
    return post("runs/log-metric", **world.without_a_member(world.run_member() | world.metric()))


def log_param(world):
    body = world.run_member() | world.param()
    return post("runs/log-parameter", **world.without_a_member(body))


def set_tag(world):
    body = world.run_member() | world.tag()
    if world.chance(0.1):
        body |= {"key": "mlflow.runName", "value": world.pick("", *values.RUN_NAMES)}
    return post("runs/set-tag", **world.without_a_member(body))


def delete_tag(world):
    keys = values.TAG_KEYS if world.names_are_generated else [*values.TAG_KEYS, "mlflow.runName"]
    return post("runs/delete-tag", **world.without_a_member({"run_id": world.run(), "key": world.one_of(keys)}))


def log_batch(world):
    """All or nothing with mltrack (a documented difference), but nothing here fails after the params."""
    bad = world.pick(0, 0, 0, 0.06)
    body = {"run_id": world.run()}
    if world.chance(0.8):
        body["metrics"] = [world.metric(bad) for _ in range(world.pick(0, 1, 2, 5, 10, 30))]
    if world.chance(0.4):
        body["params"] = [world.param(bad) for _ in range(world.random.randint(0, 3))]
    if world.chance(0.4):
        body["tags"] = [world.tag(bad) for _ in range(world.random.randint(0, 3))]
    return post("runs/log-batch", **world.without_a_member(body))


def search_runs(world):
    experiments = [f"«experiment {number}»" for number in range(1, world.experiments + 1)]
    query = {"experiment_ids": world.pick(*[experiments, experiments[:1]] * 4, experiments[:2], [], ["987654321", *experiments[:1] * 2])}
    if world.chance(0.8):
        query["filter"] = world.filters.bad_run_filter() if world.chance(0.12) else world.filters.run_filter()
    if world.chance(0.6):
        query["order_by"] = world.filters.bad_run_order() if world.chance(0.08) else world.filters.run_order()
    if world.chance(0.4):
        query["run_view_type"] = world.one_of(values.VIEWS)
    if world.ties:
        return post("runs/search", **query)
    return paged(world, query, [1, 2, 3, 5, 50000], [0, 50001, -1], lambda makes, query: post("runs/search", makes, **query))


def get_history(world):
    query = world.run_member() | {"metric_key": "nothing" if world.chance(0.03) else values.early(world.random, values.METRIC_KEYS)}
    return paged(world, world.without_a_member(query), [1, 2, 3, 7, 100000], [0, -1],
                 lambda makes, query: get("metrics/get-history", makes, **query))


# How often each kind of operation is made, beside the others.
TRACKING = [(create_experiment, 3), (get_experiment, 3), (change_experiment, 6), (search_experiments, 9), (create_run, 9),
            (get_run, 8), (update_run, 6), (move_run, 4), (log_metric, 14), (log_param, 6), (set_tag, 6), (delete_tag, 2),
            (log_batch, 12), (search_runs, 26), (get_history, 8)]


def first_experiment(world):
    number = world.new_experiment()
    return post("experiments/create", makes=f"«experiment {number}»", name=f"«session» first {number}")


def first_run(world):
    return post("runs/create", makes=world.new_run(), experiment_id="«experiment 1»", start_time=world.start_time(),
                run_name=world.one_of(values.RUN_NAMES))


def first_batch(world, run):
    params = {param["key"]: param for param in [world.param(0) for _ in range(4)]}
    return post("runs/log-batch", run_id=run, metrics=[world.metric(0) for _ in range(20)], params=list(params.values()),
                tags=[world.tag(0) for _ in range(3)])


def sequence(world, length, kinds):
    """A sequence that begins with something to work on."""
    start = [first_experiment(world), first_experiment(world)]
    for number in range(1, 7):
        start += [first_run(world), first_batch(world, f"«run {number}»")]
    makers, weights = zip(*kinds)
    return start + [maker(world) for maker in world.random.choices(makers, weights, k=length - len(start))]
