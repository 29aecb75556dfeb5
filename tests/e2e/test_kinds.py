"""The whole kind of each fault in tests/cases, not only the situation that was reported: every name, every place that
pages, every way to rename, every route, every kind of write at once."""

import email.message
import json
import random
import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, unquote

import pytest
import requests
from test_wire import API, experiment, http, message_of

PROXY = "/api/2.0/mlflow-artifacts/artifacts/"


@pytest.fixture
def run(http, experiment):
    return new_run(http, experiment)


def new_run(http, experiment, **more):
    return http.post("runs/create", {"experiment_id": experiment, **more})["run"]["info"]["run_id"]


def found(http, experiment, filter="", **more):
    answer = http.post("runs/search", {"experiment_ids": [experiment], "filter": filter, **more})
    return [run["info"]["run_id"] for run in answer.get("runs", [])]


def at_once(count, task):
    """What `task` gave for 0, 1, … when as many threads as the server has to bear begin together."""
    ready = threading.Barrier(8)

    def work(first):
        ready.wait(60)
        return [task(number) for number in range(first, count, 8)]

    with ThreadPoolExecutor(8) as threads:
        return [answer for answers in threads.map(work, range(8)) for answer in answers]


def write(server, endpoint, body):
    return requests.post(f"{server.url}{API}{endpoint}", json=body, timeout=90)


# Case 02: what is there already.


