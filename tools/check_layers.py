#!/usr/bin/env python3
"""Checks what includes what, and how long headers and folders are. Prints each violation as file:line: sentence."""

import re
import sys
from pathlib import Path

# Folder of include/mltrack → the folders whose headers it may include. Arrows point down only.
LAYERS = {
    "reflect": "",
    "schema": "reflect",
    "codec": "schema reflect",
    "query": "codec schema reflect",
    "store": "query codec schema reflect",
    "artifact": "codec schema reflect",
    "transport": "artifact codec schema reflect",
    "tracking": "query store artifact codec schema reflect",
    "server": "tracking query store artifact transport codec schema reflect",
    "client": "tracking artifact transport codec schema reflect",
    "logging": "client tracking store artifact transport codec schema reflect",
    "fluent": "logging client tracking artifact codec schema reflect",
    "frame": "tracking codec schema reflect",
}

# Headers right in include/mltrack: those that every folder may include. The others stand above all folders…
SHARED = {"config.hpp"}
# … but for these, which stand above them too.
ABOVE = {"logging": {"connect.hpp"}, "fluent": {"connect.hpp"}}

# Other libraries' headers → the folders that may include them; "apps" is all of apps/.
LIBRARIES = {
    "boost/hana": "reflect",
    "boost/json": "codec query artifact tracking server client apps",
    "boost/url": "artifact transport server client",
    "boost/asio": "transport server client logging",
    "boost/beast": "transport",
    "openssl/": "transport",
    "sqlite3.h": "store",
    "zlib.h": "codec logging",
    "zstd.h": "codec",
    "git2": "fluent",
    "png.h": "fluent",
    "CLI/": "apps",
    "range/v3": "codec query store artifact transport tracking server client frame apps",
}

# Headers that cost seconds to compile: a public header leaves them to its .ipp file…
HEAVY = ("boost/asio", "boost/beast", "boost/json", "git2", "openssl/", "png.h", "sqlite3.h", "zlib.h", "zstd.h")
# … but for these parts of them, which are light: what an asynchronous operation with a completion token is made of.
LIGHT = ("boost/asio/associated_", "boost/asio/async_result.hpp", "boost/asio/deferred.hpp", "boost/asio/dispatch.hpp",
         "boost/asio/execution/outstanding_work.hpp", "boost/asio/post.hpp", "boost/asio/prefer.hpp",
         "boost/json/fwd.hpp")

# Public headers that only programs of coroutines include, which have Asio anyway.
FOR_COROUTINES = {"include/mltrack/logging/async_metric.hpp"}

# Each of them includes a whole library.
UMBRELLAS = {"boost/hana.hpp", "boost/beast.hpp", "boost/asio.hpp", "boost/json.hpp", "boost/url.hpp", "range/v3/all.hpp"}

MOST_LINES = 300
MOST_FILES = 15

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)')


def folder_of(parts):
    """The folder of include/mltrack that a path below it stands in; "" for those right in it and their bodies."""
    return parts[0] if len(parts) > 1 and parts[0] != "impl" else ""


class File:
    """A source file of the project, and where it stands."""

    def __init__(self, root, path):
        self.path = path.relative_to(root)
        self.lines = path.read_text().splitlines()
        parts = self.path.parts
        self.top = parts[0]
        if parts[:2] == ("include", "mltrack"):
            self.folder = folder_of(parts[2:])
        elif self.top == "src":
            # src/transport.cpp and src/transport_client.cpp hold parts of transport, src/connect.cpp none of a folder.
            name = self.path.stem.split("_")[0]
            self.folder = name if name in LAYERS else ""
        else:
            self.folder = self.top
        self.is_implementation = self.top == "src" or self.path.suffix == ".ipp" or "impl" in parts

    def includes(self):
        """Each include: its line number, whether it is in quotes, the header."""
        for number, line in enumerate(self.lines, 1):
            if match := INCLUDE.match(line):
                yield number, match[1] == '"', match[2]


