"""The check of what was kept notices what is lost, doubled or other."""

import pytest
from kept import check_kept
from picture import File
from wire import Wire
from writer import join, start_writers


def written(start):
    server = start()
    writers = start_writers(server.url, 1, "written", most=40)
    join(writers)
    return Wire(server.url), File(server.database), writers


def test_what_is_as_it_was_written_is_kept(start):
    check_kept(*written(start))


def one_more_point(picture):
    picture.points["metric/0", 1, 1, 0.25] = 1


def one_point_less(picture):
    del picture.points[next(iter(picture.points))]


def one_point_twice(picture):
    picture.points[next(iter(picture.points))] = 2


def one_more_param(picture):
    picture.params["lost"] = "1"


def another_tag(picture):
    picture.tags["last tag"] = "another"


def another_status(picture):
    picture.status = "SCHEDULED"


@pytest.mark.parametrize("change", [one_more_point, one_point_less, one_point_twice, one_more_param, another_tag,
                                    another_status])
def test_another_run_than_was_written_is_noticed(start, change):
    wire, file, writers = written(start)
    change(writers[0].pictures[writers[0].run_id])
    with pytest.raises(AssertionError, match="is not as it was acknowledged"):
        check_kept(wire, file, writers)


def test_a_run_too_many_is_noticed(start):
    wire, file, writers = written(start)
    wire.post("runs/create", {"experiment_id": writers[0].experiment})
    with pytest.raises(AssertionError, match="runs of experiment"):
        check_kept(wire, file, writers)


def test_half_of_an_unanswered_write_is_noticed(start):
    wire, file, [writer] = written(start)
    run_id = writer.run_id
    entries = [{"key": "half", "value": "1"}]
    writer.unknown = (run_id, "runs/log-batch", {"metrics": [], "params": entries, "tags": entries})
    wire.post("runs/set-tag", {"run_id": run_id, **entries[0]})
    with pytest.raises(AssertionError, match="is not as it was acknowledged"):
        check_kept(wire, file, [writer])


def test_a_latest_value_that_is_not_of_the_history_is_noticed(start):
    wire, file, writers = written(start)
    file.rows("UPDATE latest_metrics SET value = value + 1")
    file.database.commit()
    with pytest.raises(AssertionError):
        check_kept(wire, file, writers)
