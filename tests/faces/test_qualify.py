"""The judge judged, as a user meets it: groups of servers, what was caught, and exit codes."""

from __future__ import annotations

import json

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
    code, said = printed("--only", "lock-between-sessions", "--only", "carries-out-at-logout", "--format", "markdown")

    assert code == 0
    assert said.out.count("| 1 | caught |") == 2


def test_an_unknown_name_is_refused_with_the_nearest(printed):
    code, said = printed("--only", "variant")

    assert code == 2
    assert "did you mean `variants`?" in said.err
