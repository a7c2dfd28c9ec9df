"""HAR as others read it: every exchange is there, as it came, and what HAR has no word for is beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from any_results import exchanges, results
from haralyzer import HarParser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_results import broken, exchange, judged, result

from conformance.model.events import Event, Exchanged, Warned
from conformance.model.http import Exchange, Trouble
from conformance.model.result import Result
from conformance.model.terms import Finding, Outcome
from conformance.report import FORMATS
from conformance.report.as_har import har_pieces


def of(*seen: Exchange, probe: str = "unknown-pairing") -> Result:
    return result(judged(), recorded=tuple(Exchanged(each, probe) for each in seen))


def log_of(made: Result) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(FORMATS["har"](made))["log"]
    return log


def entry_of(seen: Exchange) -> dict[str, Any]:
    (entry,) = log_of(of(seen))["entries"]
    assert isinstance(entry, dict)
    return entry


def test_another_reader_finds_every_exchange_on_the_page_of_its_probe() -> None:
    first, second, login = exchange(number=1), exchange(method="GET", status=404, number=2), exchange(number=3)
    events = (Exchanged(first, "unknown-pairing"), Warned("w"), Exchanged(second, "unknown-pairing"), Exchanged(login))
    parser = HarParser(json.loads(FORMATS["har"](result(judged(), recorded=events))))
    assert [(page.page_id, [(e.request.method, e.response.status) for e in page.entries]) for page in parser.pages] == [
        ("unknown-pairing", [("DELETE", 202), ("GET", 404)]),
        ("run", [("DELETE", 202)]),
    ]


def test_another_reader_finds_headers_bodies_and_times() -> None:
    (entry,) = HarParser(json.loads(FORMATS["har"](of(exchange(body=b'{"a": 1}'))))).har_data["entries"]
    made = HarParser(json.loads(FORMATS["har"](of(exchange(body=b'{"a": 1}'))))).pages[0].entries[0]
    assert made.time == entry["time"] == 12.0
    assert made.startTime.isoformat() == "2025-11-24T16:00:00.500000+00:00"
    assert made.request.url == "https://srm.lab.example/api/rest/srm/v2/pairings/0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f"
    assert (made.response.mimeType, made.response.text) == ("application/json", '{"id": "task-1", "status": "QUEUED"}')
    assert made.request.get_header_value("x-dr-session") == "[session admin main]"


def test_a_response_that_never_came_has_status_0_and_the_reason() -> None:
    entry = entry_of(exchange(status=None, trouble=Trouble.CLOSED, detail="after 3 bytes"))
    assert (entry["response"]["status"], entry["response"]["comment"]) == (0, "no response (closed: after 3 bytes)")
    assert (entry["_trouble"], entry["_detail"]) == ("closed", "after 3 bytes")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/pairings/%2e%2e?a=1&a=2", "/pairings/%2e%2e?a=1&a=2"),
        ("/pairings/a b#c", "/pairings/a%20b%23c"),
        ("/pairings/%zz\xff", "/pairings/%25zz%FF"),
        ("*", "/*"),
    ],
)
def test_the_raw_request_target_is_kept_and_the_url_is_a_uri(target: str, path: str) -> None:
    entry = entry_of(exchange(target))
    assert (entry["_target"], entry["request"]["url"]) == (target, f"https://srm.lab.example{path}")


def test_a_query_is_told_name_by_name() -> None:
    entry = entry_of(exchange("/pairings?limit=1&limit=&x"))
    assert entry["request"]["queryString"] == [
        {"name": "limit", "value": "1"}, {"name": "limit", "value": ""}, {"name": "x", "value": ""},
    ]  # fmt: skip


@pytest.mark.parametrize("body", [b"\xff\x00", b"caf\xe9", b"a\0b"])
def test_bytes_that_are_no_text_are_base64(body: bytes) -> None:
    entry = entry_of(exchange(body=body, answer=body))
    content = HarParser(json.loads(FORMATS["har"](of(exchange(answer=body))))).pages[0].entries[0].response
    assert (content.textEncoding, content.bodySize) == ("base64", -1)
    assert entry["response"]["content"]["size"] == len(body)
    assert (entry["request"]["postData"]["_encoding"], entry["request"]["bodySize"]) == ("base64", len(body))


def test_a_header_that_came_twice_is_there_twice() -> None:
    entry = entry_of(exchange(headers=(("X-A", "1"), ("X-A", "2"))))
    assert entry["request"]["headers"] == [{"name": "X-A", "value": "1"}, {"name": "X-A", "value": "2"}]


def test_an_exchange_names_the_requirements_that_rest_on_it() -> None:
    seen, other = exchange(number=7), exchange(number=8)
    failing = judged("status.x", Outcome.FAIL, "m", Finding("a", "b", seen))
    made = result(failing, judged("status.y", evidence=(seen,)), recorded=(Exchanged(seen), Exchanged(other)))
    told = [(each["_number"], each["_requirements"]) for each in log_of(made)["entries"]]
    assert told == [(7, ["status.x", "status.y"]), (8, [])]


def test_the_comment_of_the_log_is_the_verdict_the_claim_and_the_warnings() -> None:
    log = log_of(broken())
    assert (log["version"], log["_verdict"], log["entries"]) == ("1.2", "non-conformant", [])
    assert log["comment"].splitlines()[0].startswith("non-conformant: 2 MUSTs broken")


def test_entries_are_written_one_by_one() -> None:
    asked = []

    def recorded() -> Any:
        for number in range(3):
            asked.append(number)
            yield Exchanged(exchange(number=number))

    pieces = har_pieces(result(judged(), recorded=recorded()))
    next(pieces)
    assert asked == []
    next(pieces)
    assert asked == [0]


@settings(
    max_examples=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
@given(results, st.lists(exchanges, max_size=2))
def test_whatever_was_seen_another_reader_gets_through_it(made: Result, seen: list[Exchange]) -> None:
    events: tuple[Event, ...] = tuple(Exchanged(each, "a") for each in seen)
    text = FORMATS["har"](replace(made, recorded=events))
    assert text.isascii()
    parser = HarParser(json.loads(text))
    statuses = sorted(each.response.status for page in parser.pages for each in page.entries)
    assert statuses == sorted(each.status or 0 for each in seen)
