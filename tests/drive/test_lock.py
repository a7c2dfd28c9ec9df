"""No two runs at one target: the second is refused in words, and a killed one leaves no lock behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.drive.lock import TargetBusy, sole_run

URL = "http://127.0.0.1:1/api"
HOLD = """
import sys
from pathlib import Path
from conformance.drive.lock import sole_run
with sole_run(sys.argv[1], Path("the-other-run")):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_locks(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.fixture
def other():
    """Another process that holds the lock."""
    held = [sys.executable, "-c", HOLD, URL]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own code
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def locks(folder: Path) -> list[Path]:
    return list(folder.rglob("*.lock"))


def test_a_second_run_on_the_same_target_is_refused_with_who_is_there(other):
    with pytest.raises(TargetBusy) as refused, sole_run("http://127.0.0.1:1/elsewhere", Path("x")):
        pass

    said = refused.value.message
    assert f"process {other.pid} on " in said
    assert "in `the-other-run`" in said
    assert "UTC" in said


def test_a_run_on_another_target_is_free(other):
    with sole_run("http://127.0.0.1:2/api", Path("x")):
        pass


def test_a_killed_run_leaves_the_target_free(other):
    os.kill(other.pid, signal.SIGKILL)
    other.wait()

    with sole_run(URL, Path("x")):
        pass


def test_a_run_that_ended_leaves_nothing(tmp_path):
    with sole_run(URL, Path("x")):
        assert len(locks(tmp_path)) == 1

    assert locks(tmp_path) == []


def test_without_a_home_that_can_be_written_to_there_is_a_lock_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))

    with sole_run(URL, Path("x")), pytest.raises(TargetBusy), sole_run(URL, Path("y")):
        pass
