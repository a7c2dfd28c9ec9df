"""Reports of shards as one: made by hand, and of real runs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from made_reports import INC, NOT, WAIVED, F, P, W, latency, must, put, said, should
from test_reports_of_any_result import SCHEMA

from conformance.faces.cli import code_of
from conformance.model.result import PairingUse, WaiverState, WaiverUse
from conformance.model.terms import Level, RunVerdict
from conformance.reference.serve import start

ELSEWHERE = "belongs to another shard than"


def other(name, shard, **rest):
    """A requirement that a shard leaves to another one."""
    return must(name, NOT, f"{ELSEWHERE} {shard}", mandatory=False, **rest)


def of_shard(shard, *requirements, **rest):
    """The result of a shard."""
    number, of = shard.split("/")
    narrowing = (f"shard {number} of {of}", "depth standard")
    return said(*requirements, **({"narrowing": narrowing} | rest))


@pytest.fixture
def merge(tmp_path, capsys, monkeypatch):
    """Merge results: exit code, the merged report, stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*results, written=({},)):
        names = [f"{place}.json" for place in range(len(results))]
        for place, (name, each) in enumerate(zip(names, results, strict=True)):
            put(tmp_path / name, each, **written[place % len(written)])
        code = code_of(["merge", *names, "--report", "json=all.json"])
        found = tmp_path / "all.json"
        report = json.loads(found.read_text()) if found.exists() else None
        if report:
            Draft202012Validator(SCHEMA).validate(report)
        return code, report, capsys.readouterr().err

    return run


def verdicts(report):
    return {each["id"]: each["verdict"] for each in report["requirements"]}


ONE = of_shard("1/2", must("status.a"), other("status.b", "1/2"))
TWO = of_shard("2/2", other("status.a", "2/2"), must("status.b"))


def test_two_halves_make_a_whole(merge):
    code, report, err = merge(ONE, TWO)

    assert (code, err) == (0, "")
    assert (report["verdict"], verdicts(report)) == ("conformant", {"status.a": "pass", "status.b": "pass"})
    assert report["claim"]["narrowing"] == ["depth standard"]
    assert (report["claim"]["mandatory"], report["claim"]["unjudged"]) == (2, 0)
    assert [each["shard"] for each in report["shards"]] == ["1/2", "2/2"]


def test_a_breach_in_one_shard_is_a_breach_of_the_whole_and_says_where(merge):
    code, report, _ = merge(
        of_shard("1/2", must("status.a", P)), of_shard("2/2", must("status.a", F, "Expected 202; got 500."))
    )

    [only] = report["requirements"]
    assert code == 1
    assert only["message"] == "Expected 202; got 500. (In shard 2/2; pass in shard 1/2.)"
    assert (only["verdict"], only["shard"]) == ("fail", "2/2")


def test_what_a_missing_shard_had_to_judge_is_not_tested_and_the_whole_incomplete(merge):
    code, report, _ = merge(ONE)

    assert code == 3
    assert (report["verdict"], verdicts(report)) == ("incomplete", {"status.a": "pass", "status.b": "not-tested"})
    assert report["requirements"][1]["message"] == "belongs to a shard whose report is missing: 2/2"
    assert report["claim"]["unjudged"] == 1
    assert any("missing is that of 1 shard: 2/2" in each for each in report["warnings"])


def test_without_a_shard_the_whole_is_incomplete_even_if_all_was_judged_somehow(merge):
    code, report, _ = merge(of_shard("1/2", must("status.a")))

    assert (code, report["verdict"]) == (3, "incomplete")
    assert report["headline"].endswith("but a part of the run is missing")


def test_a_shard_of_which_nothing_good_is_said_keeps_the_whole_from_being_conformant(merge):
    alarm = "The pairing p is lost."

    code, report, _ = merge(ONE, replace(TWO, verdict=RunVerdict.INCOMPLETE, warnings=(alarm,)))

    assert (code, report["verdict"]) == (3, "incomplete")
    assert alarm in report["warnings"]


