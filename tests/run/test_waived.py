"""What is waived is told in every report; a waiver that ran out covers nothing, and one that is not needed is told."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conformance.faces.cli import code_of
from conformance.model.result import WaiverState
from conformance.model.terms import Outcome, RunVerdict
from conformance.profile.load import loads
from conformance.profile.waivers import Waiver
from conformance.reference.serve import start
from conformance.report import FORMATS
from conformance.run import judge_evidence, judge_target

BROKEN, PASSING, UNJUDGED = (
    "status.unknown-pairing-is-not-found",
    "status.malformed-id-is-refused",
    "permission.no-privilege",
)
REPORTS = [each for each in FORMATS if each not in ("hurl", "arazzo")]
"""All but the two that are programs for other runners and tell no verdict."""
TODAY = datetime.now(UTC).date()
LINK = "https://tracker.example/4711"


def waiver(name=BROKEN, *, days=1):
    return Waiver(name, "known defect of build 123", TODAY + timedelta(days), "qa@vendor.example", LINK)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """The evidence of a run against a server that answers an unknown pairing with 400."""
    out = tmp_path_factory.mktemp("run") / "out"
    with start(fault="unknown-is-400") as server:
        options = {"depth": "quick", "only": ["status"], "out": str(out), "seed": 1}
        judge_target(loads(server.profile(), environ={}, overrides=options))
    return out / "evidence.jsonl"


def outcome(result, name):
    return next(each.outcome for each in result.requirements if each.id == name)


def test_a_waiver_in_force_covers_what_is_broken(evidence):
    result = judge_evidence(evidence, waivers=(waiver(),))

    assert (outcome(result, BROKEN), result.verdict) == (Outcome.WAIVED, RunVerdict.CONFORMANT)
    assert [each.state for each in result.waivers] == [WaiverState.COVERS]
    assert result.warnings == judge_evidence(evidence).warnings


def test_it_holds_through_its_last_day(evidence):
    day = datetime.fromtimestamp(judge_evidence(evidence).started, UTC).date()

    result = judge_evidence(evidence, waivers=(replace(waiver(), until=day),))

    assert outcome(result, BROKEN) is Outcome.WAIVED


def test_a_waiver_that_ran_out_covers_nothing_and_is_told(evidence):
    result = judge_evidence(evidence, waivers=(waiver(days=-2),))

    assert (outcome(result, BROKEN), result.verdict) == (Outcome.FAIL, RunVerdict.NON_CONFORMANT)
    assert [each.state for each in result.waivers] == [WaiverState.EXPIRED]
    assert result.warnings[-1].startswith(f"The waiver of {BROKEN} ran out")


def test_a_waiver_that_is_no_longer_needed_is_told(evidence):
    result = judge_evidence(evidence, waivers=(waiver(), waiver(PASSING), waiver(UNJUDGED)))

    assert [each.state for each in result.waivers] == [WaiverState.COVERS, WaiverState.NOT_NEEDED, WaiverState.IDLE]
    assert "no longer needed" in result.warnings[-2]
    assert "was not judged" in result.warnings[-1]


def plain(told):
    """A report without the escapes of its format."""
    return html.unescape(told).replace("\\", "")


@pytest.mark.parametrize("form", REPORTS)
def test_every_report_tells_why_until_when_and_who_answers_for_it(evidence, form):
    told = plain(FORMATS[form](judge_evidence(evidence, waivers=(waiver(),))))

    assert [each for each in ("known defect of build 123", str(waiver().until), LINK) if each not in told] == []
    assert "qa@vendor.example" in told


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize("stale", [waiver(days=-2), waiver(PASSING)])
def test_every_report_tells_of_a_waiver_that_covers_nothing(evidence, form, stale):
    told = plain(FORMATS[form](judge_evidence(evidence, waivers=(stale,))))

    assert f"The waiver of {stale.id}" in told
    assert LINK in told


def test_the_command_line_shows_it_and_an_expired_one_fails_the_run(evidence, tmp_path, capsys):
    path = tmp_path / "waivers.toml"
    for days, code, said in ((1, 0, "WAIVED"), (-2, 1, "FAIL")):
        until = TODAY + timedelta(days)
        path.write_text(f'[[waiver]]\nid = "{BROKEN}"\nreason = "r"\nowner = "o"\nlink = "{LINK}"\nuntil = {until}\n')

        assert code_of(["judge", str(evidence), "--waivers", str(path)]) == code

        out = " ".join(capsys.readouterr().out.split())
        assert f"{said} {BROKEN}" in out
        assert f"r (until {until}, o, {LINK})" in out


def test_an_unknown_id_ends_with_2_and_the_nearest(evidence, tmp_path, capsys):
    path = tmp_path / "waivers.toml"
    path.write_text(f'[[waiver]]\nid = "{BROKEN}s"\nreason = "r"\nuntil = 2027-03-31\n')

    assert code_of(["judge", str(evidence), "--waivers", str(path)]) == 2

    assert f"did you mean `{BROKEN}`?" in capsys.readouterr().err


def test_scripts_find_each_waiver_with_what_became_of_it(evidence):
    told = json.loads(FORMATS["json"](judge_evidence(evidence, waivers=(waiver(), waiver(PASSING)))))

    assert [(each["id"], each["state"]) for each in told["waivers"]] == [(BROKEN, "covers"), (PASSING, "not-needed")]
