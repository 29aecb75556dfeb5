"""What cmake/compile_flags.cmake tells a program of its flags, beside what CMake compiles it with."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROJECT = f"""
cmake_minimum_required(VERSION 3.25)
project(flags LANGUAGES CXX)
include({ROOT}/cmake/compile_flags.cmake)
add_library(modern INTERFACE)
target_compile_features(modern INTERFACE cxx_std_20)
foreach(name IN ITEMS linked chosen strict)
    add_executable(${{name}} main.cpp)
    target_include_directories(${{name}} PRIVATE {ROOT}/include)
    target_compile_definitions(${{name}} PRIVATE MLTRACK_SEPARATE_COMPILATION)
    target_compile_options(${{name}} PRIVATE -Wall "-DTEXT=\\"a b\\"")
    target_link_libraries(${{name}} PRIVATE modern)
    mltrack_compile_flags(${{name}})
endforeach()
set_target_properties(chosen PROPERTIES CXX_STANDARD 23)
set_target_properties(strict PROPERTIES CXX_EXTENSIONS OFF)
"""

PROGRAM = """
#include <mltrack/fluent/build/build_tags.hpp>
#include <cstdio>

int main()
{
    std::puts(mltrack::this_build.flags);
}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The folder of the project's programs, built."""
    folder = tmp_path_factory.mktemp("flags")
    (folder / "CMakeLists.txt").write_text(PROJECT)
    (folder / "main.cpp").write_text(PROGRAM)
    for command in (["cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                     "-DCMAKE_BUILD_TYPE=Release"], ["ninja", "-C", folder / "build"]):
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build"


def compiled_with(project, name):
    """The words of the command that compiles a program."""
    for entry in json.loads((project / "compile_commands.json").read_text()):
        if f"{name}.dir" in entry["command"]:
            return shlex.split(entry["command"])


@pytest.mark.parametrize("name", ["linked", "chosen", "strict"])
def test_a_program_knows_its_flags(project, name):
    told = subprocess.run([project / name], capture_output=True, text=True, check=True).stdout.strip()
    standard, = [word.replace("2b", "23") for word in compiled_with(project, name) if word.startswith("-std=")]
    assert told == f'-O3 -DNDEBUG {standard} -Wall -DTEXT="a b"'