def test_hazards_that_the_claim_leaves_out_are_not_due_of_a_missing_shard(merge):
    hazard = must("robustness.x", NOT, f"{ELSEWHERE} 1/2, and is judged only with `[claim] hazards`", mandatory=False)

    _, report, _ = merge(of_shard("1/2", must("status.a"), hazard))

    assert [each["mandatory"] for each in report["requirements"]] == [True, False]


@pytest.mark.parametrize(
    ("one", "other_one", "expected"),
    [
        (P, NOT, "pass"),
        (P, INC, "pass"),
        (INC, NOT, "inconclusive"),
        (F, INC, "fail"),
        (WAIVED, F, "fail"),
        (WAIVED, P, "waived"),
        (P, F, "fail"),
    ],
)
def test_of_two_verdicts_on_a_requirement_the_stronger_holds_in_either_order(merge, one, other_one, expected):
    def half(number, outcome):
        seen = must("status.a", outcome)
        return of_shard(f"{number}/2", replace(seen, verdict=replace(seen.verdict, examples=int(outcome is not INC))))

    assert verdicts(merge(half(1, one), half(2, other_one))[1]) == {"status.a": expected}
    assert verdicts(merge(half(1, other_one), half(2, one))[1]) == {"status.a": expected}


def test_what_was_mostly_trouble_in_one_shard_is_no_pass(merge):
    _, report, _ = merge(of_shard("1/2", must("status.a", INC)), of_shard("2/2", must("status.a")))

    assert verdicts(report) == {"status.a": "inconclusive"}


def test_shoulds_that_were_due_in_a_shard_of_shoulds_alone_are_not_due_in_a_whole_that_has_a_must(merge):
    alone = must("http.b", INC, level=Level.SHOULD)
    first = of_shard("1/2", must("status.a"), should("http.b", NOT), fail_on="should")

    code, whole, _ = merge(first, of_shard("2/2", other("status.a", "2/2"), alone, fail_on="should"))

    assert (code, [each["mandatory"] for each in whole["requirements"]]) == (0, [True, False])


def test_where_shoulds_decide_and_nothing_else_was_chosen_the_whole_is_judged_by_them(merge):
    assert merge(said(must("http.b", level=Level.SHOULD), fail_on="should"))[0] == 0


def test_a_broken_should_counts_as_it_does_in_a_run(merge):
    halves = (
        of_shard("1/2", must("status.a"), should("http.b", W)),
        of_shard("2/2", must("status.a"), should("http.b")),
    )

    assert merge(*halves)[0] == 0
    assert merge(*(replace(each, fail_on="should") for each in halves))[0] == 1


def test_counts_add_up_and_pairings_are_told_once(merge):
    _, report, _ = merge(
        replace(ONE, requests=10, seconds=1.5, started=2000.0, pairings=(PairingUse("p", ("a",)),)),
        replace(TWO, requests=5, seconds=2.0, started=1000.0, pairings=(PairingUse("p", ("b",), spent=True, by=7),)),
    )

    assert (report["requests"], report["seconds"], report["started"]) == (15, 3.5, "1970-01-01T00:16:40.000Z")
    assert report["pairings"] == [{"id": "p", "purposes": ["a", "b"], "deleted": True, "wrongly": False, "by": 7}]
    assert report["pairings_deleted"] == ["p"]


def test_passes_count_their_evidence_together(merge):
    _, report, _ = merge(of_shard("1/2", must("status.a")), of_shard("2/2", must("status.a")))

    assert [(each["examples"], each["message"]) for each in report["requirements"]] == [(6, "Held on all 6 judged.")]


def test_a_waiver_that_covers_in_one_shard_is_not_called_idle(merge):
    use = WaiverUse("status.b", "build 123", "2027-03-31", "", "", WaiverState.IDLE)
    idle = "The waiver of status.b covers nothing, for the requirement was not judged. build 123 (until 2027-03-31)"
    two = of_shard("2/2", other("status.a", "2/2"), must("status.b", WAIVED))

    _, report, _ = merge(
        replace(ONE, waivers=(use,), warnings=(idle,)),
        replace(two, waivers=(replace(use, state=WaiverState.COVERS),)),
    )

    assert [each["state"] for each in report["waivers"]] == ["covers"]
    assert not any("waiver" in each for each in report["warnings"])


