"""The search language on the runs of an example: each filter and order with the runs that it finds, in their order."""

from rules.steps import EXPERIMENT, Operation, post

REFUSED = "refused"


def beyond(found):
    """What mltrack finds by a filter that MLflow refuses."""
    return {"MLflow": REFUSED, "mltrack": found}


# Five runs; all but the last are active.
RUNS = [
    {"name": "alpha", "user": "ann", "status": "FINISHED", "start": 1000, "end": 2000,
     "metrics": {"acc": 0.5, "loss": 1, "a b": 3, "m/x": 7}, "params": {"lr": "0.1", "opt": "sgd"},
     "tags": {"env": "prod", "a.b": "dot", "q": "it's"}, "datasets": [("ds1", "d1", "train")]},
    {"name": "beta", "user": "bob", "status": "RUNNING", "start": 2000, "end": None, "metrics": {"acc": 0.9, "loss": "NaN"},
     "params": {"lr": "0.01", "opt": "Adam"}, "tags": {"env": "Prod"}, "datasets": [("ds1", "d1", "test"), ("ds2", "d2", "train")]},
    {"name": "Alpha_3", "user": "ann", "status": "FAILED", "start": 3000, "end": 3500, "metrics": {"acc": "Infinity", "loss": -1},
     "params": {"opt": "sg_d%", "empty": ""}, "tags": {"env": "dev"}, "datasets": [("ds3", "d3", None)]},
    {"name": "gamma", "user": "", "status": "KILLED", "start": 2990, "end": 4000, "metrics": {}, "params": {}, "tags": {},
     "datasets": []},
    {"name": "delta", "user": "ann", "status": "FINISHED", "start": 5000, "end": 6000, "metrics": {"acc": 0.7}, "params": {},
     "tags": {"env": "prod"}, "datasets": [], "deleted": True},
]


def operations(with_datasets):
    """What makes the example."""
    yield post("experiments/create", EXPERIMENT, name="«session» one")
    for number, run in enumerate(RUNS, start=1):
        symbol = f"«run {number}»"
        yield post("runs/create", symbol, experiment_id=EXPERIMENT, run_name=run["name"], user_id=run["user"], start_time=run["start"])
        yield post("runs/log-batch", run_id=symbol,
                   metrics=[{"key": key, "value": value, "timestamp": 1} for key, value in run["metrics"].items()],
                   params=[{"key": key, "value": value} for key, value in run["params"].items()],
                   tags=[{"key": key, "value": value} for key, value in run["tags"].items()])
        if with_datasets and run["datasets"]:
            yield post("runs/log-inputs", run_id=symbol, datasets=[dataset_input(*each) for each in run["datasets"]])
        yield post("runs/update", run_id=symbol, status=run["status"], **({"end_time": run["end"]} if run["end"] else {}))
        if run.get("deleted"):
            yield post("runs/delete", run_id=symbol)


def dataset_input(name, digest, context):
    tags = [{"key": "mlflow.data.context", "value": context}] if context else []
    return {"dataset": {"name": name, "digest": digest, "source_type": "local", "source": "x"}, "tags": tags}


def search(**members) -> Operation:
    return post("runs/search", experiment_ids=[EXPERIMENT], **members)


