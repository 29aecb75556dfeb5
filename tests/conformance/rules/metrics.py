"""Which value of a metric is its latest, and the history of a metric."""

from rules.steps import *

TINY = 5e-324
LARGEST = 1.7976931348623157e308


def points(*values):
    """Metrics of a batch, by value, timestamp and step."""
    return [{"key": "m", "value": value, "timestamp": timestamp, "step": step} for value, timestamp, step in values]


# What is logged, and which of it is the latest then.
LATEST = [
    ("the step comes first", [(1.0, 10, 5), (2.0, 99, 4)], (1.0, 10, 5)),
    ("then the timestamp", [(1.0, 10, 5), (0.5, 11, 5)], (0.5, 11, 5)),
    ("then the value", [(1.0, 10, 5), (3.0, 10, 5), (2.0, 10, 5)], (3.0, 10, 5)),
    ("an earlier one logged later", [(1.0, 10, 5), (9.0, 9, 5), (9.0, 10, 4)], (1.0, 10, 5)),
    ("negative steps", [(1.0, 1, -2), (2.0, 1, -1), (3.0, 1, -3)], (2.0, 1, -1)),
    ("the least and greatest step", [(1.0, 1, 2**63 - 1), (2.0, 5, -2**63)], (1.0, 1, 2**63 - 1)),
    ("NaN stays before an equal 0", [("NaN", 1, 1), (0.0, 1, 1)], ("NaN", 1, 1)),
    ("0 stays before an equal NaN", [(0.0, 1, 1), ("NaN", 1, 1)], (0.0, 1, 1)),
    ("NaN is less than 1", [("NaN", 1, 1), (1.0, 1, 1)], (1.0, 1, 1)),
    ("NaN is less than the least", [("NaN", 1, 1), (TINY, 1, 1)], (TINY, 1, 1)),
    ("NaN is greater than -1", [("NaN", 1, 1), (-1.0, 1, 1)], ("NaN", 1, 1)),
    ("-1 gives way to NaN", [(-1.0, 1, 1), ("NaN", 1, 1)], ("NaN", 1, 1)),
    ("1 does not give way to NaN", [(1.0, 1, 1), ("NaN", 1, 1)], (1.0, 1, 1)),
    ("NaN at a later step", [(1.0, 1, 1), ("NaN", 1, 2)], ("NaN", 1, 2)),
    ("NaN twice", [("NaN", 1, 1), ("NaN", 2, 1)], ("NaN", 2, 1)),
    ("infinity is the largest number", [("Infinity", 1, 1), (1e308, 1, 1)], (LARGEST, 1, 1)),
    ("minus infinity is the smallest", [("-Infinity", 1, 1), (-1e308, 1, 1)], (-1e308, 1, 1)),
    ("infinity and the largest number are the same", [("Infinity", 1, 1), (LARGEST, 1, 1)], (LARGEST, 1, 1)),
    ("minus infinity alone", [("-Infinity", 1, 1)], (-LARGEST, 1, 1)),
    ("NaN beside the infinities", [("-Infinity", 1, 1), ("NaN", 1, 1), ("Infinity", 1, 1)], (LARGEST, 1, 1)),
    ("minus zero is zero", [(-0.0, 1, 1)], (0.0, 1, 1)),
    ("zeros are the same", [(0.0, 1, 1), (-0.0, 1, 1)], (0.0, 1, 1)),
]


def one_by_one(values):
    return [ok(log_metric(value=value, timestamp=timestamp, step=step), {}) for value, timestamp, step in values]


def in_a_batch(values):
    return [ok(log_batch(metrics=points(*values)), {})]


CASES = {
    f"the latest value, {manner}: {name}": [*log(values), ok(get_run(), latest(*expected)), ok(history())]
    for name, values, expected in LATEST for manner, log in (("one by one", one_by_one), ("in a batch", in_a_batch))
} | {
    "a history is by timestamp, step and value": [
        *in_a_batch([(3, 2, 1), (1, 2, 1), ("NaN", 2, 1), (-1, 2, 1), (9, 1, 9), (2, 2, 0), ("Infinity", 2, 1), ("-Infinity", 2, 1)]),
        ok(history(), {"metrics": points((9.0, 1, 9), (2.0, 2, 0), (-LARGEST, 2, 1), (-1.0, 2, 1), ("NaN", 2, 1), (1.0, 2, 1),
                                         (3.0, 2, 1), (LARGEST, 2, 1))})],
    "NaN stands beside 0 in a history": [*in_a_batch([("NaN", 1, 1), (0, 1, 1), ("NaN", 1, 2), (0, 1, 2)]), ok(history())],
    "0 stands beside NaN in a history": [*in_a_batch([(0, 1, 1), ("NaN", 1, 1)]), ok(history())],
    "repeated points are one": [
        *in_a_batch([(1, 1, 1), (1, 1, 1), ("NaN", 1, 1), ("NaN", 1, 1), (0.0, 1, 1), (-0.0, 1, 1), ("Infinity", 1, 1), (LARGEST, 1, 1)]),
        *one_by_one([(1, 1, 1), ("NaN", 1, 1), ("inf", 1, 1), (-0.0, 1, 1)]), ok(history())],
    "a history in pages": [
        *in_a_batch([(value, value, 0) for value in range(5)]),
        ok(get("metrics/get-history", "«token 1»", run_id=RUN, metric_key="m", max_results=2),
           {"metrics": points((0.0, 0, 0), (1.0, 1, 0))}),
        ok(get("metrics/get-history", "«token 2»", run_id=RUN, metric_key="m", max_results=2, page_token="«token 1»"),
           {"metrics": points((2.0, 2, 0), (3.0, 3, 0))}),
        ok(history(max_results=2, page_token="«token 2»"), {"metrics": points((4.0, 4, 0))}),
        ok(history(page_token="«token 1»"), {"metrics": points((2.0, 2, 0), (3.0, 3, 0), (4.0, 4, 0))}),
        ok(history(max_results=5)), ok(history(max_results=4)), ok(history(max_results=3, page_token="«token 1»")),
        ok(history(page_token="")), refused(history(page_token="no token")), refused(history(page_token="bm90IGpzb24=")),
        refused(history(page_token="e30=")), ok(history(max_results=10, page_token="eyJvZmZzZXQiOiA5OTk5OX0="), {})],
    "keys differ by every character": [
        ok(log_batch(metrics=[{"key": key, "value": number, "timestamp": 1} for number, key in enumerate(
            ["m", "M", "m ", " m", "é", "e", "m/x", "m/X"])])), ok(get_run()), ok(history("M")), ok(history("é")), ok(history("m "))],
}
