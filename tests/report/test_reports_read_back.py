"""A JSON report read back: the same result, and a clear word for whatever is none."""

from __future__ import annotations

import json

import pytest
from any_results import results
from hypothesis import HealthCheck, given, settings
from made_results import broken, exchange, judged, result

from conformance.model.terms import Finding, Outcome, RunVerdict
from conformance.report.as_json import as_json, json_report
from conformance.report.reading import ReportError, read_report
from conformance.report.reproduce import curl


def read(tmp_path, written):
    path = tmp_path / "report.json"
    path.write_text(written if isinstance(written, str) else json.dumps(written))
    return read_report(path)


def test_what_was_written_is_what_is_read(tmp_path):
    written = as_json(broken())

    assert as_json(read(tmp_path, written).result) == written


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[*HealthCheck],
)
@given(seen=results)
def test_every_report_of_ours_can_be_read_and_says_the_same_of_each_requirement(seen, tmp_path_factory):
    ids = [each.id for each in seen.requirements]
    written = as_json(seen)
    folder = tmp_path_factory.mktemp("report")

    if len({each["id"] for each in written["requirements"]}) < len(ids):
        with pytest.raises(ReportError, match="stands in it twice"):
            read(folder, json_report(seen))
    else:
        found = read(folder, json_report(seen)).result
        assert [each.outcome for each in found.requirements] == [each.outcome for each in seen.requirements]
        assert as_json(found)["headline"] == written["headline"]


def test_the_figures_of_latency_are_read(tmp_path):
    written = as_json(result(judged()))
    written["latency"] = [{"operation": "deletePairing", "count": 3, "median": 0.1, "p95": 0.2}]

    [found] = read(tmp_path, written).latency

    assert (found.operation, found.count, found.median, found.p95) == ("deletePairing", 3, 0.1, 0.2)


def test_a_property_of_a_later_version_is_passed_over(tmp_path):
    written = as_json(result(judged())) | {"mood": "good"}
    written["requirements"][0]["colour"] = "green"

    assert read(tmp_path, written).result.requirements[0].outcome is Outcome.PASS


def test_a_report_without_what_later_tools_added_is_read(tmp_path):
    written = as_json(result(judged()))
    del written["latency"], written["session_header"]

    assert read(tmp_path, written).latency == ()


@pytest.mark.parametrize(
    "sent",
    [
        exchange("/pairings/" + "a" * 3000),
        exchange(body=b"b" * 5000),
        exchange(body=b"caf\xe9"),
        exchange("/pairings/x", ("X-Long", "c" * 3000)),
    ],
)
def test_no_line_sends_a_request_that_the_report_shows_in_part(tmp_path, sent):
    broke = result(judged("status.x", Outcome.FAIL, "m", Finding("a", "b", sent)), verdict=RunVerdict.NON_CONFORMANT)

    [found] = read(tmp_path, as_json(broke)).result.requirements

    assert curl(found.verdict.findings[0].exchange, "http://h") is None


def test_a_finding_whose_exchange_is_not_shown_keeps_its_number_and_sends_nothing(tmp_path):
    many = [Finding("a", "b", exchange(number=n)) for n in range(1, 9)]
    written = as_json(result(judged("status.x", Outcome.FAIL, "m", *many), verdict=RunVerdict.NON_CONFORMANT))

    last = read(tmp_path, written).result.requirements[0].verdict.findings[-1]

    assert (last.exchange.number, curl(last.exchange, "http://h")) == (8, None)


def changed(**rest):
    return json.dumps(as_json(result(judged())) | rest)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no JSON report of srm-conformance"),
        ("7", "is no JSON report of srm-conformance"),
        ('{"a": 1}', "it has no `report_version`"),
        (changed(report_version="2"), "is a report of version '2'; this tool reads version 1"),
        (changed(report_version=["\x1b[2J"]), r"\x1b"),
        (changed(verdict="splendid"), "at /verdict: "),
        (changed(requirements=[{}]), "at /requirements/0: "),
        (changed(requirements=7), "at /requirements: "),
        (changed(requests=-1), "at /requests: "),
        (changed(started="yesterday"), "at /started: "),
        (changed().replace("4.21", "1e999"), "is no JSON: 1e999 is no number"),
        (changed().replace("4.21", "9" * 400), f"is no JSON: {'9' * 20} is no number"),
        (changed().replace("4.21", "NaN"), "is no JSON: NaN is no number"),
        (changed(requirements=as_json(result(judged(), judged()))["requirements"]), "stands in it twice"),
    ],
)
def test_what_is_no_report_is_said_with_what_is_wrong_and_where(tmp_path, written, said):
    with pytest.raises(ReportError) as raised:
        read(tmp_path, written)

    assert said in raised.value.message
    assert raised.value.message.isprintable()


def test_bytes_that_are_no_text_are_no_report(tmp_path):
    (tmp_path / "r.json").write_bytes(b"\xff\xfe\x00{")

    with pytest.raises(ReportError, match="is no JSON"):
        read_report(tmp_path / "r.json")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ReportError, match="cannot be read: No such file"):
        read_report(tmp_path / "nowhere.json")


def test_the_folder_of_a_run_leads_to_judge(tmp_path):
    with pytest.raises(ReportError, match="is a folder") as raised:
        read_report(tmp_path)

    assert raised.value.hint.startswith("`srm-conformance judge ")


def test_evidence_leads_to_judge(tmp_path):
    with pytest.raises(ReportError, match="is no JSON") as raised:
        read(tmp_path, '{"version":1,"event":"run_started"}\n{"event":"run_ended"}\n')

    assert "judge" in raised.value.hint