# Filters and the numbers of the runs found.
FILTERS = [
    ("", "3 4 2 1"),
    # Metrics.
    ("metrics.acc > 0.5", "3 2"), ("metrics.acc >= 0.5 and metrics.acc < 1", "2 1"), ("metrics.acc != 0.9", "3 1"),
    ("metrics.acc > 1e300", "3"), ("metrics.loss = 0", ""), ("metrics.loss != 1", "3 2"), ("metrics.loss < 5", "3 1"),
    ('metrics."a b" = 3', "1"), ("metrics.`m/x` = 7", "1"), ("metrics.'a b' = 3", "1"), ("metrics.m/x = 7", REFUSED),
    ("metrics.acc > '0.5'", REFUSED), ("metrics.acc == 0.9", REFUSED), ("metrics.acc <> 0.9", REFUSED), ("metrics.acc IS NULL", beyond("4")),
    ("metrics.acc IN (1)", beyond("")), ("metrics.acc BETWEEN 0 AND 1", beyond("2 1")), ("metrics.acc LIKE '1'", REFUSED),
    ("Metrics.acc > 0", REFUSED), ("acc > 0.5", REFUSED), ("metric.acc=.5", "1"), ("metrics.acc = 5e-1", "1"), ("metrics.loss = -1.", "3"),
    ("metrics.loss > -1.5E0", "3 1"), ("metrics.loss >= 0", "1"), ("metrics.loss <= 0", "3"), ("metrics.acc = 1e400", ""),
    ("metrics.acc > +0.5", REFUSED), ("metrics.acc > 0x1", REFUSED), ("metrics.acc > nan", REFUSED), ("metrics.acc > inf", REFUSED),
    ("metrics.acc > - 1", REFUSED), ("`metrics`.acc > 0.8", "3 2"), ("metrics.acc", REFUSED), ("metrics.acc >", REFUSED),
    ("metrics .acc > 0", REFUSED), ("metrics.ACC > 0", ""), ("metrics.none != 1", ""),
    # Params.
    ('params.opt = "sgd"', "1"), ("params.opt != 'sgd'", "3 2"), ("params.opt LIKE 'sg%'", "3 1"), ("params.opt like 'SG%'", ""),
    ("params.opt ILIKE 'a_am'", "2"), (r"params.opt LIKE 'sg\_d\%'", ""), ("params.opt IN ('sgd')", beyond("1")), ("params.opt IS NULL", "4"),
    ("params.opt is not null", "3 2 1"), ("params.empty = ''", "3"), ("params.empty LIKE ''", "3"), ("params.lr = 0.1", beyond("1")),
    ("params.lr = '0.10'", ""), ("params.opt > 'a'", REFUSED), ("params.opt NOT LIKE 'a'", REFUSED), ("params.opt RLIKE 'a'", REFUSED),
    ("params.opt ~ 'a'", REFUSED), ("param.opt = 'sgd'", "1"), ("parameter.opt = 'sgd'", "1"), ("parameters.opt = 'sgd'", "1"),
    ("Params.opt = 'sgd'", REFUSED), ("params.opt = sgd", REFUSED), ("params.opt = `sgd`", REFUSED), ("params.opt = 'sgd", REFUSED),
    ("params.opt = 'SGD'", ""), ("params.opt ILIKE 'SGD'", "1"), ("params.opt LIKE '%'", "3 2 1"), ("params.opt LIKE '_____'", "3"),
    ("params.opt LIKE 'sg_'", "1"), ("params.opt LIKE '%d'", "1"), ("params.opt LIKE '%d%'", "3 2 1"), ("params.opt LIKE'sgd'", "1"),
    ("params.opt NOT NULL", REFUSED), ("'params'.opt = 'sgd'", REFUSED), ('"params".opt = "sgd"', REFUSED),
    # Tags.
    ("tags.a.b = 'dot'", "1"), ("tag.env ILIKE 'prod'", "2 1"), ('tags.q = "it\'s"', "1"), ("tags.q = 'it''s'", ""),
    (r"tags.q = 'it\'s'", ""), ("tags.`a.b` = 'dot'", "1"), ("tags.env IS NOT NULL AND tags.q IS NULL", "3 2"),
    ("tags.mlflow.runName = 'alpha'", "1"), ("tags.`mlflow.runName` LIKE '%lpha%'", "3 1"), ("tags.env = 1", beyond("")),
    # Attributes.
    ("status = 'FINISHED'", "1"), ("status = 'finished'", ""), ("status IN ('FAILED')", beyond("3")), ("run.status != 'FINISHED'", "3 4 2"),
    ("status LIKE 'F%'", "3 1"), ("status ILIKE 'f%'", "3 1"), ("status > 'A'", REFUSED), ("status IS NULL", beyond("")),
    ("end_time > 0", "3 4 1"), ("end_time != 2000", "3 4"), ("end_time = 0", ""), ("start_time > 1000.5", "3 4 2"),
    ("start_time > '1000'", REFUSED), ("created >= 2000", "3 4 2"), ("attributes.Created = 1000", "1"), ("start_time = 1e3", "1"),
    ("attributes.`Run name` = 'alpha'", "1"), ("run_name = 'alpha'", "1"), ("`run name` = 'alpha'", "1"), ('"Run Name" = "alpha"', "1"),
    ("'Run Name' = 'alpha'", REFUSED), ("run_name LIKE 'alpha%'", "1"), ("run_name ILIKE 'alpha%'", "3 1"),
    ("run_name IN ('alpha')", beyond("1")), ("user_id = ''", "4"), ("user_id != 'ann'", "4 2"), ("user_id LIKE '%n%'", "3 1"),
    ("run_id IN ('«run 1»','«run 2»')", "2 1"), ("run_id not in ('«run 1»')", "3 4 2"), ("run_id IN ('«run 1»',)", "1"),
    ("run_id IN ()", REFUSED), ("run_id IN '«run 1»'", REFUSED), ("run_id IN (1)", REFUSED),
    ("run_id = '«run 3»'", "3"), ("run_id != '«run 3»'", "4 2 1"), ("run_id LIKE '«run 3»'", "3"), ("run_id IN ('«run 5»')", ""),
    ("attr.run_id = '«run 1»'", "1"), ("attribute.status = 'KILLED'", "4"), ("Attributes.status = 'KILLED'", REFUSED),
    ("artifact_uri LIKE 'mlflow-artifacts:%'", "3 4 2 1"), ("artifact_uri LIKE '%«run 2»/artifacts'", "2"),
    ("experiment_id = '1'", REFUSED), ("lifecycle_stage = 'active'", REFUSED), ("run_uuid = 'x'", REFUSED), ("duration > 1", REFUSED),
    ("Status = 'FINISHED'", REFUSED), ("order = 'x'", REFUSED),
    # What joins clauses, and what does not.
    ("metrics.acc > 0 AND params.opt = 'sgd' and status = 'FINISHED'", "1"), ("metrics.acc > 0\nAND\tparams.opt = 'sgd'", "1"),
    ("metrics.acc > 0 OR status='FAILED'", beyond("3 2 1")), ("(metrics.acc > 0)", beyond("3 2 1")), ("metrics.acc > 0;", REFUSED),
    ("0.5 < metrics.acc", REFUSED), ("NOT metrics.acc > 0", beyond("4")), ("metrics.acc > 0, metrics.acc > 1", REFUSED),
    ("min(metrics.acc) > 0.5 AND mean(metrics.acc) < 1", beyond("2")), ("children = 0 AND parent.status IS NULL", beyond("3 4 2 1")),
    ("metrics.acc > 0 -- all", REFUSED), (" ", REFUSED), ("\n", REFUSED), (" metrics.acc > 0.5 ", "3 2"),
]

