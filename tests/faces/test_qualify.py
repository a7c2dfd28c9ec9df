"""The judge judged, as a user meets it: groups of servers, what was caught, and exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen

import pytest

from conformance.faces.cli import code_of


@pytest.fixture
def printed(capsys):
    """What `qualify` prints on stdout, with its exit code."""

    def show(*arguments):
        code = code_of(["qualify", "--depth", "quick", *arguments])
        return code, capsys.readouterr()

    return show


def test_a_fault_is_caught_and_a_variant_is_not_accused(printed):
    code, said = printed("--only", "accepts-with-200,extra-members", "--format", "json")
    judged = {each["server"]: each for each in json.loads(said.out)}

    assert code == 0
    assert judged["accepts-with-200"]["failed"] == judged["accepts-with-200"]["breaks"]
    assert judged["extra-members"]["verdict"] == "conformant"


def test_a_fault_is_judged_as_far_as_it_takes_to_show_it(printed):
    code, said = printed("--only", "lock-between-sessions", "--only", "takes-the-refused-along", "--format", "markdown")

    assert code == 0
    assert said.out.count("| 1 | caught |") == 2


def test_an_unknown_name_is_refused_with_the_nearest(printed):
    code, said = printed("--only", "variant")

    assert code == 2
    assert "did you mean `variants`?" in said.err


def test_its_workers_end_with_it_however_that_ends():
    program = Path(sys.executable).with_name("srm-conformance")
    arguments = ["qualify", "--depth", "quick", "--only", "right,extra-members", "--workers", "1", "--seeds", "9"]
    with Popen([program, *arguments], stdout=PIPE, stderr=STDOUT) as running:  # noqa: S603 - our own program
        first = running.stdout.readline()
        running.kill()
        rest = running.communicate(timeout=60)[0]  # comes to its end when nobody holds the other end any more

    assert (b"right" in first, b"extra-members, seed 9" in rest) == (True, False)
