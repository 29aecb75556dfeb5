"""What becomes of the open runs of a C++ program when it ends, on mltrack's server and on MLflow's."""

import os
import signal
import subprocess

import pytest
import servers
from mlflow.tracking import MlflowClient

PROGRAM = servers.BUILD / "tests/programs/fluent_endings"


def heed_interrupts():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Program:
    """A running program: what it prints, how it ended."""

    def __init__(self, url, way, **variables):
        environment = os.environ | {"MLFLOW_TRACKING_URI": url} | variables
        # Shells start what goes to the background with SIGINT ignored, which programs keep.
        self.process = subprocess.Popen([PROGRAM, way], env=environment, preexec_fn=heed_interrupts,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True)
        self.run = self.line()

    def line(self):
        return self.process.stdout.readline().strip()

    def go_on(self):
        """Sends the line that it waits for."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self):
        """The exit code, once it has ended."""
        try:
            self.errors = self.process.communicate(timeout=60)[1]
        finally:
            self.process.kill()
        return self.process.returncode

    def signal(self, number):
        self.process.send_signal(number)
        return self.end()


@pytest.fixture
def status_of(either_server):
    def status(run_id):
        info = MlflowClient(either_server.url).get_run(run_id).info
        assert (info.end_time is None) == (info.status == "RUNNING")
        return info.status

    return status


def test_a_program_that_ends_has_finished(either_server, status_of):
    program = Program(either_server.url, "leaves_main")
    part = program.line()
    assert program.end() == 0 and program.errors == ""
    assert (status_of(program.run), status_of(part)) == ("FINISHED", "FINISHED")
    assert MlflowClient(either_server.url).get_run(part).data.tags["mlflow.parentRunId"] == program.run


def test_a_program_that_exits_has_finished(either_server, status_of):
    program = Program(either_server.url, "calls_exit")
    assert program.end() == 3
    assert status_of(program.run) == "FINISHED"


def test_an_uncaught_exception_has_failed(either_server, status_of):
    program = Program(either_server.url, "throws")
    assert program.end() == -signal.SIGABRT
    assert "diverged" in program.errors, "the terminate handler of before has its say"
    assert status_of(program.run) == "FAILED"


def test_the_terminate_handler_of_before_is_called(either_server, status_of):
    program = Program(either_server.url, "terminates")
    assert program.end() == 7
    assert status_of(program.run) == "FAILED"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_kills(either_server, status_of, number):
    program = Program(either_server.url, "waits")
    assert program.signal(number) == -number, "the program ends as it would without us"
    assert status_of(program.run) == "KILLED"


def test_signals_are_left_alone_on_request(either_server, status_of):
    program = Program(either_server.url, "waits_without_us")
    assert program.signal(signal.SIGTERM) == -signal.SIGTERM
    assert status_of(program.run) == "RUNNING"


def test_signals_are_given_back_on_request(either_server, status_of):
    program = Program(either_server.url, "waits_without_us_later")
    assert program.line() == "given back"
    assert program.signal(signal.SIGTERM) == -signal.SIGTERM
    assert status_of(program.run) == "RUNNING"


def test_a_handler_of_the_programs_is_called(either_server, status_of):
    program = Program(either_server.url, "own_handler")
    assert program.signal(signal.SIGTERM) == 5, "it went on after its handler"
    assert status_of(program.run) == "KILLED"
    assert MlflowClient(either_server.url).get_run(program.run).data.metrics == {"after": 1.0}


def test_what_is_logged_after_the_handler_arrives(either_server, status_of):
    program = Program(either_server.url, "logs_after_its_handler")
    assert program.signal(signal.SIGTERM) == 5 and program.errors == ""
    assert status_of(program.run) == "KILLED"
    assert MlflowClient(either_server.url).get_run(program.run).data.metrics == {"after": 1.0}


def test_what_is_logged_before_a_second_signal_arrives(either_server, status_of):
    program = Program(either_server.url, "gets_another_signal")
    assert program.signal(signal.SIGINT) == -signal.SIGTERM and program.errors == ""
    assert status_of(program.run) == "KILLED"
    assert MlflowClient(either_server.url).get_run(program.run).data.metrics == {"after": 1.0}


@pytest.mark.parametrize("journal", [False, True])
def test_what_threads_log_while_a_signal_comes_arrives(either_server, status_of, tmp_path, journal):
    journals = tmp_path / "journals"
    program = Program(either_server.url, "logs_from_threads", **({"MLTRACK_JOURNAL_DIR": str(journals)} if journal else {}))
    assert program.line() == "logging"
    program.process.send_signal(signal.SIGTERM)
    logged = {"own": int(program.line()), "other": int(program.line())}
    assert program.end() == 0 and program.errors == ""
    assert status_of(program.run) == "KILLED"
    client = MlflowClient(either_server.url)
    for key, count in logged.items():
        values = [each.value for each in client.get_metric_history(program.run, key)]
        assert sorted(values) == list(range(count)), key
    assert not journal or list(journals.iterdir()) == []


@pytest.mark.parametrize("way,code", [("exits_on_its_own", 0), ("throws_on_its_own", -signal.SIGABRT)])
def test_a_run_that_is_left_open_has_what_was_logged(either_server, status_of, way, code):
    program = Program(either_server.url, way)
    assert program.end() == code
    assert status_of(program.run) == "RUNNING"
    assert MlflowClient(either_server.url).get_run(program.run).data.metrics == {"loss": 0.5}


def test_a_program_without_threads_has_finished(either_server, status_of):
    program = Program(either_server.url, "has_no_threads")
    assert program.end() == 0 and program.errors == ""
    assert status_of(program.run) == "FINISHED"
    assert MlflowClient(either_server.url).get_run(program.run).data.metrics == {"loss": 0.5, "last": 1.0}


def test_an_ignored_signal_stays_ignored(either_server, status_of):
    program = Program(either_server.url, "ignores_interrupts")
    assert program.line() == "goes on"
    assert status_of(program.run) == "RUNNING"
    assert program.signal(signal.SIGTERM) == -signal.SIGTERM
    assert status_of(program.run) == "KILLED"


def test_children_leave_the_run_alone(either_server, status_of):
    program = Program(either_server.url, "has_children")
    assert (program.line(), program.line()) == ("exited", "killed by 15")
    assert status_of(program.run) == "RUNNING"
    assert program.process.poll() is None, "the signal was the child's"
    assert program.signal(signal.SIGINT) == -signal.SIGINT
    assert status_of(program.run) == "KILLED"


def test_a_child_has_runs_of_its_own(either_server, status_of):
    program = Program(either_server.url, "child_logs")
    lines = {program.line(), program.line()}
    child, = {line for line in lines if len(line) < 32}
    run, = lines - {child}
    os.kill(int(child), signal.SIGTERM)
    assert program.end() == signal.SIGTERM and program.errors == ""
    assert (status_of(run), status_of(program.run)) == ("KILLED", "FINISHED")
    client = MlflowClient(either_server.url)
    assert client.get_run(run).data.metrics == {"child": 1.0}
    assert client.get_run(program.run).data.metrics == {"parent": 1.0}


def test_a_server_that_is_away_does_not_hold_the_program_up(tmp_path):
    server = servers.mltrack_server(tmp_path / "server")
    program = Program(server.url, "waits", MLFLOW_HTTP_REQUEST_MAX_RETRIES="7", MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR="30")
    server.kill()
    assert program.signal(signal.SIGTERM) == -signal.SIGTERM
    assert program.run in program.errors


def test_what_a_server_that_is_away_does_not_get_is_in_the_journal(tmp_path):
    server = servers.mltrack_server(tmp_path / "server")
    program = Program(server.url, "logs_in_the_background", MLTRACK_JOURNAL_DIR=str(tmp_path / "journals"),
                      MLFLOW_HTTP_REQUEST_MAX_RETRIES="7", MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR="30")
    server.kill()
    program.go_on()
    assert program.line() == "logged"
    assert program.signal(signal.SIGTERM) == -signal.SIGTERM
    farewell, = [line for line in program.errors.splitlines() if "mltrack sync" in line]
    assert f"records are not at {server.url}" in farewell
    assert farewell.endswith(f"mltrack sync '{tmp_path / 'journals'}'"), "the journal says where the run is"
    assert program.run in program.errors.splitlines()[-1], "the run stays RUNNING"


def test_threads_that_log_on_do_not_hold_the_program_up(tmp_path):
    server = servers.mltrack_server(tmp_path / "server")
    program = Program(server.url, "logs_from_threads_until_killed", MLTRACK_JOURNAL_DIR=str(tmp_path / "journals"),
                      MLFLOW_HTTP_REQUEST_MAX_RETRIES="7", MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR="30")
    server.kill()
    program.go_on()
    assert program.line() == "logging"
    assert program.signal(signal.SIGTERM) == -signal.SIGTERM
    assert program.errors.count("records are not at") == 1, "there was one logger"
    assert len(list((tmp_path / "journals").iterdir())) == 1
    assert program.run in program.errors.splitlines()[-1], "the run stays RUNNING"
