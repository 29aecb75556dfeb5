"""The code in the pages does what they say.

Each fenced block of README.md, CONTRIBUTING.md and docs/*.md is tried by its language:

    cpp      a whole program, one with `int main(`, is compiled, linked to the compiled library, and run;
             an excerpt is left alone
    python   run beside MLflow's client
    cmake    configured as a part of a project that has the target `your_program`
    others   left alone

A comment right before the block says otherwise: `<!-- snippet: run -->` for a block of sh, `<!-- snippet: compile -->`
for a program that does not end, `<!-- snippet: skip -->` for what cannot be tried. What runs must end with exit code 0.

The blocks of a page run one after the other in one new folder, with a server of their own in place of the one at
http://127.0.0.1:5000. In sh, `mltrack` is the program, and curl fails when the answer is an error.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import servers

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
COMPONENTS = re.search(r"mltrack_all_components (.+)\)", (ROOT / "cmake/components.cmake").read_text())[1].split()
BLOCK = re.compile(r"(?:^<!-- snippet: (?P<mark>[^\n]*?) -->\n)?^```(?P<language>\w+)[^\n]*\n(?P<text>.*?)^```$",
                   re.MULTILINE | re.DOTALL)


@dataclass
class Snippet:
    page: Path
    line: int
    language: str
    text: str
    mark: str | None

    def __str__(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}-{self.language}"

    def use(self):
        """What is done with it."""
        if self.mark:
            return self.mark
        if self.language == "cpp":
            return "run" if "int main(" in self.text else "skip"
        return {"python": "run", "cmake": "configure"}.get(self.language, "skip")


def snippets_of(page):
    text = page.read_text()
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("text")) + 1
        yield Snippet(page, line, found["language"], found["text"], found["mark"])


def with_paths(text):
    """With this repository for the place that a reader puts it."""
    return text.replace("/path/to/mltrack", str(ROOT))


class Place:
    """The folder and the server of a page."""

    def __init__(self, folder):
        self.folder = folder
        self.server = servers.mltrack_server(folder / "server")
        (folder / ".curlrc").write_text("fail-with-body\n")

    def put(self, name, snippet):
        file = self.folder / f"{snippet.line}-{name}"
        file.write_text(with_paths(snippet.text).replace("http://127.0.0.1:5000", self.server.url))
        return file

    def run(self, *command):
        environment = os.environ | {"CURL_HOME": str(self.folder), "PATH": f"{servers.BUILD}:{os.environ['PATH']}",
                                    "NO_PROXY": "127.0.0.1", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
                                    "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_TRACKING_URI": self.server.url}
        done = subprocess.run(command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, done.stdout

    def compile(self, snippet):
        source = self.put("program.cpp", snippet)
        parts = [name for name in COMPONENTS if name != "core"]
        self.run("g++", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-DMLTRACK_SEPARATE_COMPILATION",
                 *(f"-DMLTRACK_HAS_{name.upper()}" for name in parts), f"-I{ROOT / 'include'}", source, "-o",
                 source.with_suffix(""), *(servers.BUILD / f"libmltrack_{name}.a" for name in [*parts, "core"]),
                 "-lboost_url", "-lboost_json", "-lsqlite3", "-lz", "-lzstd", "-lpng", "-lgit2",
                 "-lssl", "-lcrypto")
        return source.with_suffix("")


@pytest.fixture(scope="session")
def place_of(tmp_path_factory):
    places = {}

    def place(page):
        if page not in places:
            places[page] = Place(tmp_path_factory.mktemp(page.stem))
        return places[page]

    yield place
    for each in places.values():
        each.server.kill()


def test_every_mark_is_known():
    known = {"cpp": {"run", "compile", "skip"}, "python": {"run", "skip"}, "sh": {"run", "skip"},
             "cmake": {"configure", "skip"}}
    wrong = [f"{snippet}: {snippet.mark}" for page in PAGES for snippet in snippets_of(page)
             if snippet.mark and snippet.mark not in known.get(snippet.language, ())]
    assert not wrong
    marks = sum(len(re.findall("^<!-- snippet:", page.read_text(), re.MULTILINE)) for page in PAGES)
    assert marks == sum(snippet.mark is not None for page in PAGES for snippet in snippets_of(page)), "marks no block"


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(["cmake", "--install", servers.BUILD, "--prefix", folder], check=True, capture_output=True)
    return folder


def configure(snippet, folder, prefix):
    (folder / "main.cpp").write_text("#include <mltrack/client.hpp>\nint main() {}\n")
    (folder / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(yours LANGUAGES CXX)\n"
                                           "add_executable(your_program main.cpp)\n"
                                           + with_paths(snippet.text))
    done = subprocess.run(["cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build",
                           f"-DCMAKE_PREFIX_PATH={prefix}"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    inputs = subprocess.check_output(["ninja", "-C", folder / "build", "-t", "inputs", "your_program"], text=True)
    assert "libmltrack_core.a" in inputs, "the program is not linked to the compiled library"


@pytest.mark.parametrize("snippet", [each for page in PAGES for each in snippets_of(page) if each.use() != "skip"],
                         ids=str)
def test_it_does_what_it_says(snippet, place_of, installed, tmp_path):
    if snippet.use() == "configure":
        configure(snippet, tmp_path, installed)
        return
    place = place_of(snippet.page)
    if snippet.language == "cpp":
        program = place.compile(snippet)
        if snippet.use() == "run":
            place.run(program)
    else:
        program = [sys.executable] if snippet.language == "python" else ["bash", "-euo", "pipefail"]
        place.run(*program, place.put("script", snippet))
