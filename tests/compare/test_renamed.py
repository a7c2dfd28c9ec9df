"""A requirement that was renamed is found by its old id wherever one may stand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from made import exchange
from made_reports import F, P, must, put, report, said

from conformance.catalogue import requirements
from conformance.compare.diff import compare
from conformance.compare.merge import merge
from conformance.compare.trend import trend
from conformance.document.load import load
from conformance.faces.cli import code_of
from conformance.model.events import Judgement, Observed, RunStarted
from conformance.model.observations import Attempt
from conformance.model.renamed import RENAMED, ever, today
from conformance.model.terms import Depth, Outcome
from conformance.profile.options import OPTIONS
from conformance.profile.waivers import load_waivers
from conformance.run.conclude import conclude

OLD, NEW = "status.once-called-otherwise", "status.unknown-pairing-is-not-found"
SEEN = Observed("unknown-pairing", Attempt("unknown-pairing", "", exchange(202)))


def started(**rest):
    head = RunStarted(
        "0", "2.0.0", "2.0.0", "", "deletePairing", "http://h", 1, Depth.STANDARD, 0.0, (), hazards=False, missing={},
        skipped={},
    )  # fmt: skip
    return replace(head, **rest)


@pytest.fixture(autouse=True)
def _renamed(monkeypatch):
    monkeypatch.setitem(RENAMED, OLD, NEW)


def test_old_ids_are_read_as_those_of_today():
    assert (today(OLD), today(NEW), ever(NEW)) == (NEW, NEW, (NEW, OLD))


def test_a_diff_compares_it_with_itself_whatever_else_changed(tmp_path):
    before = report(tmp_path, said(must(OLD, F, title="Another title.")), "old.json")

    [change] = compare(before, report(tmp_path, said(must(NEW)), "new.json")).changes
    assert (change.id, str(change.turn)) == (NEW, "mended")


def test_a_merge_takes_it_for_one_requirement(tmp_path):
    parts = [report(tmp_path, said(must(name, P)), f"{name}.json") for name in (OLD, NEW)]

    assert [each.id for each in merge(parts).result.requirements] == [NEW]


def test_a_trend_has_one_row_for_it(tmp_path):
    put(tmp_path / "1.json", said(must(OLD, F)))
    put(tmp_path / "2.json", said(must(NEW, P), started=1_764_000_100.0))

    assert trend(tmp_path).strips() == {NEW: (Outcome.FAIL, Outcome.PASS)}


def test_a_waiver_of_its_old_id_covers_it(tmp_path):
    path = tmp_path / "waivers.toml"
    path.write_text(f'[[waiver]]\nid = "{OLD}"\nreason = "r"\nuntil = 2099-01-01\n', encoding="utf-8")
    [waiver] = load_waivers(path, [NEW])

    result = conclude([started(waivers=(waiver,)), SEEN], load("2.0.0"))
    assert (waiver.id, {each.id: each.outcome for each in result.requirements}[NEW]) == (NEW, Outcome.WAIVED)


def test_it_is_selected_by_its_old_id():
    assert OPTIONS["only"].read([OLD, NEW]) == (NEW,)


def test_it_is_explained_by_its_old_id(capsys):
    assert code_of(["explain", OLD, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == NEW


def test_evidence_that_names_it_by_its_old_id_is_judged_alike():
    events = [started(skipped={OLD: "left out"}), SEEN, Judgement(OLD, Outcome.NOT_TESTED, "left out")]

    result = conclude(events, load("2.0.0"))
    assert {each.id: each.outcome for each in result.requirements}[NEW] is Outcome.NOT_TESTED
    assert [each for each in result.otherwise if NEW in each or OLD in each] == []


def test_no_old_id_is_one_of_today_and_each_leads_to_one():
    known = {each.id for each in requirements(load("2.0.0"))}

    assert (set(RENAMED) & known, set(RENAMED.values()) - known) == (set(), set())
