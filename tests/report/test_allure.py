"""Allure results as Allure's own classes hold them: known fields alone, and no status greener than the verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from allure_commons import model2
from allure_commons.types import Severity
from any_results import results
from hypothesis import HealthCheck, given, settings
from made_results import broken, exchange, judged, result

from conformance.model.result import Result, WaiverState, WaiverUse
from conformance.model.terms import Clause, Finding, Level, Outcome, RunVerdict
from conformance.report import check, write
from conformance.report.as_allure import allure_files

PARTS = {
    "labels": model2.Label,
    "links": model2.Link,
    "parameters": model2.Parameter,
    "attachments": model2.Attachment,
    "steps": model2.TestStepResult,
}


def read(text: str) -> model2.TestResult:
    """A result as Allure's class; a field that it does not know is an error."""
    fields = json.loads(text)
    for name, part in PARTS.items():
        fields[name] = [part(**each) for each in fields.get(name, ())]
    return model2.TestResult(**fields | {"statusDetails": model2.StatusDetails(**fields["statusDetails"])})


def made(seen: Result) -> list[model2.TestResult]:
    return [read(text) for name, text in allure_files(seen) if name.endswith("-result.json")]


def labels(seen: model2.TestResult) -> dict[str, str]:
    return {each.name: each.value for each in seen.labels if each.name != "tag"}


@pytest.mark.parametrize(
    ("outcome", "mandatory", "fail_on", "expected"),
    [
        (Outcome.PASS, True, "must", "passed"),
        (Outcome.FAIL, True, "must", "failed"),
        (Outcome.WARN, False, "must", "passed"),
        (Outcome.WARN, False, "should", "failed"),
        (Outcome.NOT_TESTED, True, "must", "broken"),
        (Outcome.INCONCLUSIVE, True, "must", "broken"),
        (Outcome.NOT_TESTED, False, "must", "skipped"),
        (Outcome.INCONCLUSIVE, False, "must", "skipped"),
        (Outcome.NOT_APPLICABLE, False, "must", "skipped"),
        (Outcome.WAIVED, True, "must", "skipped"),
    ],
)
def test_each_verdict_has_its_status(outcome: Outcome, *, mandatory: bool, fail_on: str, expected: str) -> None:
    (seen,) = made(result(judged("status.x", outcome, mandatory=mandatory), fail_on=fail_on))
    assert seen.status == expected


def test_a_warning_says_so_though_it_passed() -> None:
    (seen,) = made(result(judged("status.x", Outcome.WARN, "Expected a; got b.", level=Level.SHOULD, mandatory=False)))
    assert (seen.status, seen.statusDetails.message) == ("passed", "warn: Expected a; got b.")
    assert [each.value for each in seen.labels if each.name == "tag"] == ["should", "warn"]


def test_a_run_with_nothing_mandatory_is_not_green() -> None:
    seen = made(result(judged(mandatory=False), verdict=RunVerdict.INCOMPLETE))
    assert [(each.fullName, each.status) for each in seen][-1] == ("deletePairing run.verdict", "broken")


def test_a_requirement_is_found_by_area_level_and_clause() -> None:
    clause = Clause("RFC 9110", "#section-15.5.6", "405 comes with an Allow header.")
    (seen,) = made(result(judged("http.allow-on-405", level=Level.SHOULD, clause=clause)))
    assert (labels(seen)["suite"], labels(seen)["severity"]) == ("http", Severity.MINOR.value)
    assert [(each.name, each.url) for each in seen.links] == [
        ("RFC 9110 15.5.6", "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6")
    ]


def test_the_history_of_a_requirement_goes_on_over_runs_whose_results_are_told_apart() -> None:
    first, second = made(broken(started=1.0)), made(broken(started=2.0))
    assert [each.historyId for each in first] == [each.historyId for each in second]
    assert {each.uuid for each in first} & {each.uuid for each in second} == set()


def test_a_failure_tells_what_came_and_how_to_see_it_again() -> None:
    seen = next(each for each in made(broken()) if each.fullName.endswith("lifecycle.an-end-is-final"))
    assert seen.statusDetails.message == "Expected SUCCESS to stay; got RUNNING at /status (2 more like it)."
    assert "curl -i -X GET" in seen.statusDetails.trace
    assert [each.name for each in seen.steps] == [
        "exchange 231: expected a status that stays SUCCESS; got RUNNING, 1.2 s after SUCCESS at /status",
        "exchange 231: expected a status that stays SUCCESS; got QUEUED at /status",
    ]