DATASET_FILTERS = [
    ("dataset.name = 'ds1'", "2 1"), ("dataset.name = 'ds1' AND dataset.context = 'train'", "2 1"),
    ("dataset.name NOT IN ('ds1')", "3 2"), ("datasets.digest = 'd2'", "2"), ("dataset.name LIKE 'ds%'", "3 2 1"),
    ("dataset.name ILIKE 'DS1'", "2 1"), ("dataset.name IN ('ds1', 'ds3')", "3 2 1"), ("dataset.context = 'test'", "2"),
    ("dataset.context != 'train'", "2"), ("dataset.context IN ('train')", "2 1"), ("dataset.name != 'ds1'", "3 2"),
    ("dataset.name IS NULL", REFUSED), ("dataset.size = 'x'", REFUSED), ("dataset.name = 1", REFUSED), ("Dataset.name = 'ds1'", REFUSED),
]

# Orders and the runs in them.
ORDERS = [
    ([], "3 4 2 1"), (["metrics.loss"], "3 1 2 4"), (["metrics.loss DESC"], "1 3 2 4"), (["metrics.loss ASC"], "3 1 2 4"),
    (["metrics.loss desc"], "1 3 2 4"), (["metrics.acc DESC"], "3 2 1 4"), (["params.opt"], "2 3 1 4"), (["params.opt DESC"], "1 3 2 4"),
    (["end_time"], "1 3 4 2"), (["end_time DESC"], "4 3 1 2"), (["run_name"], "3 1 2 4"), (["user_id DESC", "run_name"], "2 3 1 4"),
    (["metrics.none"], "3 4 2 1"), (["start_time"], "1 2 4 3"), (["created DESC"], "3 4 2 1"), (["status"], "3 1 4 2"),
    (["tags.env"], "2 3 1 4"), (["tag.env DESC"], "1 3 2 4"), (["metrics.`a b`"], "1 3 4 2"), (["`Run Name`"], REFUSED),
    (["attributes.run_name DESC"], "4 2 1 3"), (["tags.none", "metrics.acc"], "1 2 3 4"),
    ([""], REFUSED), ([" run_name"], REFUSED), (["run_name "], REFUSED), (["run_name, user_id"], REFUSED), (["run_name UP"], REFUSED),
    (["run_name ASC DESC"], REFUSED), (["Run name"], REFUSED), (["dataset.name"], REFUSED), (["nothing"], REFUSED), (["Metrics.acc"], REFUSED),
    (["experiment_id"], REFUSED), (["'run_name'"], REFUSED),
]

# Other members of the search, and what is found.
SEARCHES = [
    ({"run_view_type": "DELETED_ONLY"}, "5"), ({"run_view_type": "ALL"}, "5 3 4 2 1"), ({"run_view_type": "ACTIVE_ONLY"}, "3 4 2 1"),
    ({"run_view_type": "ALL", "filter": "metrics.acc < 0.8"}, "5 1"), ({"max_results": 2, "filter": "user_id = 'ann'"}, "3 1"),
    ({"max_results": 0}, REFUSED), ({"max_results": 50001}, REFUSED), ({"page_token": "x"}, REFUSED), ({"experiment_ids": []}, ""),
    ({"experiment_ids": ["987654321"]}, ""), ({"experiment_ids": ["x"]}, REFUSED), ({"filter": "metrics.m/x = 7", "max_results": 0}, REFUSED),
]
