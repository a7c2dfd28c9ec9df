from __future__ import annotations

import pytest
from made import JSON, PAIRING, accepted, deleted, exchange, poll, task, task_body

from conformance.model.observations import Attempt, Deletion, Hostile


def deletion(*looks, **rest):
    return Deletion(PAIRING, task(*looks), **rest)


def refused(status, body=b"", condition="unknown-pairing", **rest):
    return Attempt(condition, "", exchange(status, body, **rest))


@pytest.mark.parametrize(
    ("name", "seen", "expected"),
    [
        ("answers-are-documented", refused(404), "pass"),
        ("answers-are-documented", refused(409), "finding"),
        ("answers-are-documented", refused(204), "finding"),
        ("answers-are-documented", refused(409, odd=True), "unjudged"),
        ("answers-are-documented", refused(503), "unjudged"),
        ("answers-are-documented", refused(None, steady=True), "finding"),
        ("deletion-is-accepted", Deletion(PAIRING, deleted()), "pass"),
        ("deletion-is-accepted", deletion(exchange(200, task_body())), "finding"),
        ("deletion-is-accepted", deletion(exchange(400), login=exchange(500)), "unjudged"),
        ("deletion-is-accepted", deletion(exchange(400), login=exchange(204)), "finding"),
        ("unknown-pairing-is-not-found", refused(404), "pass"),
        ("unknown-pairing-is-not-found", refused(400), "finding"),
        ("unknown-pairing-is-not-found", refused(202), "finding"),
        ("malformed-id-is-refused", refused(400, condition="malformed-id"), "pass"),
        ("malformed-id-is-refused", refused(404, condition="malformed-id"), "pass"),
        ("malformed-id-is-refused", refused(500, condition="malformed-id"), "finding"),
    ],
)
def test_status_codes_are_judged(says, name, seen, expected):
    assert says(f"status.{name}", seen) == expected


def carrying(body, headers=JSON):
    return deletion(exchange(202, body, headers=headers))


@pytest.mark.parametrize(
    ("name", "seen", "expected"),
    [
        ("task-media-type", carrying(task_body()), "pass"),
        ("task-media-type", carrying(task_body(), (("content-type", "Application/JSON;charset=UTF-8"),)), "pass"),
        ("task-media-type", carrying(task_body(), ()), "finding"),
        ("task-media-type", carrying(task_body(), (("Content-Type", "text/plain"),)), "finding"),
        ("task-media-type", deletion(exchange(404)), "unjudged"),
        ("task-body", carrying(task_body()), "pass"),
        ("task-body", carrying(b""), "finding"),
        ("task-body", carrying(b'{"id": "t", "status": "QUE'), "finding"),
        ("task-body", carrying(b'{"id": "t", "status": "QUEUED", "progress": NaN}'), "finding"),
        ("task-body", carrying(b'\xef\xbb\xbf{"id": "t", "status": "QUEUED"}'), "finding"),
        ("task-body", carrying('{"id": "t", "status": "QUEUED", "description": "é"}'.encode("latin-1")), "finding"),
        ("task-body", carrying([task_body()]), "finding"),
        ("task-names-are-unique", carrying(b'{"id": "t", "id": "t", "status": "QUEUED"}'), "finding"),
        ("task-names-are-unique", carrying(task_body()), "pass"),
        ("task-charset", carrying(task_body(), (("Content-Type", "application/json; charset=latin1"),)), "finding"),
        ("task-charset", carrying(task_body(), (("Content-Type", "application/json; charset=utf-8"),)), "pass"),
    ],
)
def test_the_form_of_a_task_is_judged(says, name, seen, expected):
    assert says(f"schema.{name}", seen) == expected


BIG32, BIG64 = 2**31, 2**63


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("id", [5, None, ["x"]], ["t", "Task:x:y"]),
        ("status", [5, None, {}], ["QUEUED"]),
        ("status-is-listed", ["PENDING", "success", ""], ["CANCELLED"]),
        ("description", [5, None], ["x", ""]),
        ("description-id", [5, None], ["x"]),
        ("entity", [5, {}], ["x", None]),
        ("entity-name", [5, []], ["x", None]),
        ("error", ["no", [], {"message": 5}, {"details": {}}], [None, {}, {"message": None}, {"x": 1}]),
        ("result", ["x", 5, []], [None, {}, {"x": 1}]),
        ("progress", [-1, 101, 50.5, 50.0, "50", None, True, BIG32], [0, 50, 100]),
        ("queued-time", ["now", 1.5, BIG64, True], [None, 0, BIG64 - 1]),
        ("start-time", ["2026-01-01T00:00:00Z", 1.5], [None, 5]),
        ("complete-time", [{}, -BIG64 - 1], [None, 5]),
    ],
)
def test_each_property_of_a_task_is_judged_by_itself(says, name, wrong, right):
    prop = name.removesuffix("-is-listed").replace("-", "_")

    assert {says(f"schema.task-{name}", carrying(task_body() | {prop: each})) for each in wrong} == {"finding"}
    assert {says(f"schema.task-{name}", carrying(task_body() | {prop: each})) for each in right} == {"pass"}


