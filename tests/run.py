"""Builds mltrack's tests and runs them, suite by suite; test.sh calls it once the packages are there."""

import argparse
import concurrent.futures
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import environments
import parity

ROOT = Path(__file__).resolve().parent.parent


class Outcome:
    """How many tests of a suite passed and failed, and what to show when any failed."""

    def __init__(self, passed, failed, log=""):
        self.passed, self.failed, self.log = passed, failed, log


def run(command, limit, **options):
    """Runs a command in a process group of its own, which ends with it; gives its exit code, None when it took longer
    than `limit` seconds, and its output."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                   start_new_session=True, **options)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        output.seek(0)
        return code, output.read().decode(errors="replace")


def outcome_of_junit(report, code, log):
    """Counts the tests of a JUnit report. A skipped test failed: nothing is left out in silence."""
    try:
        text = re.sub("[^\t\n\r -\ud7ff\ue000-\U0010ffff]", "?", report.read_text(errors="replace"))
        cases = list(xml.etree.ElementTree.fromstring(text).iter("testcase"))
    except (OSError, xml.etree.ElementTree.ParseError) as problem:
        return Outcome(0, 1, f"{log}\nno report of the tests: {problem}")
    failed = 0
    for case in cases:
        if case.find("skipped") is not None:
            log += f"\nskipped: {case.get('classname')} {case.get('name')}"
        failed += any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
    if code != 0 and not failed:
        return Outcome(len(cases), 1, f"{log}\nended with {'a time-out' if code is None else f'exit code {code}'}")
    return Outcome(len(cases) - failed, failed, log)


class Suite:
    """A suite of tests: its name, the targets of the build that it needs, and the preset that they are built with if it
    is not that of the others. One that is `long` runs with --long or when it is named."""

    limit = 900
    last = False  # Whether it looks at what the others did, and so runs behind them.

    def __init__(self, name, *targets, preset=None, long=False):
        self.name, self.targets, self.preset, self.long = name, targets, preset, long


class BoostSuite(Suite):
    """A program of Boost.Test cases, the suite's target."""

    def run(self, build, scratch):
        report = scratch / "report.xml"
        program = build / "tests" / self.targets[0]
        code, log = run([program, "--report_level=no", "--color_output=no", f"--logger=HRF,error:JUNIT,error,{report}"],
                        self.limit, cwd=scratch)
        return outcome_of_junit(report, code, log)


class PytestSuite(Suite):
    """Tests in Python, run by pytest beside one of MLflow's clients, with some more environment variables. `without` is a
    file below the path whose tests another suite runs."""

    def __init__(self, name, path, *targets, client="mlflow-3.17.2", long=False, without=None, **variables):
        super().__init__(name, *targets, long=long)
        if long:
            self.limit = 7200
        self.path, self.client, self.variables = path, client, variables
        self.ignored = [f"--ignore={path}/{without}"] if without else []

    def run(self, build, scratch):
        report = scratch / "report.xml"
        calls = build / "calls" / f"{self.name}.jsonl"
        calls.unlink(missing_ok=True)
        settings = {"MLTRACK_BUILD": str(build), "MLTRACK_CALLS": str(calls), "PYTHONDONTWRITEBYTECODE": "1"}
        code, log = run([environments.python(self.client), "-m", "pytest", "-q", "-p", "no:cacheprovider",
                         "--disable-warnings", f"--basetemp={scratch / 'tmp'}", f"--junitxml={report}", *self.ignored,
                         self.path],
                        self.limit, cwd=ROOT, env=os.environ | settings | self.variables)
        return outcome_of_junit(report, code, log)


class HeadersSuite(Suite):
    """Whether each public header compiles alone: it did when its stamp is there."""

    def run(self, build, scratch):
        list_of_stamps = build / "tests/headers" / f"{self.targets[0]}.txt"
        stamps = [line.split("\t") for line in list_of_stamps.read_text().splitlines()]
        broken = [header for header, stamp in stamps if not Path(stamp).exists()]
        return Outcome(len(stamps) - len(broken), len(broken), "\n".join(f"does not compile alone: {h}" for h in broken))


class ProgramSuite(Suite):
    """A program that is one test: it passes with exit code 0."""

    def __init__(self, name, path):
        super().__init__(name, name)
        self.path = path

    def run(self, build, scratch):
        code, log = run([build / self.path], self.limit, cwd=scratch)
        return Outcome(1, 0) if code == 0 else Outcome(0, 1, f"{log}\nexit code {code}")


