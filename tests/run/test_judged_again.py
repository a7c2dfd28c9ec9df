"""Judged again, evidence gives the very reports of the run; what a later judging says otherwise is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from conformance.faces.cli import code_of
from conformance.model.waiver import Waiver
from conformance.profile.load import loads
from conformance.profile.settings import Secret
from conformance.reference.serve import start
from conformance.report import FORMATS
from conformance.run import judge_evidence, judge_target
from conformance.run.digests import profile_digest

UNKNOWN = "status.unknown-pairing-is-not-found"
WAIVERS = (
    Waiver(UNKNOWN, "known", datetime.now(UTC).date() + timedelta(1), "qa", "https://tracker.example/1"),
    Waiver("status.deletion-is-accepted", "long over", datetime.now(UTC).date() - timedelta(1)),
    Waiver("status.malformed-id-is-refused", "not needed", datetime.now(UTC).date() + timedelta(1)),
)
RUNS = {
    "failures": ({"fault": "still-listed"}, {"depth": "quick"}, ()),
    "waivers and fail-on": ({"fault": "unknown-is-400"}, {"only": ["status", "errors"], "fail_on": "should"}, WAIVERS),
    "a shard": ({"variant": "paged-lists"}, {"shard": "1/2", "depth": "quick"}, ()),
    "a smaller claim": ({}, {"skip": ["robustness"]}, ()),
}


@pytest.fixture(scope="module", params=RUNS)
def live(request, tmp_path_factory):
    chosen, options, waivers = RUNS[request.param]
    out = tmp_path_factory.mktemp("run") / "out"
    with start(**chosen) as server:
        profile = out.parent / "profile.toml"
        profile.write_text(server.profile())
        loaded = loads(
            server.profile(), file=str(profile), environ={}, overrides={"out": str(out), "seed": 1} | options
        )
        return judge_target(loaded, waivers=waivers)


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_of_the_evidence_is_the_report_of_the_run_byte_for_byte(live, form):
    assert FORMATS[form](judge_evidence(live.out / "evidence.jsonl")) == FORMATS[form](live)


def test_the_command_gives_the_report_and_the_verdict_of_the_run_from_its_folder(live, tmp_path, capsys):
    codes = {"conformant": 0, "non-conformant": 1, "incomplete": 3}

    code = code_of(["judge", str(live.out), "--report", f"json={tmp_path / 'report.json'}"])

    assert code == codes[live.verdict]
    assert (tmp_path / "report.json").read_text() == FORMATS["json"](live)
    assert capsys.readouterr().err == ""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "out"
    with start() as server:
        judge_target(
            loads(server.profile(), environ={}, overrides={"out": str(out), "only": ["status"], "depth": "quick"})
        )
    return [json.loads(each) for each in (out / "evidence.jsonl").read_text().splitlines()]


def written(folder, lines):
    folder.mkdir()
    (folder / "evidence.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    return folder


def changed(lines, name, **how):
    return [each | how if each.get("requirement") == name else each for each in lines]


def told(folder, capsys, *arguments):
    code_of(["judge", str(folder), *arguments])
    return capsys.readouterr().err


def test_an_outcome_that_is_another_now_is_told_with_both_reasons(recorded, tmp_path, capsys):
    lines = changed(recorded, UNKNOWN, outcome="fail", message="Expected 404; got 400.")

    assert told(written(tmp_path / "run", lines), capsys) == (
        f"warning: {UNKNOWN} is judged otherwise: pass, and fail by the run. Held on all 2 judged. "
        "The run said: Expected 404; got 400.\n"
    )


def test_requirements_that_are_new_or_gone_are_told(recorded, tmp_path, capsys):
    lines = changed(recorded, UNKNOWN, requirement="status.of-yore", message="Held.")

    said = told(written(tmp_path / "run", lines), capsys)

    assert f"warning: {UNKNOWN} is new: pass. Held on all 2 judged.\n" in said
    assert "warning: status.of-yore is judged no more: the run said pass. Held.\n" in said


def test_another_tool_another_catalogue_and_another_document_are_told(recorded, tmp_path, capsys):
    head = recorded[0] | {"tool_version": "0.0.9", "catalogue_sha256": "0" * 64, "spec_sha256": "1" * 64}

    said = told(written(tmp_path / "run", [head, *recorded[1:]]), capsys)

    assert "the run was judged by 0.0.9" in said
    assert "The catalogue is another" in said
    assert f"the run had 2.0.0 of `2.0.0`, sha256 {'1' * 64}" in said


def test_other_files_under_the_same_version_are_told(recorded, tmp_path, capsys):
    head = recorded[0] | {"tool_sha256": "2" * 64}

    assert "with other files" in told(written(tmp_path / "run", [head, *recorded[1:]]), capsys)


def test_what_is_judged_otherwise_stands_in_the_reports_too(recorded, tmp_path):
    folder = written(tmp_path / "run", changed(recorded, UNKNOWN, outcome="fail", message="x"))

    result = judge_evidence(folder / "evidence.jsonl")

    assert result.otherwise[0] in FORMATS["markdown"](result)
    assert result.warnings[: len(result.otherwise)] == result.otherwise


def test_a_waiver_given_later_changes_no_judgement(recorded, tmp_path):
    lines = changed(recorded, UNKNOWN, outcome="pass")

    result = judge_evidence(written(tmp_path / "run", lines) / "evidence.jsonl", waivers=WAIVERS, fail_on="should")

    assert result.otherwise == ()
    assert result.fail_on == "should"


def test_evidence_of_the_first_format_is_still_judged(recorded, tmp_path):
    new = ("narrowing", "profile_source", "fail_on", "waivers", "tool_sha256", "catalogue_sha256", "profile_sha256")
    head = {name: value for name, value in recorded[0].items() if name not in new} | {"version": 1}
    lines = [head, *(each for each in recorded[1:] if each["event"] != "judgement")]

    result = judge_evidence(written(tmp_path / "run", lines) / "evidence.jsonl")

    assert (result.otherwise, result.fail_on, result.narrowing) == ((), "must", ())


PROFILE = """
[target]
base_url = "http://127.0.0.1:1"
headers = { X-Api-Key = "%s" }
[accounts.admin]
username = "admin"
password = "%s"
[pairings]
ids = ["%s"]
"""


def digest(*parts):
    return profile_digest(loads(PROFILE % parts, environ={}))


def test_the_digest_of_a_profile_leaves_its_secrets_out():
    assert digest("key", "one", "a") == digest("other", "another", "a")
    assert digest("key", "one", "a") != digest("key", "one", "b")
    assert Secret("x") != Secret("y")