def test_a_missing_required_property_is_that_propertys_finding(says):
    assert says("schema.task-id", carrying({"status": "QUEUED"})) == "finding"
    assert says("schema.task-status", carrying({"id": "t"})) == "finding"
    assert says("schema.task-status", carrying({"status": "QUEUED"})) == "pass"
    assert says("schema.task-body", carrying({"id": "t"})) == "pass"


def test_each_look_at_a_task_is_judged_too(says):
    assert says("schema.task-progress", deletion(accepted(), poll(progress=101))) == "finding"


OP_ID = "063bbee1-08a0-43d7-a4ae-626cb7e8cf5b"


@pytest.mark.parametrize(
    ("name", "seen", "expected"),
    [
        ("declared-media-type", refused(403, {"message": "no"}), "pass"),
        ("declared-media-type", refused(403, {"message": "no"}, headers=(("Content-Type", "text/html"),)), "finding"),
        ("declared-media-type", refused(404, b"<p>", headers=(("Content-Type", "text/html"),)), "pass"),
        ("declared-media-type", Deletion(PAIRING, deleted()), "unjudged"),
        ("declared-body", refused(403, {}), "pass"),
        ("declared-body", refused(403, b"", headers=JSON), "finding"),
        ("declared-body", refused(400, ["no"]), "finding"),
        ("declared-body", refused(401), "pass"),
        ("response-error-error-code", refused(403, {"error_code": 403}), "finding"),
        ("response-error-error-code", refused(403, {"error_code": "E403"}), "pass"),
        ("response-error-message", refused(400, {"message": None}), "finding"),
        ("response-error-message", refused(400, {"message": "няма"}), "pass"),
        ("response-error-op-id", refused(400, {"op_id": "op-1"}), "finding"),
        ("response-error-op-id", refused(400, {"op_id": OP_ID}), "pass"),
        ("say-something", refused(403, {"message": "no"}), "pass"),
        ("say-something", refused(403, {}), "finding"),
        ("say-something", refused(404), "pass"),
        ("no-stack-trace", refused(500, {"message": "at com.acme.Foo.bar(Foo.java:12)"}), "finding"),
        ("no-stack-trace", refused(500, {"message": "oh\n\tat com.acme.Foo.bar(Foo.java:12)"}), "finding"),
        ("no-stack-trace", refused(500, b"Traceback (most recent call last):\n"), "finding"),
        ("no-stack-trace", refused(500, {"message": "look at the log"}), "pass"),
        ("no-stack-trace", Hostile("text", exchange(500, b"goroutine 1 [running]", odd=True)), "finding"),
        ("no-html", refused(404, b"<!DOCTYPE html><p>", headers=(("Content-Type", "text/html"),)), "finding"),
        ("no-html", refused(404), "pass"),
        ("no-secret", refused(403, {"message": "session [session admin main] may not"}), "finding"),
        ("no-secret", refused(403, {"message": "may not"}), "pass"),
        ("no-secret", refused(404, headers=(("X-Echo", "[session admin main]"),)), "finding"),
    ],
)
def test_error_answers_are_judged(says, name, seen, expected):
    assert says(f"errors.{name}", seen) == expected


def test_a_401_carries_a_challenge(says):
    name = "http.challenge-on-401"

    assert says(name, refused(401, condition="no-session", headers=(("WWW-Authenticate", "Basic"),))) == "pass"
    assert says(name, refused(401, condition="no-session")) == "finding"
    assert says(name, refused(403, condition="no-session")) == "unjudged"


def test_a_405_names_the_allowed_methods(says):
    assert says("http.allow-on-405", refused(405, condition="put", headers=(("Allow", ""),))) == "pass"
    assert says("http.allow-on-405", refused(405, condition="put")) == "finding"
    assert says("http.allow-on-405", refused(404, condition="put")) == "pass"


@pytest.mark.parametrize(("status", "expected"), [(405, "pass"), (501, "pass"), (200, "finding"), (500, "finding")])
def test_unsupported_methods_are_refused(says, status, expected):
    assert says("http.unsupported-method-is-refused", refused(status, condition="put")) == expected


def test_a_redirect_is_no_answer(says):
    assert says("http.redirect-is-no-answer", refused(302, headers=(("Location", "/login"),))) == "finding"
    assert says("http.redirect-is-no-answer", refused(404)) == "pass"
    assert says("http.redirect-is-no-answer", refused(302, odd=True)) == "unjudged"


def test_a_response_is_whole(says):
    assert says("http.well-formed-response", refused(None, steady=True)) == "finding"
    assert says("http.well-formed-response", refused(None)) == "unjudged"
    assert says("http.well-formed-response", deletion(accepted(), poll())) == "pass"
