"""What searches from C++ find is what MLflow's search_runs finds: columns, types and values, handed to pyarrow without a
copy; and histories of metrics, page by page."""

import ctypes
import math

import mlflow
import pyarrow
import pytest
import servers
from mlflow import MlflowClient

FIXED = ["run_id", "experiment_id", "status", "artifact_uri", "start_time", "end_time"]


@pytest.fixture(scope="module", params=["mltrack", "mlflow", "file"])
def tracking_uri(request, tmp_path_factory):
    """Servers of both kinds, and a file that MLflow made."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "file":
        yield f"sqlite:///{folder}/runs.db"
        return
    server = servers.server_of(request.param, folder)
    yield server.url
    server.end()


@pytest.fixture(scope="module")
def experiment(tracking_uri):
    """An experiment of eight runs of all kinds, more than the two pages that hold three each."""
    client = MlflowClient(tracking_uri)
    experiment = client.create_experiment("columns")
    values = [0.1, float("nan"), float("inf"), -float("inf"), 1e-300, -0.0, 2**53 + 1]
    for number in range(8):
        run = client.create_run(experiment, start_time=1764056263000 + number * 111, run_name=f"run {number}").info.run_id
        if number < len(values):
            client.log_metric(run, "value", values[number])
        if number % 2:
            client.log_metric(run, "odd/näher", number)
            client.log_param(run, "text", 'a "b", c\n\t– ü' * number)
        if number == 3:
            client.log_param(run, "empty", "")
            client.set_tag(run, "late", "yes")
        if number != 5:
            client.set_terminated(run, ["FINISHED", "FAILED", "KILLED"][number % 3], end_time=1764056264000 + number)
    return experiment


def exported(tracking_uri, experiment, filter=""):
    """What the library exports, as pyarrow imports it; the message when it refuses."""
    library = ctypes.CDLL(servers.BUILD / "tests/libraries/libqueries.so")
    schema, array = ctypes.create_string_buffer(72), ctypes.create_string_buffer(80)
    message = ctypes.create_string_buffer(1000)
    failed = library.export_runs(tracking_uri.encode(), experiment.encode(), filter.encode(), schema, array, message,
                                 ctypes.c_size_t(len(message)))
    if failed:
        return message.value.decode()
    batch = pyarrow.RecordBatch._import_from_c(ctypes.addressof(array), ctypes.addressof(schema))
    batch.validate(full=True)
    return batch


def same(ours, theirs):
    """Whether two cells of pandas are the same; there nothing is NaN, NaT or None."""
    if theirs is None or theirs != theirs:
        return ours is None or ours != ours
    return ours == theirs and (not isinstance(ours, float) or math.copysign(1, ours) == math.copysign(1, theirs))


@pytest.mark.parametrize("filter", ["", "metrics.value > 0", "params.none = 'x'"])
def test_it_is_what_mlflow_finds(tracking_uri, experiment, filter):
    mlflow.set_tracking_uri(tracking_uri)
    theirs = mlflow.search_runs([experiment], filter, order_by=["start_time"])
    batch = exported(tracking_uri, experiment, filter)
    ours = batch.to_pandas()
    assert list(ours.columns[:6]) == list(theirs.columns[:6]) == FIXED
    assert set(ours.columns) == set(theirs.columns)
    parts = [name.partition(".")[0] for name in ours.columns[6:]]
    assert parts == sorted(parts, key=["metrics", "params", "tags"].index)
    assert len(ours) == len(theirs) == (0 if "none" in filter else 4 if filter else 8)
    for name in theirs.columns:
        assert all(map(same, ours[name], theirs[name])), name


def test_types_and_gaps(tracking_uri, experiment):
    batch = exported(tracking_uri, experiment)
    time = pyarrow.timestamp("ms", "UTC")
    for name, column in zip(batch.schema.names, batch.columns):
        assert column.type == (time if name in FIXED[4:] else
                               pyarrow.float64() if name.startswith("metrics.") else pyarrow.large_string()), name
    value = batch.column("metrics.value").to_pylist()
    assert value[0] == 0.1 and math.isnan(value[1]) and value[7] is None, "NaN and nothing are told apart"
    assert batch.column("params.empty").to_pylist() == [None] * 3 + [""] + [None] * 4
    assert batch.column("tags.late").null_count == 7 and batch.column("end_time").to_pylist()[5] is None
    assert batch.slice(3, 2).column("params.text").to_pylist() == ['a "b", c\n\t– ü' * 3, None]


def test_memory_is_given_back(tracking_uri, experiment):
    """Columns outlive their batch, and each other."""
    column = exported(tracking_uri, experiment).column("run_id")
    assert len(set(column.to_pylist())) == 8
    table = pyarrow.Table.from_batches([exported(tracking_uri, experiment)] * 2)
    assert table.num_rows == 16
    del table
    assert len(column) == 8


def test_errors_come_across(tracking_uri, experiment):
    assert exported(tracking_uri, experiment, "value >").startswith("INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize("length", [0, 1, 3, 7, 9])
def test_histories_come_page_by_page(tracking_uri, experiment, length):
    library = ctypes.CDLL(servers.BUILD / "tests/libraries/libqueries.so")
    client = MlflowClient(tracking_uri)
    run = client.create_run(experiment).info.run_id
    for step in range(length):
        client.log_metric(run, "loss", -step, timestamp=1000 + step, step=step * 10)
    steps = (ctypes.c_int64 * 20)()
    assert library.history_steps(tracking_uri.encode(), run.encode(), b"loss", steps, 20) == length
    assert steps[:length] == [step * 10 for step in range(length)]
    client.delete_run(run)
