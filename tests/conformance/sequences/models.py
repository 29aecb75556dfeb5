"""Operations on logged models."""

from exchange import Operation, post
from sequences import values
from sequences.filters import NUMERIC_SIGNS

NAMES = ["model", "Model", "größe", "two words", "x_y"]
BAD_NAMES = ["a/b", "a:b", "a.b", "a%b", 'a"b', "a'b"]
TYPES = ["", "Agent", "agent", "LLM"]
STATUSES = ["LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED", 2, "3"]
KEYS = ["a", "b", "größe", "a b", "k.l"]
UNKNOWN = ["m-" + "0" * 32, "nothing"]


def model(world):
    if world.chance(0.04):
        return world.one_of(UNKNOWN)
    most = max(world.models, 1)
    return f"«model {min(world.random.randint(1, 6), world.random.randint(1, most))}»"


def path(model_id, rest=""):
    return f"/api/2.0/mlflow/logged-models/{model_id}{rest}"


def pairs(world, most, repeats=0.05):
    keys = world.random.sample(KEYS, world.random.randint(0, most))
    if keys and world.chance(repeats):
        keys.append(keys[0])
    return [{"key": key, "value": values.early(world.random, values.TEXTS)} for key in keys]


def create_model(world):
    body = {"experiment_id": world.experiment(), "name": world.one_of(BAD_NAMES) if world.chance(0.05) else world.one_of(NAMES)}
    if world.chance(0.6):
        body["model_type"] = world.one_of(TYPES)
    if world.chance(0.4):
        body["source_run_id"] = world.run()
    if world.chance(0.5):
        body["params"] = pairs(world, 3)
    if world.chance(0.5):
        body["tags"] = pairs(world, 3)
    # A generated name is each server's own, so the name is never left out.
    if world.chance(0.02):
        del body["experiment_id"]
    return post("logged-models", makes=world.new_model(), **body)


def get_model(world):
    query = {"allow_deleted": world.pick("true", "false", "True")} if world.chance(0.3) else None
    return Operation("GET", path(model(world)), query=query)


def finalize_model(world):
    model_id = model(world)
    return Operation("PATCH", path(model_id), body={"model_id": model_id, "status": world.one_of(STATUSES)})


def delete_model(world):
    return Operation("DELETE", path(model(world)))


def set_model_tags(world):
    return Operation("PATCH", path(model(world), "/tags"), body={"tags": pairs(world, 3, repeats=0.2)})


def delete_model_tag(world):
    return Operation("DELETE", path(model(world), f"/tags/{world.pick('a', 'b', 'gr%C3%B6%C3%9Fe', 'nothing')}"))


def log_model_params(world):
    model_id = model(world)
    return Operation("POST", path(model_id, "/params"), body={"model_id": model_id, "params": pairs(world, 2, repeats=0)})


def log_model_metric(world):
    """A metric of a run and of a model. MLflow gives NaN back as 0 there, and a batch with an unknown model leaves its metrics
    in the run (documented differences)."""
    metric = world.metric(0) | {"model_id": model(world)}
    if metric["value"] == "NaN":
        metric["value"] = 0.25
    if world.chance(0.4):
        metric |= {"dataset_name": world.pick("ds1", "ds2"), "dataset_digest": world.pick("d1", "d2")}
    return post("runs/log-metric", **{"run_id": world.run()} | metric)


def model_filter(world):
    clauses = []
    for _ in range(world.pick(1, 1, 2)):
        kind = world.random.random()
        text = world.filters._text
        if kind < 0.3:
            clauses.append(f"metrics.{world.pick('m', 'loss', 'M', '`a b`')} {world.pick(*NUMERIC_SIGNS)} {world.pick('0', '1', '-1', '0.5', '1e3')}")
        elif kind < 0.5:
            clauses.append(f"{world.pick('params', 'tags')}.{world.pick('a', 'b', '`a b`', 'k.l')} {world.pick('=', '!=', 'LIKE', 'ilike')} "
                           f"'{world.pick('sgd', '0.1', '', 's%', 'a_b')}'")
        elif kind < 0.7:
            column = world.pick("name", "attributes.name", "model_type", "source_run_id")
            clauses.append(f"{column} {world.pick('=', '!=', 'LIKE', 'ILIKE')} '{world.pick('model', 'Model', 'm%', 'Agent', '', '«run 1»')}'")
        elif kind < 0.8:
            clauses.append(f"name {world.pick('IN', 'NOT IN', 'in')} ('model', '{world.pick('größe', 'x')}')")
        elif kind < 0.9:
            clauses.append(f"{world.pick('creation_time', 'creation_timestamp', 'last_updated_timestamp')} "
                           f"{world.pick(*NUMERIC_SIGNS)} {world.pick('0', '5000000000000')}")
        else:
            clauses.append(f"status {world.pick('=', '!=')} {world.pick('1', '2', '3')}")
    return " AND ".join(clauses)


def search_models(world):
    query = {"experiment_ids": [f"«experiment {number}»" for number in range(1, world.pick(2, world.experiments + 1))]}
    if world.chance(0.7):
        query["filter"] = model_filter(world)
    if world.chance(0.2):
        query["datasets"] = [{"dataset_name": world.pick("ds1", "ds2"), "dataset_digest": world.pick("d1", "d2")}
                             for _ in range(world.random.randint(1, 2))]
    if world.chance(0.5):
        names = ["name", "creation_time", "creation_timestamp", "model_type", "status", "source_run_id", "metrics.m", "metrics.loss", "nothing", "params.a"]
        query["order_by"] = [{"field_name": world.one_of(names[:8]) if world.chance(0.95) else world.one_of(names)}
                             | ({"ascending": world.chance(0.5)} if world.chance(0.7) else {}) for _ in range(world.random.randint(1, 2))]
        # The ids of runs are each server's own.
        query["order_by"] = [clause for clause in query["order_by"] if clause["field_name"] != "source_run_id"]
    if world.chance(0.5):
        query["max_results"] = world.pick(1, 2, 3, 0, 1000)
    token = world.new_token()
    world.models_search = query | {"page_token": token}
    return post("logged-models/search", token, **query)


def search_models_on(world):
    """The page behind that of the last search: a token goes with its search alone."""
    if world.models_search is None:
        return search_models(world)
    query = dict(world.models_search)
    if world.chance(0.1):
        query["filter"] = "name = 'another'"
    return post("logged-models/search", **query)


KINDS = {create_model: 8, get_model: 6, finalize_model: 4, delete_model: 1, set_model_tags: 4, delete_model_tag: 2, log_model_params: 3,
         log_model_metric: 9, search_models: 12, search_models_on: 3}
