"""Operations on experiments, runs and what is logged in them."""

from exchange import get, post
from sequences import values
from sequences.world import paged


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
KINDS = {create_experiment: 3, get_experiment: 3, change_experiment: 6, search_experiments: 9, create_run: 9, get_run: 8,
         update_run: 6, move_run: 4, log_metric: 14, log_param: 6, set_tag: 6, delete_tag: 2, log_batch: 12, search_runs: 26,
         get_history: 8}


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


def beginning(world):
    """Something to work on."""
    operations = [first_experiment(world), first_experiment(world)]
    for number in range(1, 7):
        operations += [first_run(world), first_batch(world, f"«run {number}»")]
    return operations
