"""No answer of a target crashes the tool, hangs it, misleads it or speaks through its reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import CASES
from inert import faults, raw_characters
from relay import hostile
from runner import Apart, judged

from conformance.evidence import read_events
from conformance.run import judge_evidence

MOST_MEMORY = 200
"""MiB that a process may take at its peak, whatever it is told."""
CODES = {"conformant": 0, "non-conformant": 1, "incomplete": 3}


def well_judged(case, found, folder, strangers):
    """The verdict is the right one, the reason is told, the reports are inert, nobody else was asked."""
    assert "crash" not in found, found["crash"]
    assert found["verdict"] in case.verdict.split(" or "), found["said"]
    assert found["code"] == CODES[found["verdict"]]
    assert case.says in "\n".join(found["said"])
    assert raw_characters(found["stdout"] + found["stderr"]) == []
    assert faults(folder) == []
    assert strangers == []


@pytest.mark.parametrize("case", [each for each in CASES.values() if not each.heavy], ids=lambda case: case.name)
def test_a_hostile_target_ends_in_a_verdict_with_the_true_reason(case, tmp_path):
    with hostile(case) as relay:
        found = judged(relay.profile(), str(tmp_path), case.also)

    well_judged(case, found, tmp_path, relay.strangers)
    again = judge_evidence(tmp_path / "run" / "evidence.jsonl")
    assert str(again.verdict) == found["verdict"]


@pytest.fixture(scope="module")
def apart():
    with Apart() as process:
        yield process


@pytest.mark.parametrize("case", [each for each in CASES.values() if each.heavy], ids=lambda case: case.name)
def test_a_target_that_sends_without_measure_is_judged_within_bounds(case, apart, tmp_path):
    with hostile(case) as relay:
        found = apart.judged(relay.profile(), str(tmp_path), case.also)

    well_judged(case, found, tmp_path, relay.strangers)
    assert found["peak"] < MOST_MEMORY


def test_the_page_in_the_docs_has_every_case():
    page = (Path(__file__).parents[2] / "docs" / "hostile-targets.md").read_text(encoding="utf-8")
    rows = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.startswith("| ")]

    assert rows[2:] == list(CASES), "out of date: python tests/hostile/table.py > docs/hostile-targets.md"


def test_evidence_of_a_hostile_target_is_read_to_its_end(tmp_path):
    with hostile(CASES["evil-text-in-a-task"]) as relay:
        judged(relay.profile(), str(tmp_path))

    assert len(list(read_events(tmp_path / "run" / "evidence.jsonl"))) > 10


def test_there_are_as_many_cases_as_promised():
    assert len(CASES) >= 60
