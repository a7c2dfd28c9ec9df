"""What the reports say of a run with failures, and of one that judged too little."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest
from junitparser import JUnitXml, Properties
from made_results import broken, exchange, judged, result

from conformance.model.result import Result
from conformance.model.terms import Area, Finding, Level, Outcome, RunVerdict
from conformance.report import FORMATS
from conformance.report.as_json import as_json
from conformance.report.as_junit import junit_report
from conformance.report.as_markdown import code, fence, markdown_report, text
from conformance.report.html import html_report
from conformance.report.visible import body_text, clip, rfc3339, visible
from conformance.report.wording import by_area, cited, claim, gaps


def case(seen: Result, name: str) -> Element:
    found = fromstring(junit_report(seen)).find(f".//testcase[@name='{name}']")  # noqa: S314 - our own text
    assert found is not None
    return found


def tags(found: Element) -> list[str]:
    return [each.tag for each in found if each.tag != "properties"]


@pytest.mark.parametrize(
    ("outcome", "mandatory", "fail_on", "expected"),
    [
        (Outcome.PASS, True, "must", []),
        (Outcome.FAIL, True, "must", ["failure"]),
        (Outcome.WARN, False, "must", ["system-out"]),
        (Outcome.WARN, False, "should", ["failure"]),
        (Outcome.NOT_TESTED, True, "must", ["error"]),
        (Outcome.INCONCLUSIVE, True, "must", ["error"]),
        (Outcome.NOT_TESTED, False, "must", ["skipped"]),
        (Outcome.INCONCLUSIVE, False, "must", ["skipped"]),
        (Outcome.NOT_APPLICABLE, False, "must", ["skipped"]),
        (Outcome.WAIVED, True, "must", ["skipped"]),
    ],
)
def test_junit_has_an_element_for_each_verdict(
    outcome: Outcome, *, mandatory: bool, fail_on: str, expected: list[str]
) -> None:
    seen = result(judged("status.x", outcome, mandatory=mandatory), fail_on=fail_on)
    assert tags(case(seen, "status.x")) == expected


def test_junit_of_an_incomplete_run_with_nothing_mandatory_is_red() -> None:
    seen = result(judged(mandatory=False), verdict=RunVerdict.INCOMPLETE)
    assert tags(case(seen, "run.verdict")) == ["error"]


def test_junit_names_level_area_and_clause() -> None:
    found = case(broken(), "http.allow-on-405")
    properties = {each.get("name"): each.get("value") for each in found.iter("property")}
    assert found.get("classname") == "http"
    assert (properties["level"], properties["area"], properties["clause"]) == ("should", "http", "RFC 9110 15.5.6")


def test_another_reader_finds_a_case_for_each_requirement_and_what_came_of_it() -> None:
    (suite,) = JUnitXml.fromstring(junit_report(broken()).encode())
    came = {case.name: [type(each).__name__ for each in case.result] for case in suite}
    assert came == {
        "status.deletion-is-accepted": [],
        "lifecycle.an-end-is-final": ["Failure"],
        "effect.near-doubly-encoded": ["Failure"],
        "http.allow-on-405": [],
        "permission.no-privilege": ["Error"],
        "permission.refused-means-not-done": ["Error"],
        "robustness.no-server-error": ["Skipped"],
        "http.head-does-not-delete": ["Skipped"],
    }
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (8, 2, 2, 2)


@pytest.mark.parametrize("outcome", [Outcome.NOT_TESTED, Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE, Outcome.WAIVED])
@pytest.mark.parametrize("mandatory", [True, False])
def test_another_reader_takes_nothing_unjudged_for_passed(outcome: Outcome, *, mandatory: bool) -> None:
    seen = result(judged("status.x", outcome, mandatory=mandatory), verdict=RunVerdict.INCOMPLETE)
    assert next(case.is_passed for case in next(iter(JUnitXml.fromstring(junit_report(seen).encode())))) is False


def test_another_reader_finds_level_clause_and_area_as_properties() -> None:
    (suite,) = JUnitXml.fromstring(junit_report(broken()).encode())
    case = next(each for each in suite if each.name == "http.allow-on-405")
    (properties,) = case.iterchildren(Properties)
    told = {each.name: each.value for each in properties}
    assert (told["level"], told["clause"], told["area"]) == ("should", "RFC 9110 15.5.6", "http")


def test_junit_tells_how_to_see_a_failure_again() -> None:
    failure = case(broken(), "lifecycle.an-end-is-final").find("failure")
    assert failure is not None
    assert "curl -i -X GET" in str(failure.text)


def test_json_has_what_the_interface_promises() -> None:
    report = as_json(broken())
    promised = "report_version tool spec target seed started seconds verdict claim summary requests pairings_deleted"
    assert set(promised.split(" ")) < report.keys()
    assert report["summary"] == {
        "pass": 1,
        "fail": 2,
        "warn": 1,
        "not-tested": 3,
        "inconclusive": 0,
        "not-applicable": 0,
        "waived": 1,
    }
    assert report["started"] == "2025-11-24T16:00:00.000Z"


def test_json_keeps_a_header_that_came_twice() -> None:
    seen = exchange(headers=(("X-A", "1"), ("X-B", "2"), ("X-A", "3")))
    report = as_json(result(judged(evidence=(seen,))))
    assert report["requirements"][0]["evidence"][0]["request"]["headers"] == {"X-A": ["1", "3"], "X-B": "2"}


def test_json_holds_nothing_that_no_utf_8_holds() -> None:
    report = as_json(result(judged("status.x", Outcome.FAIL, "half \ud800"), verdict=RunVerdict.NON_CONFORMANT))
    assert report["requirements"][0]["message"] == r"half \ud800"


def test_json_says_when_no_response_came() -> None:
    report = as_json(result(judged(evidence=(exchange(status=None, detail="after 3 bytes"),))))
    shown = report["requirements"][0]["evidence"][0]
    assert (shown["response"], shown["detail"]) == (None, "after 3 bytes")


def test_markdown_begins_with_the_verdict_and_the_claim() -> None:
    first, why, facts, *_ = markdown_report(broken()).split("\n\n")
    assert first == "## non-conformant: `deletePairing`"
    assert why == "2 MUSTs broken; 2 of 6 mandatory requirements not judged."
    assert facts.startswith("- **Claim:** deletePairing of VMware Site Recovery Manager REST API Gateway 2.0.0; ")


def test_markdown_keeps_code_of_ours_as_code() -> None:
    assert text("the profile has no `[accounts.viewer]`") == "the profile has no `[accounts.viewer]`"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("<b>", r"\<b\>"),
        ("@all", "&#64;all"),
        ("[a](https://b)", r"\[a\](https&#58;//b)"),
        ("an odd ` tick", r"an odd \` tick"),
        ("a\nb", r"a\\nb"),
    ],
)
def test_markdown_from_the_target_is_read_as_text(said: str, written: str) -> None:
    assert text(said) == written


def test_code_and_fences_outgrow_the_backticks_in_them() -> None:
    assert code("a`` b`") == "``` a`` b` ```"
    assert fence("```\nx").startswith("````\n")


def test_markdown_of_many_failures_fits_a_comment_and_names_those_that_find_no_room() -> None:
    many = [judged(f"status.n{n}", Outcome.FAIL, "m", Finding("a", "b", exchange())) for n in range(200)]
    page = markdown_report(result(*many, verdict=RunVerdict.NON_CONFORMANT))
    shown = page.count("#### FAIL ")
    assert 30 < shown < 200
    assert len(page) < 65_536
    assert f"There is no room here for {200 - shown} more; the other reports have them. `status.n{shown}`, " in page
    assert "### By area" in page


def test_markdown_tells_failures_before_all_that_stands_beside_them() -> None:
    headings = [line for line in markdown_report(broken()).splitlines() if line.startswith("### ")]
    assert headings == [
        "### Broken", "### Warnings", "### By area", "### Not judged, though the claim needs it",
        "### Beside the verdict",
    ]  # fmt: skip


def test_markdown_folds_the_exchange_and_how_to_see_it_again() -> None:
    _, _, folded = markdown_report(broken()).partition("<details><summary>")
    folded, _, _ = folded.partition("\n\n</details>")
    assert folded.startswith("The exchange, and how to see it again</summary>\n\n```sh\n")
    assert "curl -i -X GET" in folded
    assert "Exchange 231: 200 after 0.012 s" in folded


def test_markdown_fences_a_body_that_holds_a_fence() -> None:
    found = Finding("a", "b", exchange(answer=b"```\n<script>"))
    page = markdown_report(result(judged("status.x", Outcome.FAIL, "m", found), verdict=RunVerdict.NON_CONFORMANT))
    assert "````\n```\n<script>\n````" in page


def test_markdown_begins_no_line_with_a_command_to_the_forge() -> None:
    seen = result(judged("status.x", Outcome.FAIL, "m", title="/close"), verdict=RunVerdict.NON_CONFORMANT)
    assert "\n\\/close\n" in markdown_report(seen)


def test_html_escapes_what_the_target_said() -> None:
    found = Finding("a", "<script>alert(1)</script>", exchange(answer=b"</pre><img src=x onerror=y>"))
    page = html_report(result(judged("status.x", Outcome.FAIL, "m", found), verdict=RunVerdict.NON_CONFORMANT))
    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("reason", "outcome", "start"),
    [
        ("the profile has no `[levers.remote_site_down]`", Outcome.NOT_TESTED, "add `[levers.remote_site_down]` to"),
        ("the profile gives up no pairing (`[pairings] ids`)", Outcome.NOT_TESTED, "add `[pairings] ids` to"),
        (
            "the profile has no `[accounts.remote]`; the profile has no `[levers.x]`",
            Outcome.NOT_TESTED,
            "add `[accounts.remote]` and `[levers.x]` to",
        ),
        (
            "no pairing is left, and the profile has no `[pairings.supply]`",
            Outcome.NOT_TESTED,
            "add `[pairings.supply]` to",
        ),
        ("no further pairing may be used up (`[pairings] most = 2`)", Outcome.NOT_TESTED, "raise `[pairings] most`"),
        ("503 each time", Outcome.INCONCLUSIVE, "look at the evidence"),
        ("something else", Outcome.NOT_TESTED, "`srm-conformance doctor"),
    ],
)
def test_each_reason_has_a_way_out(reason: str, outcome: Outcome, start: str) -> None:
    assert gaps(result(judged("status.x", outcome, reason)))[0].way_out.startswith(start)


def test_a_gap_names_the_requirements_it_explains() -> None:
    (gap,) = gaps(broken())
    assert [each.id for each in gap.requirements] == ["permission.no-privilege", "permission.refused-means-not-done"]


def test_the_claim_says_what_makes_it_smaller() -> None:
    assert claim(broken()).endswith("all areas but connectivity; no hazards; without robustness; depth standard")


def test_areas_come_in_the_order_of_the_catalogue() -> None:
    assert list(by_area(result(judged("http.x"), judged("status.x")))) == [Area.STATUS, Area.HTTP]


def test_a_clause_of_a_standard_is_cited_by_its_section() -> None:
    allow = next(each for each in broken().requirements if each.level is Level.SHOULD)
    assert cited(allow.clause) == "RFC 9110 15.5.6"


def test_what_does_not_print_is_shown_as_an_escape() -> None:
    assert visible("a\x1b\n\u202e\U000e0001\ud800\xe9") == "a\\x1b\\n\\u202e\\U000e0001\\ud800\xe9"


def test_a_cut_says_how_much_is_missing() -> None:
    assert clip("abcdef", 4) == "abcd... (2 more characters)"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"caf\xc3\xa9", ("caf\xe9", "")),
        (b"caf\xe9", ("caf\\xe9", "not UTF-8: other bytes as \\xNN")),
        (b"abc\xc3\xa9", ("abc\xe9", "")),
        (b"abcd\xc3\xa9", ("abcd", "the first 5 of 6 bytes")),
    ],
)
def test_a_body_is_shown_as_far_as_it_is_text(body: bytes, expected: tuple[str, str]) -> None:
    assert body_text(body, 5) == expected


@pytest.mark.parametrize("epoch", [float("nan"), float("inf"), 1e300, -1e300])
def test_a_moment_in_no_calendar_is_the_epoch(epoch: float) -> None:
    assert rfc3339(epoch) == "1970-01-01T00:00:00.000Z"


@pytest.mark.parametrize("form", [each for each in FORMATS if each not in ("hurl", "arazzo")])
def test_every_report_tells_what_a_reader_should_know_beside_the_verdict(form: str) -> None:
    assert "TLS certificates were not verified" in FORMATS[form](broken())
