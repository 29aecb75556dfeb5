"""Mistakes that must not compile, and of which the compiler's first error line must say what was forgotten.

Each .cpp here holds a mistake. Its first lines `// error: <text>` name what stands in the first error line. With
-DMENDED it has none and compiles, which shows that nothing else is wrong with it.
"""

import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / "include"
MARK = "// error: "


def compile_case(compiler, case, *flags):
    """The compiler's exit code and its first line that says an error."""
    done = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", "-Wfatal-errors", f"-I{INCLUDE}", *flags, case],
                          capture_output=True, text=True)
    return done.returncode, next((line for line in done.stderr.splitlines() if "error: " in line), "")


def each_case(test):
    return pytest.mark.parametrize("case", sorted(HERE.glob("*.cpp")), ids=lambda case: case.stem)(test)


@each_case
@pytest.mark.parametrize("compiler", ["g++", "clang++-19"])
def test_the_mistake_is_named(case, compiler):
    expected = [line.removeprefix(MARK) for line in case.read_text().splitlines() if line.startswith(MARK)]
    code, first = compile_case(compiler, case)
    assert code != 0 and expected
    assert all(text in first for text in expected), f"the first error line is: {first}"


@each_case
def test_without_the_mistake_it_compiles(case):
    assert compile_case("g++", case, "-DMENDED") == (0, "")