class ReplaySuite(Suite):
    """Whether the targets of tests/fuzz bear what stands in their corpora: each of them is a test."""

    def run(self, build, scratch):
        logs = []
        for target in self.targets:
            code, log = run([build / "tests/fuzz" / target, fuzz_corpus(target)], self.limit, cwd=scratch)
            if code != 0:
                logs.append(f"{log}\n{target} ended with {'a time-out' if code is None else f'exit code {code}'}")
        return Outcome(len(self.targets) - len(logs), len(logs), "\n".join(logs))


class FuzzSuite(Suite):
    """A target of tests/fuzz, looked through by libFuzzer for ten minutes. What breaks it becomes a file of its corpus."""

    limit = 1800
    seconds = 600

    def __init__(self, target):
        super().__init__(f"{target}_long", target, preset="fuzz", long=True)

    def run(self, build, scratch):
        [target] = self.targets
        corpus = fuzz_corpus(target)
        words = ROOT / "tests/fuzz" / f"{target.removeprefix('fuzz_')}.dict"
        found = scratch / "found"
        found.mkdir()
        code, log = run([build / "tests/fuzz" / target, f"-max_total_time={self.seconds}", "-timeout=20",
                         "-rss_limit_mb=3000", "-print_final_stats=1", f"-artifact_prefix={corpus}/",
                         *([f"-dict={words}"] if words.exists() else []), found, corpus],
                        self.limit, cwd=scratch, env=os.environ | {"ASAN_OPTIONS": "detect_leaks=1"})
        print("\n".join(line for line in log.splitlines() if line.startswith("stat::number_of_executed")), flush=True)
        return Outcome(1, 0) if code == 0 else Outcome(0, 1, f"{log[-20000:]}\nexit code {code}")


class ParitySuite(Suite):
    """Whether docs/parity.md says what the suites before, all of them, have done."""

    last = True

    def run(self, build, scratch):
        made = parity.table(build / "calls")
        page = ROOT / "docs/parity.md"
        problems = [f"no test had a right answer from {each}" for each in parity.untested(build / "calls")]
        if not page.exists() or made != page.read_text():
            problems.append("docs/parity.md is not what this run says:\n"
                            f"    python3 tests/parity.py {build.relative_to(ROOT)}/calls > docs/parity.md")
        return Outcome(0 if problems else 1, len(problems), "\n".join(problems))


def fuzz_targets():
    return [f"fuzz_{path.name}" for path in sorted((ROOT / "tests/fuzz/corpus").iterdir())]


def fuzz_corpus(target):
    return ROOT / "tests/fuzz/corpus" / target.removeprefix("fuzz_")


def all_suites():
    def with_sources(folder):
        return sorted(path.name for path in folder.glob("*") if any(path.glob("*.cpp")))

    yield PytestSuite("tools", "tests/tools")
    yield HeadersSuite("headers", "headers")
    yield HeadersSuite("headers_only", "headers_only", long=True)
    yield ProgramSuite("odr", "tests/headers/odr")
    programs = [f"unit_{name}" for name in with_sources(ROOT / "tests/unit")] + ["contract"]
    for program in programs:
        yield BoostSuite(f"asan_{program}", program, preset="asan")
        yield BoostSuite(program, program, long=True)  # Quick to build; a whole run has it under the sanitizer.
    # Where threads meet: listener, loops, pools of workers and of connections to the store, loggers, the runs of threads.
    for program in ("unit_server", "unit_client", "unit_transport", "unit_store", "unit_logging", "unit_fluent", "contract"):
        yield BoostSuite(f"tsan_{program}", program, preset="tsan", long=program == "contract")
    yield ReplaySuite("fuzz", *fuzz_targets(), preset="asan")
    for target in fuzz_targets():
        yield FuzzSuite(target)
    yield PytestSuite("compile_fail", "tests/compile_fail")
    yield PytestSuite("consume", "tests/consume", "mltrack_pages")
    yield PytestSuite("docs", "tests/docs", "mltrack_pages", "bench_programs")
    yield PytestSuite("conformance", "tests/conformance", "mltrack")
    for client in ("mlflow-3.17.2", "mlflow-skinny-1.30.1"):
        yield PytestSuite(f"e2e_{client}", "tests/e2e/test_client.py", "mltrack", client=client)
    for path in sorted((ROOT / "tests/e2e").glob("test_*.py")):
        if path.stem != "test_client":
            yield PytestSuite(path.stem.replace("test_", "e2e_"), path.relative_to(ROOT), "mltrack", "examples",
                              "programs", "libraries")
    yield PytestSuite("durability", "tests/durability", "mltrack", without="test_logger.py")
    yield PytestSuite("durability_logger", "tests/durability/test_logger.py", "mltrack", "durability_training")
    yield PytestSuite("durability_long", "tests/durability/test_kill.py", "mltrack", long=True, MLTRACK_KILLS="300")
    yield PytestSuite("durability_logger_long", "tests/durability/test_logger.py", "mltrack", "durability_training",
                      long=True, MLTRACK_LOGGER_KILLS="200")
    yield ParitySuite("parity")


