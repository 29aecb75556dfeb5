"""Operations on artifacts, through the server's proxy and of runs."""

import urllib.parse

from exchange import Operation, get, post
from sequences import values

PROXY = "mlflow-artifacts/artifacts"
FILES = ["a.txt", "b", "a b.json", "grün.bin", "dir/c.py", "dir/sub/d.md", "dir/e%f", "MLmodel", "dir/.hidden", "g.TXT", "h'i\".csv",
         "j\\k", "l+m&n=o", "dir/p;q", "r.unknown", "s.png", "t.html", "x.tar.gz", "dir"]
FOLDERS = ["", "dir", "dir/sub", "nothing", "a.txt", "dir/"]
BAD_PATHS = ["..", "../x", "a/../../x", "/etc/passwd", "dir/..", "%2e%2e/x", "..%2fx", "a#b", "%252e%252e/x"]
CONTENTS = [b"", b"x", b"hello\n", bytes(range(256)) * 20]


def run_of_the_beginning(world):
    """Other runs may have their artifacts elsewhere."""
    return f"«run {world.random.randint(1, 4)}»"


def proxied(world, path):
    """A path of the proxy, for a file or folder of a run."""
    prefix = world.pick("/api/2.0/", "/ajax-api/2.0/")
    return f"{prefix}{PROXY}/«experiment 1»/{run_of_the_beginning(world)}/artifacts/{urllib.parse.quote(path)}"


def put_file(world):
    return Operation("PUT", proxied(world, world.one_of(FILES)), content=world.one_of(CONTENTS))


def get_file(world):
    return Operation("GET", proxied(world, world.pick(*FILES, "nothing")))


def delete_file(world):
    return Operation("DELETE", proxied(world, world.pick(*FILES, "nothing", "dir/sub")))


def list_proxied(world):
    path = f"«experiment 1»/{run_of_the_beginning(world)}/artifacts/{world.one_of(FOLDERS)}"
    if world.chance(0.1):
        path = world.one_of(BAD_PATHS)
    return Operation("GET", f"/api/2.0/{PROXY}", query={"path": path})


def list_of_run(world):
    run = world.one_of(values.UNKNOWN_RUNS) if world.chance(0.05) else run_of_the_beginning(world)
    query = {"run_id": run}
    if world.chance(0.7):
        query["path"] = world.one_of(BAD_PATHS) if world.chance(0.15) else world.one_of(FOLDERS)
    return get("artifacts/list", **query)


def path_in_a_run(world):
    return world.one_of(BAD_PATHS) if world.chance(0.1) else world.pick(*FILES, "nothing")


def run_or_unknown(world):
    return world.one_of(values.UNKNOWN_RUNS) if world.chance(0.05) else run_of_the_beginning(world)


def get_file_of_run(world):
    query = {world.pick("run_id", "run_uuid"): run_or_unknown(world), "path": path_in_a_run(world)}
    headers = {"Range": world.pick("bytes=0-1", "bytes=-2", "bytes=3-", "bytes=9999-")} \
        if world.chance(0.2) else {}
    return Operation("GET", "/get-artifact", query=query, headers=headers)


def upload_to_run(world):
    query = {"run_uuid": run_or_unknown(world), "path": path_in_a_run(world)}
    return Operation("POST", "/ajax-api/2.0/mlflow/upload-artifact", query=world.without_a_member(query),
                     content=world.one_of(CONTENTS), headers={"Content-Type": world.pick("text/plain", "application/octet-stream")})


def presigned(world):
    """Files of the server's own disk have no URLs of their own: each request is refused."""
    query = {"run_id": run_or_unknown(world), "path": path_in_a_run(world)}
    if world.chance(0.3):
        query["expiration"] = world.pick(1, 0, -1, 604800, 604801)
    return post(f"artifacts/presigned-{world.pick('upload', 'download')}-url", **world.without_a_member(query))


KINDS = {put_file: 5, get_file: 3, delete_file: 1, list_proxied: 3, list_of_run: 4, get_file_of_run: 4, upload_to_run: 3, presigned: 1}
