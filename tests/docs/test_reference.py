"""The reference that Doxygen writes."""

import re
import subprocess
from pathlib import Path

import servers

ROOT = Path(__file__).resolve().parents[2]


def test_the_target_docs_writes_it_without_a_warning():
    done = subprocess.run(["ninja", "-C", servers.BUILD, "docs"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    pages = servers.BUILD / "docs/html"
    assert "MLflow Tracking in modern C++" in (pages / "index.html").read_text(), "README is the main page"
    server = re.sub("<[^>]+>", "", (pages / "classmltrack_1_1server.html").read_text())
    assert "#include &lt;mltrack/server/server.hpp&gt;" in server
    assert "MLTRACK_DECL" not in re.sub("<[^>]+>", "", (pages / "classmltrack_1_1store_1_1memory.html").read_text())


def test_every_class_says_what_it_is(tmp_path):
    """But for endpoints, which say it in their summary, and specialisations."""
    settings = (servers.BUILD / "docs/Doxyfile").read_text()
    settings += f"\nEXTRACT_ALL = NO\nWARN_AS_ERROR = NO\nOUTPUT_DIRECTORY = {tmp_path}\n"
    done = subprocess.run(["doxygen", "-"], input=settings, capture_output=True, text=True, check=True)
    found = re.findall(r"(\S+): warning: Compound (.+) is not documented", done.stderr)
    bare = [f"{place}: {name}" for place, name in found if "<" not in name and "/schema/endpoint/" not in place]
    assert found and not bare, "\n".join(bare)
