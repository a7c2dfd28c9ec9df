"""`explain` says of each requirement what it is, how it is seen, what breaks it and what mends it."""

from __future__ import annotations

import json

import pytest

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.faces.cli import code_of
from conformance.faces.explaining import explained

REQUIREMENTS = requirements(load("2.0.0"))


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.id)
def test_every_requirement_is_explained_whole(requirement):
    said = explained(requirement)

    empty = [
        name for name in ("cited", "sent", "judged", "holds", "breaks", "cause", "cure", "faults") if not said[name]
    ]
    assert empty == []


def test_a_requirement_is_explained_in_text(capsys):
    code = code_of(["explain", "lifecycle.an-end-is-final"])

    lines = capsys.readouterr().out.splitlines()
    names = [line[:9].strip() for line in lines[3:] if line[:9].strip()]
    assert (code, lines[0]) == (0, "lifecycle.an-end-is-final  MUST")
    assert [
        each for each in names if each in ("clause", "sent", "judged", "holds", "breaks", "cause", "cure", "proven by")
    ][:1] == ["clause"]
    assert {"holds", "breaks", "cause", "cure", "proven by"} <= set(names)


def test_the_area_may_be_left_out_where_the_rest_is_enough(capsys):
    assert code_of(["explain", "an-end-is-final", "--format=json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "lifecycle.an-end-is-final"


def test_a_short_name_of_several_is_not_guessed(capsys):
    assert code_of(["explain", "no-server-error"]) == 2
    assert "did you mean `robustness.no-server-error` or `concurrency.no-server-error`?" in capsys.readouterr().err


def test_an_unknown_id_is_answered_with_the_nearest(capsys):
    assert code_of(["explain", "lifecycle.an-end-is-finale"]) == 2
    assert "did you mean `lifecycle.an-end-is-final`?" in capsys.readouterr().err


def test_markdown_is_a_table_of_facts(capsys):
    assert code_of(["explain", "errors.no-html", "--format=markdown"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# errors.no-html"
    assert any(line.startswith("| Cause | The container") for line in lines)
