"""Projects that use mltrack as its users do: installed, from the Debian packages, and as sources within their own."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/e2e")]
import servers

VERSION = re.search(r'char version\[\] = "(.+)"', (ROOT / "include/mltrack/config.hpp").read_text())[1]


def run(*command, **options):
    """What a command writes to its standard output; it must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def configure(project, folder, **settings):
    """The exit code of CMake and what it said."""
    ccache = {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache"} if shutil.which("ccache") else {}
    done = subprocess.run(["cmake", "-G", "Ninja", "-S", HERE / project, "-B", folder, "-Wdev", "-Werror=dev",
                           *(f"-D{name}={value}" for name, value in (ccache | settings).items())],
                          capture_output=True, text=True)
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def build(project, folder, **settings):
    code, said = configure(project, folder, **settings)
    assert code == 0, said
    run("ninja", "-C", folder)


def check_program(program):
    """It logs to a server that it holds itself."""
    assert run(program, cwd=program.parent) == "loss=0.25\n"


def libraries_of(program):
    return set(re.findall(r"^\s*(lib[\w+-]+)\.so", run("ldd", program), re.MULTILINE))


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A prefix to which mltrack was installed, and that was moved since."""
    folder = tmp_path_factory.mktemp("installed")
    run("cmake", "--install", servers.BUILD, "--prefix", folder / "before")
    (folder / "before").rename(folder / "after")
    return folder / "after"


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    """The Debian packages, by name."""
    folder = tmp_path_factory.mktemp("packages")
    run("cpack", "-B", folder, "--config", servers.BUILD / "CPackConfig.cmake",
        "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=none")
    return {run("dpkg-deb", "--field", path, "Package").strip(): path for path in folder.glob("*.deb")}


@pytest.mark.parametrize("target", ["mltrack::mltrack", "mltrack::core_compiled"])
def test_the_core_needs_no_sqlite(installed, tmp_path, target):
    build("found", tmp_path, CMAKE_PREFIX_PATH=installed, PARTS="core", SOURCE="core.cpp", TARGET=target,
          CMAKE_DISABLE_FIND_PACKAGE_SQLite3="ON", CMAKE_DISABLE_FIND_PACKAGE_OpenSSL="ON")
    check_program(tmp_path / "consumer")
    assert not {"libsqlite3", "libssl", "libcrypto"} & libraries_of(tmp_path / "consumer")


def test_the_installed_files_hold_no_path_of_the_build(installed):
    files = [*installed.rglob("*.cmake"), *(installed / "include").rglob("*")]
    named = [file for file in files if file.is_file() and str(ROOT) in file.read_text()]
    assert len(files) > 100 and not named


@pytest.mark.parametrize("settings, said", [
    ({"PARTS": "core;novel"}, "The component novel is not installed in"),
    ({"VERSION": "0.99"}, 'compatible with requested version "0.99"'),
    ({"CMAKE_DISABLE_FIND_PACKAGE_SQLite3": "ON"}, "SQLite3"),
])
def test_what_is_not_there_is_named(installed, tmp_path, settings, said):
    code, output = configure("found", tmp_path, CMAKE_PREFIX_PATH=installed, SOURCE="core.cpp", **settings)
    assert code == 1 and said in output


def test_the_packages_say_what_they_need(packages):
    assert packages.keys() == {"mltrack", "libmltrack-dev"}
    needed = {name: run("dpkg-deb", "--field", path, "Depends") for name, path in packages.items()}
    for package in ("libboost-json1.81.0", "libboost-url1.81.0", "libsqlite3-0", "libssl3", "libzstd1", "zlib1g"):
        assert f"{package} " in needed["mltrack"]
    assert needed["libmltrack-dev"].strip() == ("libboost1.81-dev, libboost-json1.81-dev, libboost-url1.81-dev, "
                                                "librange-v3-dev, zlib1g-dev, libzstd-dev, libsqlite3-dev, libssl-dev, "
                                                "libpng-dev, libgit2-dev")
    assert all(run("dpkg-deb", "--field", path, "Version").strip() == f"{VERSION}-1" for path in packages.values())


def test_the_packaged_program_serves(packages, tmp_path):
    run("dpkg", "-x", packages["mltrack"], tmp_path)
    assert {path.name for path in (tmp_path / "usr").iterdir()} == {"bin", "share"}
    shared = tmp_path / "usr/share"
    for file in ("doc/mltrack/copyright", "doc/mltrack/examples/mltrack.service", "man/man1/mltrack.1",
                 "bash-completion/completions/mltrack", "zsh/vendor-completions/_mltrack",
                 "fish/vendor_completions.d/mltrack.fish"):
        assert (shared / file).exists(), file
    program = tmp_path / "usr/bin/mltrack"
    assert run(program, "--version").startswith(f"mltrack {VERSION}, as MLflow ")
    server = servers.Server(tmp_path / "served", [program, "server", "--port", "0"])
    assert server.stop() == 0


def test_the_packaged_library_is_found(packages, tmp_path):
    root = tmp_path / "root"
    run("dpkg", "-x", packages["libmltrack-dev"], root)
    assert (root / "usr/share/doc/libmltrack-dev/copyright").exists()
    build("found", tmp_path / "build", CMAKE_PREFIX_PATH=root / "usr", SOURCE="sqlite.cpp", TARGET="mltrack::compiled",
          VERSION=VERSION)
    check_program(tmp_path / "build/consumer")
    assert "libsqlite3" in libraries_of(tmp_path / "build/consumer")


def test_the_sources_serve_as_a_part_of_another_project(tmp_path):
    build("fetched", tmp_path, MLTRACK=ROOT)
    check_program(tmp_path / "consumer")
    assert "libsqlite3" not in libraries_of(tmp_path / "consumer")
    check_program(tmp_path / "by_source")
    assert not list(tmp_path.rglob("libmltrack*")), "only what is linked is compiled"
    run("cmake", "--install", tmp_path, "--prefix", tmp_path / "prefix")
    assert not (tmp_path / "prefix").exists(), "what takes the sources in decides what it installs"
    settings = re.findall(r"^(\w+):", (tmp_path / "CMakeCache.txt").read_text(), re.MULTILINE)
    ours = [name for name in settings if "mltrack" in name.lower() or "ccache" in name.lower()]
    assert all(name.startswith(("MLTRACK", "mltrack_", "FETCHCONTENT_")) for name in ours)


@pytest.mark.parametrize("components, said", [
    ("sqlite", "sqlite needs core; give both"),
    ("core;novel", "there is no component novel, only core;sqlite;tls;png;git"),
])
def test_components_that_cannot_be_built_are_named(tmp_path, components, said):
    code, output = configure("fetched", tmp_path, MLTRACK=ROOT, MLTRACK_COMPONENTS=components)
    assert code == 1 and said in output


def test_one_component_is_enough(tmp_path):
    code, said = configure("fetched", tmp_path, MLTRACK=ROOT, MLTRACK_COMPONENTS="core",
                           CMAKE_DISABLE_FIND_PACKAGE_SQLite3="ON", CMAKE_DISABLE_FIND_PACKAGE_OpenSSL="ON")
    assert code == 0, said
