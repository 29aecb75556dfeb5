import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import run


class Fake(run.Suite):
    """A suite that comes out as it is told."""

    def __init__(self, outcome):
        super().__init__("fake", "target")
        self.outcome = outcome

    def run(self, build, scratch):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def counts(outcome):
    return outcome.passed, outcome.failed


@pytest.mark.parametrize("cases, code, expected", [
    ("<testcase/><testcase/>", 0, (2, 0)),
    ("<testcase><failure/></testcase><testcase/>", 1, (1, 1)),
    ("<testcase><error/><failure/></testcase>", 1, (0, 1)),
    ("<testcase><skipped/></testcase><testcase/>", 0, (1, 1)),
    ("<testcase/>", 139, (1, 1)),
    ("<testcase/>", None, (1, 1)),
    ("", 0, (0, 0)),
])
def test_a_report_is_counted(tmp_path, cases, code, expected):
    report = tmp_path / "report.xml"
    report.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    assert counts(run.outcome_of_junit(report, code, "")) == expected


@pytest.mark.parametrize("text", [None, "", "<testsuite><testcase>"])
def test_a_suite_without_a_report_failed(tmp_path, text):
    report = tmp_path / "report.xml"
    if text is not None:
        report.write_text(text)
    assert counts(run.outcome_of_junit(report, 0, "")) == (0, 1)


def test_a_report_may_hold_any_bytes(tmp_path):
    report = tmp_path / "report.xml"
    report.write_bytes(b"<testsuite><testcase><failure>\x00\xff\x1b</failure></testcase></testsuite>")
    assert counts(run.outcome_of_junit(report, 1, "")) == (0, 1)


@pytest.mark.parametrize("outcome, broken, expected", [
    (run.Outcome(3, 0), set(), (3, 0)),
    (run.Outcome(0, 0), set(), (0, 1)),
    (RuntimeError("no"), set(), (0, 1)),
    (run.Outcome(3, 0), {"target"}, (0, 1)),
    (run.Outcome(3, 0), {"other"}, (3, 0)),
])
def test_what_becomes_of_a_suite(tmp_path, outcome, broken, expected):
    assert counts(run.run_suite(Fake(outcome), tmp_path, broken)) == expected


def test_a_command_that_hangs_is_ended():
    code, log = run.run(["sh", "-c", "echo started; sleep 600"], 2)
    assert code is None and log == "started\n"


def test_suites_under_a_sanitizer_run_the_programs_of_its_build():
    suites = {suite.name: suite for suite in run.all_suites()}
    for name in ("asan_unit_store", "asan_contract", "tsan_unit_server", "tsan_unit_store"):
        assert not suites[name].long
        preset, program = name.split("_", 1)
        assert (suites[name].preset, suites[name].targets) == (preset, (program,))
    assert suites["contract"].preset is None


def test_each_fuzz_target_has_a_corpus_and_is_run():
    sources = {path.stem for path in (run.ROOT / "tests/fuzz").glob("*.cpp")} - {"replay"}
    assert {target.removeprefix("fuzz_") for target in run.fuzz_targets()} == sources
    suites = {suite.name: suite for suite in run.all_suites()}
    assert suites["fuzz"].targets == tuple(run.fuzz_targets()) and not suites["fuzz"].long
    for target in run.fuzz_targets():
        assert any(run.fuzz_corpus(target).iterdir())
        assert suites[f"{target}_long"].long and suites[f"{target}_long"].preset == "fuzz"


def test_a_target_that_breaks_on_its_corpus_failed(tmp_path):
    (tmp_path / "tests/fuzz").mkdir(parents=True)
    for target, code in (("fuzz_json", 0), ("fuzz_uri", 1)):
        program = tmp_path / "tests/fuzz" / target
        program.write_text(f"#!/bin/sh\necho at $1\nexit {code}\n")
        program.chmod(0o755)
    outcome = run.ReplaySuite("fuzz", "fuzz_json", "fuzz_uri").run(tmp_path, tmp_path)
    assert counts(outcome) == (1, 1) and "corpus/uri" in outcome.log and "exit code 1" in outcome.log
