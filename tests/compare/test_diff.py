"""Two reports compared, as a pipeline meets it: text, JSON, Markdown, exit code."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from made_reports import INC, NOT, WAIVED, F, P, W, latency, must, published, put, said, should
from made_results import exchange

from conformance.faces.cli import code_of
from conformance.model.result import WaiverState, WaiverUse
from conformance.model.terms import Clause, Finding, Level

SCHEMA = published("diff")


@pytest.fixture
def diff(tmp_path, capsys, monkeypatch):
    """Compare two results: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def run(before, now, *options, old=None, new=None):
        put(tmp_path / "old.json", before, **(old or {}))
        put(tmp_path / "new.json", now, **(new or {}))
        code = code_of(["diff", "old.json", "new.json", *options])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def changes(diff):
    """Compare two results: what the JSON says."""

    def run(before, now, **rest):
        code, out, _ = diff(before, now, "--format", "json", **rest)
        found = json.loads(out)
        SCHEMA.validate(found)
        assert code == int(found["worse"])
        return found

    return run


def test_the_same_twice_is_not_worse(diff):
    code, out, err = diff(said(must("status.a")), said(must("status.a")))

    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "not worse: every verdict is the same"


def test_a_new_failure_is_worse_and_told_with_message_clause_and_the_way_to_see_it_again(diff):
    found = Finding("202", "500", exchange())
    now = must("status.a", F, "Expected 202; got 500.", evidence=(exchange(),))
    now = replace(now, verdict=replace(now.verdict, findings=(found,)))

    code, out, _ = diff(said(must("status.a")), said(now))

    assert code == 1
    assert "BROKEN status.a: pass -> fail" in out
    assert "Expected 202; got 500." in out
    assert "clause    SRM REST API 2.0.0 #/paths/" in out
    assert "again     curl -i -X DELETE" in out
    assert out.splitlines()[-1] == "worse: 1 newly broken"


def test_what_is_no_longer_judged_is_worse_and_grouped_by_its_reason(diff):
    reason = "the profile has no `[accounts.viewer]`"
    code, out, _ = diff(
        said(must("permission.a"), must("permission.b"), must("permission.c", F)),
        said(must("permission.a", NOT, reason), must("permission.b", INC, "503"), must("permission.c", NOT, reason)),
    )

    assert code == 1
    assert f"BLIND 2 requirements no longer judged: {reason}" in out
    assert "pass -> not-tested permission.a" in out
    assert "fail -> not-tested permission.c" in out
    assert "pass -> inconclusive permission.b" in out
    assert out.splitlines()[-1] == "worse: 3 no longer judged"


def test_what_was_mended_is_told_and_ends_with_zero(diff):
    code, out, _ = diff(said(must("status.a", F), must("status.b", F)), said(must("status.a"), must("status.b", F)))

    assert code == 0
    assert "1 requirement mended:\n  status.a: fail -> pass" in out
    assert "Broken as before: status.b" in out
    assert out.splitlines()[-1] == "not worse: 1 mended; 1 failure as before"


def test_a_requirement_that_vanished_is_no_longer_judged_and_one_that_appeared_is_told(changes):
    found = changes(said(must("status.a"), must("status.b")), said(must("status.a"), must("status.c")))

    assert [(each["id"], each["turn"], each["old"], each["new"]) for each in found["requirements"]] == [
        ("status.c", "seen", None, {"id": "status.c", "verdict": "pass", "level": "must"}),
        ("status.b", "blind", {"id": "status.b", "verdict": "pass", "level": "must"}, None),
    ]


def test_a_renamed_requirement_is_the_same_one(changes):
    found = changes(said(must("status.old", title="T.")), said(must("status.new", F, title="T.")))

    [only] = found["requirements"]
    assert (only["id"], only["old"]["id"], only["turn"]) == ("status.new", "status.old", "broken")


def test_a_requirement_with_another_clause_is_no_renamed_one(changes):
    other = Clause("RFC 9110", "#section-15.5.5", "404")
    found = changes(said(must("status.old", title="T.")), said(must("status.new", title="T.", clause=other)))

    assert {(each["id"], each["turn"]) for each in found["requirements"]} == {
        ("status.old", "blind"),
        ("status.new", "seen"),
    }


