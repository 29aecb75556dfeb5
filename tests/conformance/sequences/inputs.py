"""Operations on what goes into runs and comes out of them: data sets, and models by their ids."""

import json

from exchange import Operation, post
from sequences import values

NAMES = ["ds1", "ds2", "größe", "Ds1", "ds 3%", "a/b", "n" * 500]
DIGESTS = ["d1", "d2", "D1", "d" * 36, "a_b"]
MODELS = ["m-1", "m-2", "m-" + "0" * 32, "model", "größe"]
CONTEXTS = ["train", "test", "Train", "eval 2", ""]


def dataset(world):
    out = {"name": values.early(world.random, NAMES), "digest": values.early(world.random, DIGESTS),
           "source_type": world.pick("local", "s3", "odd type"), "source": world.pick("x", "{}", "é" * 100)}
    if world.chance(0.5):
        out["schema"] = world.pick("{}", "schema", "")
    if world.chance(0.3):
        out["profile"] = world.pick("{}", "profile", "")
    return out


def bad_dataset(world):
    return dataset(world) | world.pick({"name": "n" * 501}, {"digest": "d" * 37}, {"schema": "x" * 1048576}, {"source": "x" * 65536})


def dataset_input(world):
    out = {"dataset": bad_dataset(world) if world.chance(0.03) else dataset(world)}
    tags = []
    if world.chance(0.6):
        tags.append({"key": "mlflow.data.context", "value": world.one_of(CONTEXTS)})
    if world.chance(0.2):
        tags.append({"key": world.pick("a", "b", "größe", "x//y"), "value": world.text()[:500]})
    if world.chance(0.02):
        tags.append(world.pick({"key": "k" * 256, "value": "v"}, {"key": "k", "value": "v" * 501}))
    return out | ({"tags": tags} if tags else {})


def log_inputs(world):
    body = {"run_id": world.run()}
    if world.chance(0.9):
        body["datasets"] = [dataset_input(world) for _ in range(world.random.randint(0, 4))]
    if world.chance(0.3):
        body["models"] = [{"model_id": world.one_of(MODELS)} for _ in range(world.random.randint(0, 3))]
    return post("runs/log-inputs", **world.without_a_member(body))


def log_outputs(world):
    models = [{"model_id": world.pick(*MODELS, f"m-{world.random.randint(3, 40)}"), "step": world.pick(0, 1, -1, 2**40)}
              for _ in range(world.random.randint(0, 2))]
    return post("runs/outputs", **world.without_a_member({"run_id": world.run(), "models": models}))


def log_model(world):
    model = {"artifact_path": world.pick("model", "größe"), "flavors": {"sklearn": {"version": world.pick("1", 2, 0.5)}},
             "utc_time_created": "2026-01-01 00:00:00", "run_id": world.run()}
    if world.chance(0.5):
        model["model_uuid"] = world.pick("u1", "ü")
    if world.chance(0.1):
        del model[world.one_of(sorted(model))]
    text = world.pick("{", "", "x") if world.chance(0.05) else json.dumps(model, ensure_ascii=False)
    return post("runs/log-model", **world.without_a_member({"run_id": world.run(), "model_json": text}))


def search_datasets(world):
    ids = [world.experiment() for _ in range(world.pick(0, 1, 1, 2, 3, 20, 21))]
    return Operation("POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", body={"experiment_ids": ids})


KINDS = {log_inputs: 9, log_outputs: 3, log_model: 2, search_datasets: 4}