def test_every_attachment_is_there_and_stands_before_the_result_that_names_it() -> None:
    there: set[str] = set()
    for name, text in allure_files(broken()):
        if name.endswith("-result.json"):
            assert {each.source for each in read(text).attachments} <= there
        there.add(name)
    assert sum(each.endswith("-attachment.txt") for each in there) > 3


def test_the_lines_that_see_a_failure_again_are_attached() -> None:
    failing = judged("status.x", Outcome.FAIL, "m", Finding("a", "b", exchange()))
    (shown,) = [text for name, text in allure_files(result(failing)) if name.endswith("-0-attachment.txt")]
    assert [line.split(" ")[0] for line in shown.splitlines()] == ["curl", "#", "Invoke-SrmDeletePairing"]


def test_an_exchange_is_attached_as_it_went_over_the_wire() -> None:
    failing = judged("status.x", Outcome.FAIL, "m", Finding("a", "b", exchange(body=b"{}")))
    texts = [text for name, text in allure_files(result(failing)) if name.endswith("-1-attachment.txt")]
    assert texts[0].splitlines()[:2] == [
        "DELETE /api/rest/srm/v2/pairings/0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f HTTP/1.1",
        "Host: srm.lab.example",
    ]
    assert 'HTTP/1.1 202\nContent-Type: application/json\n\n{"id": "task-1", "status": "QUEUED"}' in texts[0]


def test_a_waived_requirement_is_known_and_leads_to_its_issue() -> None:
    waiver = WaiverUse("status.x", "build 123", "2027-03-31", "", "https://tracker.example/1", WaiverState.COVERS)
    (seen,) = made(result(judged("status.x", Outcome.WAIVED), waivers=(waiver,)))
    assert (seen.status, seen.statusDetails.known) == ("skipped", True)
    assert [(each.type, each.url) for each in seen.links] == [("issue", "https://tracker.example/1")]


def test_a_link_of_a_waiver_that_is_no_address_is_no_link() -> None:
    waiver = WaiverUse("status.x", "r", "2027-03-31", "", "javascript:alert(1)", WaiverState.COVERS)
    (seen,) = made(result(judged("status.x", Outcome.WAIVED), waivers=(waiver,)))
    assert seen.links == []


def test_the_environment_holds_verdict_claim_and_notes() -> None:
    environment = dict(allure_files(broken()))["environment.properties"]
    lines = dict(line.split("=", 1) for line in environment.splitlines())
    assert lines["verdict"].startswith("non-conformant: 2 MUSTs broken")
    assert lines["note.1"].startswith("TLS certificates were not verified")


def test_the_environment_is_written_as_java_reads_it() -> None:
    environment = dict(allure_files(result(judged(), warnings=("caf\xe9 \\ \U0001f600\n",))))["environment.properties"]
    assert r"note.1=caf\u00e9 \\ \ud83d\ude00\\n" in environment.splitlines()


@settings(
    max_examples=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
@given(results)
def test_whatever_a_target_sent_every_requirement_has_its_result(seen: Result) -> None:
    names = [name for name, _ in allure_files(seen)]
    found = made(seen)
    assert len(names) == len(set(names))
    assert len(found) - len(seen.requirements) in (0, 1)
    assert all(0 <= each.start <= each.stop for each in found)


def test_a_folder_takes_the_place_of_an_older_report_and_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "other-result.json").write_text("{}")
    write("allure", broken(), tmp_path)
    write("allure", replace(broken(), started=1.0), tmp_path)
    ours = {path.name for path in tmp_path.iterdir()} - {"other-result.json"}
    assert ours == {name for name, _ in allure_files(replace(broken(), started=1.0))}
    assert (tmp_path / "other-result.json").read_text() == "{}"


def test_a_file_is_no_folder_for_results(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Exception, match="is no folder"):
        check("allure", tmp_path / "file")


def test_a_folder_that_is_there_may_be_written_to(tmp_path: Path) -> None:
    check("allure", tmp_path)
    check("allure", tmp_path / "new" / "folder")
    assert list(tmp_path.iterdir()) == []


def test_files_of_a_folder_are_their_owners_alone(tmp_path: Path) -> None:
    write("allure", broken(), tmp_path / "a")
    modes: set[Any] = {each.stat().st_mode & 0o777 for each in (tmp_path / "a").iterdir()}
    assert modes == {0o600}
