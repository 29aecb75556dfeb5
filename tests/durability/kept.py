"""Whether a server has kept what it acknowledged."""

from picture import Picture, over_api


def check_kept(wire, file, writers):
    """That the API and the file have what was acknowledged to writers that have ended, and all or nothing of the write
    that was not answered; the writers note which."""
    file.check_integrity()
    for writer in writers:
        if writer.failure is not None:
            raise AssertionError("a writer failed") from writer.failure
        settle(writer, file)
        for run_id, expected in writer.pictures.items():
            check(expected, over_api(wire, run_id), f"run {run_id} over the API")
    check_in_file(file, writers)


def check_in_file(file, writers):
    """That the file has what was acknowledged to writers whose last write is settled, and no other runs."""
    for writer in writers:
        for run_id, expected in writer.pictures.items():
            check(expected, file.picture(run_id), f"run {run_id} in the file")
    for experiment in {writer.experiment for writer in writers}:
        expected = {run_id for writer in writers if writer.experiment == experiment for run_id in writer.pictures}
        found = {run_id for run_id, in file.rows("SELECT run_uuid FROM runs WHERE experiment_id = ?", experiment)}
        assert found == expected, f"runs of experiment {experiment}"


def settle(writer, file):
    """Notes whether the write that was not answered was done."""
    if writer.unknown is None:
        return
    run_id, path, body = writer.unknown
    writer.unknown = None
    if path == "runs/create":
        made = file.rows("SELECT run_uuid FROM runs WHERE name = ?", body["run_name"])
        writer.pictures.update((run_id, Picture(body["run_name"], body["tags"])) for run_id, in made)
        assert len(made) <= 1, f"the run {body['run_name']} twice"
    elif file.picture(run_id) != writer.pictures[run_id]:
        writer.pictures[run_id] = writer.pictures[run_id].after(path, body)


def check(expected, found, where):
    assert expected == found, f"{where} is not as it was acknowledged: {expected.differences(found)}"