def test_latency_is_that_of_all_shards(merge):
    figures = ({"latency": latency(10, 0.1, 0.2)}, {"latency": latency(90, 0.3, 0.4)})

    assert merge(ONE, TWO, written=figures)[1]["latency"] == latency(100, 0.3, 0.4)


def test_other_seeds_and_an_interruption_are_told(merge):
    _, report, _ = merge(ONE, replace(TWO, seed=43, interrupted=True))

    assert "The shards ran with different seeds: 42, 43." in report["warnings"]
    assert "Interrupted was 2/2." in report["warnings"]
    assert report["interrupted"] is True


def test_a_shard_given_twice_is_told_and_a_breach_of_either_holds(merge):
    again = of_shard("1/2", must("status.a", F, "Expected 202; got 500."), other("status.b", "1/2"))

    code, report, _ = merge(ONE, again, TWO)

    assert code == 1
    assert any(each.startswith("Shard 1/2 was given 2 times") for each in report["warnings"])


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (of_shard("2/3", must("status.b")), "no parts of the same whole"),
        (replace(TWO, base_url="https://other.example"), "cannot be one claim: target: "),
        (replace(TWO, spec=replace(TWO.spec, sha256="beef" * 16)), "cannot be one claim: document: "),
        (replace(TWO, tool_version="9.9.9"), "cannot be one claim: tool: 0.1.0 and 9.9.9"),
        (replace(TWO, hazards=True), "cannot be one claim: hazards: no and yes"),
        (replace(TWO, narrowing=("shard 2 of 2", "only status")), "cannot be one claim: selection: "),
        (replace(TWO, depth="deep"), "cannot be one claim: depth: standard and deep"),
    ],
)
def test_what_cannot_be_one_claim_is_refused(merge, second, expected):
    code, report, err = merge(ONE, second)

    assert (code, report) == (2, None)
    assert expected in err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "REPORT"),
        (["nowhere.json"], "`nowhere.json` cannot be read"),
        (["0.json", "--report", "pdf=x"], "`pdf` is no format"),
        (["0.json", "--report", "json"], "is not FORMAT=PATH"),
        (["0.json", "--report", "har=x.har"], "har"),
    ],
)
def test_a_slip_of_the_user_ends_with_two(tmp_path, monkeypatch, capsys, arguments, expected):
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "0.json", ONE)

    assert code_of(["merge", *arguments]) == 2
    assert expected in capsys.readouterr().err


def test_the_console_ends_with_the_verdict_of_the_whole(tmp_path, capsys):
    paths = [str(put(tmp_path / f"{n}.json", each)) for n, each in enumerate((ONE, TWO))]

    assert code_of(["merge", *paths]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "conformant: no MUST was broken, and all 2 mandatory requirements were judged"
    )


ONLY = "--only=status,schema,lifecycle,effect,connectivity"
"""Judged on many probes, and without the hundreds of odd requests."""


@pytest.fixture(scope="module", params=[None, "unknown-is-400"])
def whole(request, tmp_path_factory):
    """A server, right or wrong, and the report of a run that was not divided."""
    folder = tmp_path_factory.mktemp("whole")
    with start(fault=request.param) as server:
        profile = folder / "profile.toml"
        profile.write_text(server.profile(), encoding="utf-8")

        def judge(name, *options):
            out, report = folder / name, folder / f"{name}.json"
            arguments = ["-p", profile, "--depth=quick", "--seed=7", "--quiet", f"--report=json={report}", ONLY]
            code = code_of(["run", *map(str, arguments), f"--out={out}", *options])
            return code, report

        yield judge, *judge("whole")


def test_shards_of_a_real_run_come_to_the_verdicts_of_the_undivided_one(whole, tmp_path):
    judge, code, report = whole
    of = 3

    shards = [judge(f"{number}-{of}", f"--shard={number}/{of}")[1] for number in range(1, of + 1)]
    merged = code_of(["merge", *map(str, shards), "--quiet", f"--report=json={tmp_path / 'all.json'}"])

    one, other_one = (json.loads(each.read_text()) for each in (report, tmp_path / "all.json"))
    assert merged == code
    assert verdicts(other_one) == verdicts(one)
    assert other_one["claim"] == one["claim"]