def problem_of_own(file, header):
    """What is wrong with including a header of mltrack, if anything is."""
    parts = header.split("/")[1:]
    folder = folder_of(parts)
    is_unit_test = file.path.parts[:3] == ("tests", "unit", folder) or file.path.parts[:2] == ("tests", "fuzz")
    if "impl" in parts and file.folder not in ("", folder) and not is_unit_test:
        return f"{folder}/impl belongs to {folder} alone"
    if file.top not in ("include", "src") or file.folder == "":
        return None
    if folder == "":
        return None if parts[0] in SHARED | ABOVE.get(file.folder, set()) else f"{header} stands above {file.folder}"
    if file.folder not in LAYERS:
        return f"tools/check_layers.py does not know the folder {file.folder}"
    if folder != file.folder and folder not in LAYERS[file.folder].split():
        return f"{file.folder} may not include {folder}, only {LAYERS[file.folder] or 'nothing'}"
    return None


def problem_of_library(file, header):
    """What is wrong with including a header of another library, if anything is."""
    if header in UMBRELLAS:
        return f"{header} includes a whole library: include the parts that are used"
    if re.search(r"(^|/)src\.(hpp|cpp)$", header):
        return f"{header} is compiled into Debian's library already"
    if file.top not in ("include", "src", "apps"):
        return None
    for library, folders in LIBRARIES.items():
        if header.startswith(library) and file.folder not in folders.split():
            return f"only {folders} may include {library.rstrip('/')}"
    if not file.is_implementation and file.top == "include" and header.startswith(HEAVY) \
            and not header.startswith(LIGHT) and str(file.path) not in FOR_COROUTINES:
        return f"{header} is heavy: include it in an .ipp file"
    return None


def check_includes(file):
    for number, quoted, header in file.includes():
        if file.top in ("include", "src") and quoted or ".." in header.split("/"):
            problem = f"relative include of {header}: write its whole path in <>"
        elif header.startswith("mltrack/"):
            problem = problem_of_own(file, header)
        else:
            problem = problem_of_library(file, header)
        if problem:
            yield f"{file.path}:{number}: {problem}"


def check_sizes(files):
    folders = {}
    for file in files:
        if file.top == "tests":
            continue
        folders.setdefault(file.path.parent, []).append(file)
        if len(file.lines) > MOST_LINES:
            yield f"{file.path}:{MOST_LINES + 1}: {len(file.lines)} lines, {MOST_LINES} at most: it holds two concepts"
    for folder, members in folders.items():
        if len(members) > MOST_FILES:
            yield f"{folder}:1: {len(members)} files, {MOST_FILES} at most"


def check_bodies(files):
    """Each .ipp is compiled once by src/, and once by those who include src.hpp and the src_*.hpp beside it."""
    def lists(file):
        return [(number, header) for number, _, header in file.includes() if header.endswith(".ipp")]

    compiled = [(file, number, header) for file in files if file.top == "src" for number, header in lists(file)]
    for index, (file, number, header) in enumerate(compiled):
        if header in (other for _, _, other in compiled[:index]):
            yield f"{file.path}:{number}: {header} is compiled twice"
    once = {header for _, _, header in compiled}
    listed = {header for file in files if file.path.match("include/mltrack/src*.hpp") for _, header in lists(file)}
    for file in files:
        if file.path.suffix == ".ipp":
            name = str(file.path.relative_to("include"))
            if name not in once:
                yield f"{file.path}:1: no file of src/ compiles it"
            if name not in listed:
                yield f"{file.path}:1: neither mltrack/src.hpp nor a src_*.hpp includes it"


def check(root):
    """All violations below a folder that is laid out as the project is."""
    root = Path(root)
    files = [File(root, path)
             for top in ("include", "src", "apps", "examples", "tests", "bench")
             for path in sorted((root / top).rglob("*"))
             if path.suffix in (".hpp", ".ipp", ".cpp")]
    found = [problem for file in files for problem in check_includes(file)]
    found += [f"{file.path}:1: #pragma once is missing" for file in files
              if file.path.suffix in (".hpp", ".ipp") and "#pragma once" not in file.lines]
    return sorted([*found, *check_sizes(files), *check_bodies(files)])


def main():
    found = check(Path(__file__).resolve().parent.parent)
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