def build_targets(preset, build, targets):
    """Builds what it can, and gives the targets that could not be built."""
    if not targets:
        return set()
    if not (build / "build.ninja").exists():
        subprocess.run(["cmake", "--preset", preset], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    ninja = ["ninja", "-C", build]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    failed = set()
    with subprocess.Popen([*ninja, *quiet, "-k", "0", *targets], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith("FAILED: "):
                failed.update(line.split()[1:])
    if process.returncode == 0:
        return set()

    def needs(target):
        return {target, *subprocess.check_output([*ninja, "--quiet", "-t", "inputs", target], text=True).splitlines()}

    return {target for target in targets if not failed or failed & needs(target)}


def run_suite(suite, build, broken):
    missing = broken.intersection(suite.targets)
    # The suite of the headers counts itself which of them did not compile.
    if missing and not isinstance(suite, HeadersSuite):
        return Outcome(0, 1, f"not built: {', '.join(sorted(missing))}")
    scratch = Path(tempfile.mkdtemp(prefix=f"mltrack-{suite.name}-"))
    try:
        outcome = suite.run(build, scratch)
    except Exception as problem:
        outcome = Outcome(0, 1, f"{type(problem).__name__}: {problem}")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if outcome.passed + outcome.failed == 0:
        return Outcome(0, 1, f"{outcome.log}\nran no test")
    return outcome


def run_and_tell(suite, build, broken):
    start = time.monotonic()
    outcome = run_suite(suite, build, broken)
    seconds = time.monotonic() - start
    shown = f"---- {suite.name}\n{outcome.log.strip()}\n----\n" if outcome.failed else ""
    print(f"{shown}{suite.name}: {outcome.passed} passed, {outcome.failed} failed, in {seconds:.1f} s", flush=True)
    return outcome


def run_all(suites, build, broken, jobs):
    """Runs suites of one build, several at once, and after them those that look at what the others did."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda suite: run_and_tell(suite, build, broken), [s for s in suites if not s.last])
    for suite in suites:
        if suite.last:
            yield run_and_tell(suite, build, broken)


def main():
    parser = argparse.ArgumentParser(prog="./test.sh", description="Builds mltrack with its tests and runs them.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="run this suite only")
    parser.add_argument("--list", action="store_true", help="name the suites")
    left_out = ", ".join(suite.name for suite in all_suites() if suite.long)
    parser.add_argument("--long", action="store_true",
                        help=f"run the long versions of the tests, and what is left out otherwise: {left_out}")
    parser.add_argument("--preset", default="test",
                        help="the preset of CMakePresets.json to build, but for the suites asan_…, tsan_… and fuzz_…_long, "
                             "which run under the sanitizers of presets of their own (%(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="suites at once (%(default)s)")
    arguments = parser.parse_args()
    suites = list(all_suites())
    if arguments.list:
        print(*(suite.name for suite in suites), sep="\n")
        return 0
    unknown = set(arguments.names).difference(suite.name for suite in suites)
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}; ./test.sh --list names them")
    suites = [suite for suite in suites
              if (suite.name in arguments.names if arguments.names else arguments.long or not suite.long)]
    if arguments.long:
        os.environ["MLTRACK_LONG_TESTS"] = "1"
        Suite.limit = 7200

    passed = failed = 0
    for preset in dict.fromkeys(suite.preset or arguments.preset for suite in suites):
        group = [suite for suite in suites if (suite.preset or arguments.preset) == preset]
        build = ROOT / "build" / preset
        start = time.monotonic()
        print(f"building {preset}", flush=True)
        broken = build_targets(preset, build, sorted({t for suite in group for t in suite.targets}))
        print(f"built in {time.monotonic() - start:.0f} s", flush=True)
        for outcome in run_all(group, build, broken, arguments.jobs):
            passed += outcome.passed
            failed += outcome.failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
