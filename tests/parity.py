"""The table of docs/parity.md: which endpoints there are, and which tests had right answers from them. It is made from the
server's own description and from what it counted while the tests ran.

    python3 tests/parity.py build/test/calls > docs/parity.md    # after a whole ./test.sh
"""

import json
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

FUZZING = "e2e_schemathesis"

# The columns of the table: their titles, and the suites that count there.
COLUMNS = {
    "Python 3.17": ("e2e_mlflow-3.17.2", "e2e_fluent", "e2e_models"),
    "Python 1.30": ("e2e_mlflow-skinny-1.30.1",),
    "Java 2.17": ("e2e_java",),
    "R": ("e2e_r_replay",),
    "curl": ("e2e_curl",),
    "MLflow's UI": ("e2e_ui",),
    "compared": ("conformance",),
    "own tests": ("e2e_wire", "e2e_cases", "e2e_kinds", "e2e_cli", "e2e_gc"),
    "fuzzed": (FUZZING,),
}

TEXT = """# Parity with MLflow

Every endpoint of the server, and which tests have used it with success in one run of `./test.sh`. What is outside of
this server (signed URLs of cloud storage, the model registry) has the answer of MLflow's own server without them.

- **Python 3.17, Python 1.30, Java 2.17**: MLflow's official clients, unmodified. **R**: what MLflow's R client sends,
  replayed from its source. **curl**: by hand. **MLflow's UI**: the web UI of MLflow 3.17.2 in Chromium.
- **compared**: the same requests go to MLflow 3.17.2's own server, and the answers are equal but for
  [what differs on purpose](compatibility.md).
- **own tests**: of statuses, codes and shapes, and of faults that users have met. **fuzzed**: it was asked
  with requests made from the description of the API, right and wrong ones.

The test run makes this table (`tests/parity.py`) and fails when it has changed.

"""

# What is outside of this server is answered with these; nothing else would be right.
RIGHT_FAULTS = {
    "create_multipart_upload": "501",
    "complete_multipart_upload": "501",
    "abort_multipart_upload": "501",
    "get_presigned_download_url": "501",
    "create_presigned_upload_url": "501",
    "create_presigned_download_url": "501",
    "download_model_version_artifact": "404",
}

SAMPLE = re.compile(r'mltrack_http_requests_total\{endpoint="([^"]+)",method="([^"]+)",status="(\d+)"\}')


def note_calls(url, file):
    """Adds to a file which endpoints of a running server had right answers, and what they are. MLflow's own server
    tells nothing of the kind."""
    try:
        with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
            counted = answer.read().decode()
        with urllib.request.urlopen(f"{url}/openapi.json", timeout=10) as answer:
            described = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return
    asked = sorted({(name, method) for name, method, _ in SAMPLE.findall(counted)})
    answered = sorted({(name, method) for name, method, status in SAMPLE.findall(counted)
                       if status < "4" or status == RIGHT_FAULTS.get(name)})
    endpoints = sorted({(re.sub("_by_(get|post)$", "", operation["operationId"]), method.upper(), path)
                        for path, methods in described["paths"].items() for method, operation in methods.items()})
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "a") as notes:
        notes.write(json.dumps({"asked": asked, "answered": answered, "endpoints": endpoints}) + "\n")


def table(folder):
    """The page, from what the suites noted in a folder."""
    notes = {file.stem: [json.loads(line) for line in file.read_text().splitlines()] for file in folder.glob("*.jsonl")}
    endpoints = {tuple(each) for lines in notes.values() for line in lines for each in line["endpoints"]}
    # Whether a request that is made at random succeeds is chance.
    answered = {suite: {tuple(each) for line in lines for each in line["asked" if suite == FUZZING else "answered"]}
                for suite, lines in notes.items()}
    rows = [["Endpoint", *COLUMNS], ["---", *[":-:"] * len(COLUMNS)]]
    for name, method, path in sorted(endpoints, key=lambda each: (each[2], each[1])):
        marks = ["✓" if any((name, method) in answered.get(suite, ()) for suite in suites) else "" for suites in COLUMNS.values()]
        rows.append([f"{method} `{path}`", *marks])
    return TEXT + "".join("| " + " | ".join(row) + " |\n" for row in rows)


def untested(folder):
    """The endpoints in a page that no test used."""
    rows = [line.split(" | ") for line in table(folder).splitlines() if line.startswith("| ")]
    return [row[0].removeprefix("| ") for row in rows[2:] if not any("✓" in mark for mark in row[1:])]


if __name__ == "__main__":
    print(table(Path(sys.argv[1])), end="")
