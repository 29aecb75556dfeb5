"""What cmake/compile_flags.cmake tells a program of its flags, beside what CMake compiles it with."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = "MLTRACK_COMPILE_FLAGS="

PROJECT = f"""
cmake_minimum_required(VERSION 3.25)
project(flags LANGUAGES CXX)
include({ROOT}/cmake/compile_flags.cmake)
file(WRITE ${{CMAKE_CURRENT_BINARY_DIR}}/main.cpp "int main() {{}}")
add_library(modern INTERFACE)
target_compile_features(modern INTERFACE cxx_std_20)
foreach(name IN ITEMS default featured linked chosen strict lower)
    add_executable(${{name}} ${{CMAKE_CURRENT_BINARY_DIR}}/main.cpp)
    target_compile_options(${{name}} PRIVATE -Wall -Wextra)
    mltrack_compile_flags(${{name}})
endforeach()
target_compile_features(featured PRIVATE cxx_std_11 cxx_std_20)
target_link_libraries(linked PRIVATE modern)
set_target_properties(chosen PROPERTIES CXX_STANDARD 23)
target_link_libraries(chosen PRIVATE modern)
set_target_properties(strict PROPERTIES CXX_STANDARD 20 CXX_EXTENSIONS OFF)
set_target_properties(lower PROPERTIES CXX_STANDARD 14)
"""


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    """The command that compiles each program of the project, in words."""
    folder = tmp_path_factory.mktemp("flags")
    (folder / "CMakeLists.txt").write_text(PROJECT)
    subprocess.run(["cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                    "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_COMPILER_LAUNCHER="], check=True, capture_output=True)
    entries = json.loads((folder / "build/compile_commands.json").read_text())
    commands = [shlex.split(entry["command"]) for entry in entries]
    return {Path(words[words.index("-o") + 1]).parts[1].removesuffix(".dir"): words for words in commands}


def standard_of(compiler, flags):
    """What the compiler makes of the flags that choose the standard."""
    chosen = [flag for flag in flags if flag.startswith("-std=")]
    made = subprocess.run([compiler, *chosen, "-dM", "-E", "-x", "c++", "/dev/null"], check=True, capture_output=True,
                          text=True).stdout
    return {line for line in made.splitlines() if "__cplusplus" in line or "__STRICT_ANSI__" in line}


@pytest.mark.parametrize("name", ["default", "featured", "linked", "chosen", "strict", "lower"])
def test_a_program_knows_its_flags(commands, name):
    words = commands[name]
    told, = [word.removeprefix(f"-D{NAME}").strip('"').split() for word in words if word.startswith(f"-D{NAME}")]
    assert {"-O3", "-DNDEBUG", "-Wall", "-Wextra"} <= set(told)
    assert sum(flag.startswith("-std=") for flag in told) == 1
    assert standard_of(words[0], told) == standard_of(words[0], words)