def test_a_change_of_level_is_told_and_is_not_worse_by_itself(diff):
    code, out, _ = diff(said(should("http.a")), said(must("http.a", level=Level.MUST)))

    assert code == 0
    assert "http.a: pass -> pass, should -> must" in out


def test_a_waiver_over_what_passed_is_worse_and_one_over_what_failed_is_not(changes):
    use = WaiverUse("status.a", "build 123", "2027-03-31", "qa", "", WaiverState.COVERS)

    new = changes(said(must("status.a")), said(must("status.a", WAIVED), waivers=(use,)))
    old = changes(said(must("status.a", F)), said(must("status.a", WAIVED), waivers=(use,)))

    assert (new["worse"], old["worse"]) == (True, False)
    assert old["waivers"] == [
        {"what": "status.a", "old": "no waiver", "new": "covers: build 123 (until 2027-03-31, qa)"}
    ]


def test_a_waiver_that_ran_out_is_told(diff):
    use = WaiverUse("status.a", "build 123", "2027-03-31", "", "", WaiverState.COVERS)
    before = said(must("status.a", WAIVED), waivers=(use,))
    now = said(must("status.a", F), waivers=(replace(use, state=WaiverState.EXPIRED),))

    code, out, _ = diff(before, now)

    assert code == 1
    assert re.search(r"status\.a +covers: build 123 \(until 2027-03-31\) ->\s+expired: build 123", out)


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"base_url": "https://other.example/api"}, "target"),
        ({"tool_version": "9.9.9"}, "tool"),
        ({"depth": "deep"}, "depth"),
        ({"without": ("connectivity",)}, "areas left out"),
        ({"hazards": True}, "hazards"),
        ({"narrowing": ("only status",)}, "selection"),
        ({"fail_on": "should"}, "fails on"),
        ({"interrupted": True}, "interrupted"),
    ],
)
def test_unlike_things_are_said_loudly(diff, changes, other, what):
    before, now = said(must("status.a")), said(must("status.a"), **other)

    assert [each["what"] for each in changes(before, now)["unlike"]] == [what]
    assert "NOT ALIKE: the two differ in more than the server" in diff(before, now)[1]


def test_another_document_is_said_with_its_digest(changes):
    before = said(must("status.a"))
    found = changes(before, replace(before, spec=replace(before.spec, sha256="beef" * 16)))

    [only] = found["unlike"]
    assert only["what"] == "document"
    assert "sha256 beefbeefbeef" in only["new"]


def test_slower_answers_are_told_and_change_no_exit_code(diff):
    same = said(must("status.a"))

    code, out, _ = diff(same, same, old={"latency": latency(60, 0.1, 0.12)}, new={"latency": latency(60, 0.9, 1.2)})

    assert code == 0
    assert "latency   deletePairing: median 100 ms -> 900 ms, slower (60 and 60 answers): worth a look" in out


def test_reports_given_the_wrong_way_round_are_noticed(diff):
    before, now = said(must("status.a"), started=2000.0), said(must("status.a"), started=1000.0)

    assert "OLD is younger than NEW" in diff(before, now)[1]


def test_markdown_has_the_verdict_first_and_the_message_of_what_broke(diff):
    code, out, _ = diff(said(must("status.a")), said(must("status.a", F, "got <b>500</b>")), "--format", "markdown")

    assert code == 1
    assert out.startswith("## worse\n\n1 newly broken.\n")
    assert r"- `status.a` pass -\> fail: The title of status.a. got \<b\>500\</b\>" in out


def test_text_is_plain_in_a_pipe(diff):
    out = diff(said(must("status.a")), said(must("status.a", F, "\x1b[2Jcleared")))[1]

    assert "\x1b" not in out
    assert r"\x1b[2Jcleared" in out


def test_a_warning_that_is_new_is_worse(changes):
    assert changes(said(should("http.a", P)), said(should("http.a", W)))["worse"] is True


@pytest.mark.parametrize(("arguments", "expected"), [(["a.json"], "NEW"), (["a.json", "b.json"], "`a.json` cannot be")])
def test_what_cannot_be_compared_ends_with_two(arguments, expected, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert code_of(["diff", *arguments]) == 2
    assert expected in capsys.readouterr().err