def test_repeats_in_any_order_and_by_any_call_are_one(http, run):
    points = [{"key": f"k{i % 90}", "value": value, "timestamp": i // 180, "step": -i}
              for i in range(250) for value in (i / 7, "NaN", "Infinity", "-Infinity")]
    rng = random.Random(2)
    for _ in range(3):
        rng.shuffle(points)
        http.post("runs/log-batch", {"run_id": run, "metrics": points})
    for point in points[:20]:
        http.post("runs/log-metric", {"run_id": run, **point})
    for key in range(90):
        expected = [p for p in points if p["key"] == f"k{key}"]
        assert len(http.get("metrics/get-history", run_id=run, metric_key=f"k{key}")["metrics"]) == len(expected)


# Case 04: what comes in pages.


def pages_of(ask, size):
    token, seen = None, []
    while True:
        answer = ask(size, {"page_token": token} if token else {})
        rows, token = answer
        seen.append(rows)
        assert len(seen) < 100
        if not token:
            return seen


def runs_of(http, experiment, order_by):
    def ask(size, page):
        answer = http.post("runs/search", {"experiment_ids": [experiment], "order_by": order_by, "max_results": size,
                                           **page})
        return [run["info"]["run_id"] for run in answer.get("runs", [])], answer.get("next_page_token")

    return ask


def experiments_of(http, stem, method):
    def ask(size, page):
        query = {"filter": f"name LIKE '{stem}%'", "max_results": size, **page}
        answer = http.post("experiments/search", query) if method == "POST" else http.get("experiments/search", **query)
        return [e["experiment_id"] for e in answer.get("experiments", [])], answer.get("next_page_token")

    return ask


def models_of(http, experiment, order_by):
    def ask(size, page):
        answer = http.post("logged-models/search", {"experiment_ids": [experiment], "order_by": order_by,
                                                    "max_results": min(size, 50), **page})
        return [model["info"]["model_id"] for model in answer.get("models", [])], answer.get("next_page_token")

    return ask


def history_of(http, run):
    def ask(size, page):
        answer = http.get("metrics/get-history", run_id=run, metric_key="m", max_results=size, **page)
        return [(m["value"], m["timestamp"], m["step"]) for m in answer.get("metrics", [])], answer.get("next_page_token")

    return ask


@pytest.fixture(scope="module")
def paged(http):
    """Places that page, each with eleven rows of which many are equal in what they are sorted by."""
    experiment = http.post("experiments/create", {"name": uuid.uuid4().hex})["experiment_id"]
    stem = uuid.uuid4().hex
    for number in range(11):
        run = new_run(http, experiment, start_time=number // 4)
        http.post("runs/log-batch", {"run_id": run, "params": [{"key": "p", "value": "x"}], "metrics": [
            {"key": "m", "value": "NaN" if number % 3 == 0 else 1, "timestamp": 1}] if number % 4 else []})
        http.post("experiments/create", {"name": stem + str(number)})
        http.post("logged-models", {"experiment_id": experiment, "name": "abc"[number % 3]})
    http.post("runs/log-batch", {"run_id": run, "metrics": [
        {"key": "m", "value": i % 2, "timestamp": i // 5, "step": i // 2} for i in range(10)]})
    places = {f"runs by {order_by}": runs_of(http, experiment, order_by) for order_by in (
        [], ["metrics.m DESC"], ["metrics.m ASC"], ["params.p ASC"], ["tags.none DESC"], ["attributes.start_time ASC"])}
    places["history"] = history_of(http, run)
    places["models"] = models_of(http, experiment, [])
    places["models by name"] = models_of(http, experiment, [{"field_name": "name", "ascending": True}])
    for method in ("GET", "POST"):
        places[f"experiments by {method}"] = experiments_of(http, stem, method)
    return places


@pytest.mark.parametrize("place", ["runs by []", "runs by ['metrics.m DESC']", "runs by ['metrics.m ASC']",
                                   "runs by ['params.p ASC']", "runs by ['tags.none DESC']",
                                   "runs by ['attributes.start_time ASC']", "history", "models", "models by name",
                                   "experiments by GET", "experiments by POST"])
def test_pages_of_any_size_are_the_whole(paged, place):
    whole, token = paged[place](1000, {})
    assert not token and len(whole) == len(set(whole)) >= 10
    for size in (1, 2, 3, len(whole) - 1, len(whole), len(whole) + 1):
        pages = pages_of(paged[place], size)
        assert [row for page in pages for row in page] == whole
        assert [len(page) for page in pages] == [size] * (len(whole) // size) + [len(whole) % size] * (len(whole) % size > 0)


@pytest.mark.parametrize("endpoint", ["runs/search", "experiments/search"])
def test_senseless_tokens_are_refused(http, experiment, endpoint):
    for token in ("no token", "AAAA", "-5", "eyJvZmZzZXQiOiAteH0="):
        response = http.call("POST", API + endpoint, json={"experiment_ids": [experiment], "page_token": token})
        assert 400 <= response.status_code < 500, f"{token}: {response.text}"


# Case 07: charts of steps with gaps.

STEPS = {"every": range(300), "one": [7], "two ends": [-10**9, 10**9], "dense then sparse": [*range(100), 10_000, 20_000, 10**6],
         "primes": [n for n in range(2, 1500) if all(n % d for d in range(2, n) if d * d <= n)],
         "negative": range(-500, 0, 5), "random": sorted(random.Random(7).sample(range(-10**6, 10**6), 400))}


@pytest.mark.parametrize("pattern", STEPS)
def test_charts_of_any_steps(http, experiment, run, pattern):
    steps = list(STEPS[pattern])
    http.post("runs/log-batch", {"run_id": run, "metrics": [
        {"key": "m", "value": i, "timestamp": i, "step": step} for i, step in enumerate(steps)]})
    other = new_run(http, experiment)
    http.post("runs/log-metric", {"run_id": other, "key": "m", "value": 1, "timestamp": 1, "step": steps[0] + 1})

    def ask(**query):
        answer = http.call("GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval",
                           params={"run_ids": [run, other], "metric_key": "m", **query})
        assert answer.status_code == 200, answer.text
        points = answer.json().get("metrics", [])
        return [p["step"] for p in points if p["run_id"] == run], [p["step"] for p in points if p["run_id"] == other]

    for most in (2, 10, 100, 2500):
        seen, seen_of_other = ask(max_results=most)
        assert set(seen) <= set(steps) and {steps[0], steps[-1]} <= set(seen) and seen == sorted(set(seen)), most
        assert seen_of_other == [steps[0] + 1]
        if most >= len(steps) + 1:
            assert seen == steps
    third = len(steps) // 3
    for low, high in [(steps[third], steps[-1 - third]), (steps[0], steps[0]), (steps[-1] + 1, steps[-1] + 9)]:
        inside = [step for step in steps if low <= step <= high]
        assert ask(start_step=low, end_step=high, max_results=2000)[0] == inside, (low, high)


# Cases 13 and 14: names in filters and elsewhere.

NAMES = ["plain", "a b", "a.b.c", "a-b", "a/b/c", "a:b", "1", "1.5", "-1", "_", ".a", "a..", "größe", "日本",
         "attributes.status", "metrics.x", "select", "and", "NULL", "in", "x" * 250, "Ab", "AB", " a", "a  b", "a - b / c.d:e_f"]


@pytest.mark.parametrize("word, value", [("metrics", 0.5), ("params", "v"), ("tags", "v")])
def test_every_name_that_is_stored_is_found(http, experiment, word, value):
    """In backticks and in double quotes, sorted by, and in the query of a history."""
    runs = {}
    for name in NAMES:
        runs[name] = new_run(http, experiment)
        entry = {"key": name, "value": value} | ({"timestamp": 1, "step": 3} if word == "metrics" else {})
        http.post("runs/log-batch", {"run_id": runs[name], word: [entry]})
        data = http.get("runs/get", run_id=runs[name])["run"]["data"]
        assert name in [row["key"] for row in data[word]]
    literal = "0.5" if word == "metrics" else "'v'"
    for name in NAMES:
        for quote_sign in "`\"":
            quoted = f"{word}.{quote_sign}{name}{quote_sign}"
            assert found(http, experiment, f"{quoted} = {literal}") == [runs[name]], quoted
        assert found(http, experiment, order_by=[f"{word}.`{name}` DESC"])[0] == runs[name]
        if word == "metrics":
            point, = http.get("metrics/get-history", run_id=runs[name], metric_key=name)["metrics"]
            assert (point["key"], point["step"]) == (name, 3)


def test_lists_of_ids_with_everything_else(http, experiment):
    runs = [new_run(http, experiment, run_name=f"r{i}", tags=[{"key": "n", "value": str(i)}]) for i in range(6)]

    def some(*numbers):
        return "(" + ",".join(f"'{runs[n]}'" for n in numbers) + ")"

    for text, numbers in [(f"run_id IN {some(1)} AND tags.n = '1'", [1]), (f"run_id IN {some(1)} AND tags.n = '2'", []),
                          (f"tags.n != '0' and attributes.run_id NOT IN {some(1, 2)}", [3, 4, 5]),
                          (f"attr.run_id IN {some(0, 1, 2)} AND attribute.run_id IN {some(2, 3)}", [2]),
                          (f"run_id IN {some(4, 4, 4)} AND run_name LIKE 'r%'", [4])]:
        assert sorted(found(http, experiment, text)) == sorted(runs[n] for n in numbers), text


# Cases 15 and 18: artifacts of odd names, and those that are not there.

ODD_NAMES = ["a b.txt", "größe.bin", "東京 😀.csv", "100%.txt", "50%zz", "a+b=c&d.txt", "a?b.txt", "quote'.txt",
             'double".txt', "semi;colon,comma.txt", "(round) [square] {curly}.txt", "~tilde", ".hidden", "trailing.", "a..b",
             "-dash", "…", "n" * 200 + ".txt", "e\u0301.txt", "new\u0085line", "a@b!$*.txt", "<html>.html", "no\u00a0break"]


@pytest.fixture(scope="module")
def stored(http):
    """A run with an artifact of each odd name, in a folder of that name too."""
    experiment = http.post("experiments/create", {"name": uuid.uuid4().hex})["experiment_id"]
    run = new_run(http, experiment)
    for name in ODD_NAMES:
        for path in (name, f"in/{name}/{name}"):
            response = http.call("PUT", PROXY + quote(f"{experiment}/{run}/artifacts/{path}"), data=path.encode())
            assert response.status_code == 200, f"{path}: {response.text}"
    return experiment, run


def test_odd_names_are_listed(http, stored):
    experiment, run = stored
    listed = http.get("artifacts/list", run_id=run)["files"]
    assert {f["path"] for f in listed if not f["is_dir"]} == set(ODD_NAMES)
    assert {f["path"] for f in http.get("artifacts/list", run_id=run, path="in")["files"]} == {f"in/{n}" for n in ODD_NAMES}
    for name in ODD_NAMES:
        inside, = http.get("artifacts/list", run_id=run, path=f"in/{name}")["files"]
        assert inside["path"] == f"in/{name}/{name}"
        proxied = http.call("GET", PROXY.rstrip("/"), params={"path": f"{experiment}/{run}/artifacts/in/{name}"}).json()
        assert [f["path"] for f in proxied["files"]] == [name]


def file_name_of(disposition):
    """The name that a browser gives the file: it takes filename* before filename."""
    message = email.message.Message()
    message["Content-Disposition"] = disposition
    names = dict(message.get_params(header="Content-Disposition", unquote=True))
    extended = re.search(r"filename\*=utf-8''([^;\s]+)", disposition, re.IGNORECASE)
    return unquote(extended[1]) if extended else names["filename"]


@pytest.mark.parametrize("way", ["proxy", "get-artifact"])
def test_odd_names_are_downloaded(http, stored, way):
    experiment, run = stored
    for name in ODD_NAMES:
        for path in (name, f"in/{name}/{name}"):
            if way == "proxy":
                response = http.call("GET", PROXY + quote(f"{experiment}/{run}/artifacts/{path}"))
            else:
                response = http.call("GET", "/get-artifact", params={"run_id": run, "path": path})
            assert (response.status_code, response.content) == (200, path.encode()), f"{path}: {response.text}"
            disposition = response.headers["Content-Disposition"]
            assert disposition.isascii() and disposition.startswith("attachment"), disposition
            assert file_name_of(disposition) == name


def test_odd_names_are_uploaded_by_pages(http, run):
    """By the call of MLflow's UI."""
    for name in ODD_NAMES:
        response = http.call("POST", "/ajax-api/2.0/mlflow/upload-artifact", data=name.encode(),
                             params={"run_uuid": run, "path": f"up/{name}"})
        assert response.status_code == 200, f"{name}: {response.text}"
        down = http.call("GET", "/get-artifact", params={"run_uuid": run, "path": f"up/{name}"})
        assert (down.status_code, down.content) == (200, name.encode()), f"{name}: {down.text}"
    assert len(http.get("artifacts/list", run_id=run, path="up")["files"]) == len(ODD_NAMES)


@pytest.mark.parametrize("way", ["proxy", "get-artifact"])
def test_what_is_missing_is_not_there_at_once(http, stored, way):
    experiment, run = stored
    for path in ("none", "in/none", "none/none", "a b.txt/none", "a b.txt/none/none", "größe", "NONE", "a b.txt "):
        if way == "proxy":
            response = http.call("GET", PROXY + quote(f"{experiment}/{run}/artifacts/{path}"))
        else:
            response = http.call("GET", "/get-artifact", params={"run_id": run, "path": path})
        message_of(response, 404, "RESOURCE_DOES_NOT_EXIST")
        listed = http.call("GET", API + "artifacts/list", params={"run_id": run, "path": path})
        assert listed.status_code in (200, 404) and not listed.json().get("files"), path
    for unknown in ("0" * 32, "nonsense"):
        message_of(http.call("GET", API + "artifacts/list", params={"run_id": unknown}), 404, "RESOURCE_DOES_NOT_EXIST")


# Case 20: deletions and restorations in any order.


def test_any_order_of_deletions_and_restorations(http):
    """Ten random walks, beside a model of what MLflow does."""
    for seed in range(10):
        rng = random.Random(seed)
        experiment = http.post("experiments/create", {"name": uuid.uuid4().hex})["experiment_id"]
        stages = {new_run(http, experiment): "active" for _ in range(3)}
        alive = True
        for step in range(12):
            act, what = rng.choice(["delete", "restore"]), rng.choice(["experiment", *stages])
            if what != "experiment":
                http.post(f"runs/{act}", {"run_id": what})
                stages[what] = "deleted" if act == "delete" else "active"
            elif alive == (act == "delete"):
                http.post(f"experiments/{act}", {"experiment_id": experiment})
                alive = not alive
                stages = {run: "active" if alive else "deleted" for run in stages}
            else:
                response = http.call("POST", f"{API}experiments/{act}", json={"experiment_id": experiment})
                assert 400 <= response.status_code < 500, response.text
            assert (http.get("experiments/get", experiment_id=experiment)["experiment"]["lifecycle_stage"]
                    == ("active" if alive else "deleted")), (seed, step)
            seen = {run: http.get("runs/get", run_id=run)["run"]["info"]["lifecycle_stage"] for run in stages}
            assert seen == stages, (seed, step)


# Case 22: names, whichever way they are set.


@pytest.mark.parametrize("status", ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"])
def test_a_name_is_one_however_it_is_set(http, experiment, run, status):
    http.post("runs/update", {"run_id": run, "status": status, "end_time": 77})
    ways = [lambda name: http.post("runs/update", {"run_id": run, "run_name": name}),
            lambda name: http.post("runs/set-tag", {"run_id": run, "key": "mlflow.runName", "value": name}),
            lambda name: http.post("runs/log-batch", {"run_id": run, "tags": [{"key": "mlflow.runName", "value": name}]})]
    for number, name in enumerate(["größe 1", "it's", "a\"b", "x" * 250]):
        ways[number % 3](name)
        found_run = http.get("runs/get", run_id=run)["run"]
        assert found_run["info"]["run_name"] == name
        assert {"key": "mlflow.runName", "value": name} in found_run["data"]["tags"]
        assert (found_run["info"]["status"], found_run["info"]["end_time"]) == (status, 77)
        literal = f'"{name}"' if "'" in name else f"'{name}'"
        for text in (f"run_name = {literal}", f"attributes.run_name = {literal}", f"tags.mlflow.runName = {literal}"):
            assert found(http, experiment, text) == [run], text


# Case 23: params again.


def test_a_param_again_by_any_call(http, run):
    values = {"empty": "", "space": " ", "unicode": "ünï 🙂", "long": "y" * 6000, "number": "1", "lines": "a\nb\tc"}
    calls = [lambda key, value: ("runs/log-parameter", {"run_id": run, "key": key, "value": value}),
             lambda key, value: ("runs/log-batch", {"run_id": run, "params": [{"key": key, "value": value}]})]
    for key, value in values.items():
        for call in (*calls, *calls):
            http.post(*call(key, value))
        for call in calls:
            assert key in http.refused(*call(key, value[:5999] + "?"))
    assert {p["key"]: p["value"] for p in http.get("runs/get", run_id=run)["run"]["data"]["params"]} == values


# Case 26: every route.


@pytest.mark.ours
def test_no_route_that_writes_is_open_to_foreign_pages(http):
    described = http.call("GET", "/openapi.json").json()
    routes = [(method.upper(), re.sub(r"\{\w+\}", "1/x", path)) for path, methods in described["paths"].items()
              for method in methods if method in ("post", "put", "patch", "delete")]
    assert len(routes) >= 20
    for method, path in routes:
        for prefix in (path, path.replace("/api/", "/ajax-api/", 1)):
            for origin in ("http://evil.example", "null"):
                response = http.call(method, prefix, headers={"Origin": origin}, json={})
                assert response.status_code == 403, f"{method} {prefix} {origin}: {response.text}"
            assert http.call(method, prefix, headers={"Origin": "http://localhost:5"}, json={}).status_code != 403


# Case 29: many writers of the same thing.


@pytest.mark.ours
def test_one_of_many_creates_an_experiment(server, http):
    for name in (uuid.uuid4().hex for _ in range(5)):
        answers = at_once(16, lambda _: write(server, "experiments/create", {"name": name}))
        assert sorted(a.status_code for a in answers) == [200] + [400] * 15
        assert {a.json()["error_code"] for a in answers if a.status_code == 400} == {"RESOURCE_ALREADY_EXISTS"}


@pytest.mark.ours
def test_the_first_of_many_values_of_a_param_stays(server, http, run):
    answers = at_once(64, lambda i: (i // 8, str(i % 8), write(server, "runs/log-parameter", {
        "run_id": run, "key": f"p{i // 8}", "value": str(i % 8)})))
    params = {p["key"]: p["value"] for p in http.get("runs/get", run_id=run)["run"]["data"]["params"]}
    assert len(params) == 8
    for key, value, answer in answers:
        assert answer.status_code == (200 if params[f"p{key}"] == value else 400), answer.text


@pytest.mark.ours
def test_points_of_many_writers_are_all_there(server, http, run):
    assert {a.status_code for a in at_once(320, lambda i: write(server, "runs/log-metric", {
        "run_id": run, "key": "m", "value": i, "timestamp": i, "step": i // 2}))} == {200}
    history = http.get("metrics/get-history", run_id=run, metric_key="m")["metrics"]
    assert sorted(m["value"] for m in history) == list(range(320))
    latest, = http.get("runs/get", run_id=run)["run"]["data"]["metrics"]
    assert (latest["step"], latest["timestamp"], latest["value"]) == (159, 319, 319)


@pytest.mark.ours
def test_a_tag_goes_once(server, http, run):
    for number in range(8):
        http.post("runs/set-tag", {"run_id": run, "key": f"t{number}", "value": "x"})
    answers = at_once(64, lambda i: (i // 8, write(server, "runs/delete-tag", {"run_id": run, "key": f"t{i // 8}"})))
    for number in range(8):
        assert sorted(a.status_code for n, a in answers if n == number) == [200] + [404] * 7


@pytest.mark.ours
def test_a_data_set_of_many_writers_is_one(server, http, experiment, run):
    runs = [run, *(new_run(http, experiment) for _ in range(7))]

    def log(i):
        source = {"name": f"d{i % 4}", "digest": "x", "source_type": "http", "source": "{}"}
        return write(server, "runs/log-inputs", {"run_id": runs[i % 8], "datasets": [
            {"dataset": source, "tags": [{"key": "mlflow.data.context", "value": "train"}]}]})

    assert {answer.status_code for answer in at_once(64, log)} == {200}
    for number, each in enumerate(runs):
        inputs = http.get("runs/get", run_id=each)["run"]["inputs"]["dataset_inputs"]
        assert [i["dataset"]["name"] for i in inputs] == [f"d{number % 4}"]
    found = http.call("POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", json={"experiment_ids": [experiment]})
    assert sorted(summary["name"] for summary in found.json()["dataset_summaries"]) == ["d0", "d1", "d2", "d3"]


@pytest.mark.ours
def test_models_that_many_writers_record_are_all_there(server, http, run):
    def log(i):
        model = {"run_id": run, "artifact_path": f"m{i}", "utc_time_created": "2026-11-25 10:00:00", "flavors": {}}
        return write(server, "runs/log-model", {"run_id": run, "model_json": json.dumps(model)})

    assert {answer.status_code for answer in at_once(32, log)} == {200}
    tags = {tag["key"]: tag["value"] for tag in http.get("runs/get", run_id=run)["run"]["data"]["tags"]}
    paths = [model["artifact_path"] for model in json.loads(tags["mlflow.log-model.history"])]
    assert sorted(paths) == sorted(f"m{i}" for i in range(32))


@pytest.mark.ours
def test_tags_and_params_of_a_logged_model_from_many_writers(server, http, experiment):
    model = http.post("logged-models", {"experiment_id": experiment, "name": "m"})["model"]["info"]["model_id"]

    def change(i):
        url = f"{server.url}{API}logged-models/{model}"
        return [requests.patch(f"{url}/tags", json={"tags": [{"key": "t", "value": str(i)}]}, timeout=90),
                requests.post(f"{url}/params", json={"params": [{"key": f"p{i}", "value": "x"}]}, timeout=90),
                requests.patch(url, json={"model_id": model, "status": "LOGGED_MODEL_READY"}, timeout=90)]

    answers = [answer for answers in at_once(40, change) for answer in answers]
    assert {answer.status_code for answer in answers} == {200}, [a.text for a in answers if a.status_code != 200][:1]
    found_model = http.get(f"logged-models/{model}")["model"]
    assert len(found_model["info"]["tags"]) == 1 and found_model["info"]["status"] == "LOGGED_MODEL_READY"
    assert {param["key"] for param in found_model["data"]["params"]} == {f"p{i}" for i in range(40)}


@pytest.mark.ours
def test_names_and_stages_stay_whole_under_many_writers(server, http, experiment, run):
    def change(i):
        return [write(server, "runs/update", {"run_id": run, "run_name": f"n{i}", "status": "FINISHED", "end_time": i}),
                write(server, "runs/set-tag", {"run_id": run, "key": "mlflow.runName", "value": f"t{i}"}),
                write(server, "experiments/set-experiment-tag", {"experiment_id": experiment, "key": "k", "value": str(i)}),
                write(server, f"runs/{'delete' if i % 2 else 'restore'}", {"run_id": other})]

    other = new_run(http, experiment)
    assert {answer.status_code for answers in at_once(64, change) for answer in answers} == {200}
    now = http.get("runs/get", run_id=run)["run"]
    assert {"key": "mlflow.runName", "value": now["info"]["run_name"]} in now["data"]["tags"]
    assert len([tag for tag in now["data"]["tags"] if tag["key"] == "mlflow.runName"]) == 1
    assert now["info"]["status"] == "FINISHED"
    assert len(http.get("experiments/get", experiment_id=experiment)["experiment"]["tags"]) == 1


@pytest.mark.ours
def test_an_artifact_is_one_of_those_that_were_written(server, http):
    path = PROXY + f"many/{uuid.uuid4().hex}"
    contents = [bytes([i]) * (100_000 + i) for i in range(16)]

    def move(i):
        if i % 2:
            return requests.put(server.url + path, data=contents[i % 16], timeout=90)
        return requests.get(server.url + path, timeout=90)

    http.call("PUT", path, data=contents[1])
    for answer in at_once(96, move):
        assert answer.status_code == 200, answer.text
        assert answer.request.method == "PUT" or answer.content in contents
    assert http.call("GET", path).content in contents
