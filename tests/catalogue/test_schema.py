"""The form of a Task, word for word."""

from __future__ import annotations

import pytest
from documents import contract
from made import JSON, PAIRING, accepted, exchange, poll, task, task_body
from telling import telling

from conformance.catalogue.schema import at
from conformance.model.observations import Afterwards, Attempt, Deletion, Race


def carrying(body, headers=JSON):
    return Deletion(PAIRING, task(exchange(202, body, headers=headers)))


def deletion(*looks, **rest):
    return Deletion(PAIRING, task(*looks, **rest))


def afterwards(*later):
    return Afterwards(PAIRING, task(accepted(id=5), poll(id=5), later=later), ())


DEEP = b'{"id": "t", "status": "QUEUED", "result": ' + b"[" * 200 + b"]" * 200 + b"}"
UNTYPED = "#2: Content-Type: application/json; got no Content-Type"
AS = "as the document describes it"
NULL = "object, optional, null allowed"
LISTED = "QUEUED, RUNNING, SUCCESS, ERROR, CANCELLED"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("task-media-type", carrying(task_body()), []),
        ("task-media-type", carrying(task_body(), (("content-type", "Application/JSON;charset=UTF-8"),)), []),
        ("task-media-type", carrying(task_body(), ()), ["#1: Content-Type: application/json; got no Content-Type"]),
        (
            "task-media-type",
            carrying(task_body(), (("Content-Type", "text/plain"),)),
            ["#1: Content-Type: application/json; got the Content-Type `text/plain`"],
        ),
        ("task-media-type", deletion(exchange(404)), ["unjudged: no Task was answered"]),
        ("task-media-type", deletion(exchange(404), accepted()), []),
        (
            "task-media-type",
            deletion(accepted(), exchange(200, task_body(), operation="getTaskInfo", headers=())),
            [UNTYPED],
        ),
        (
            "task-media-type",
            deletion(accepted(), later=(exchange(200, task_body(), operation="getTaskInfo", headers=()),)),
            [UNTYPED],
        ),
        ("task-media-type", Attempt("no-session", PAIRING, accepted()), ["unjudged: no Task was answered"]),
        (
            "task-media-type",
            Race("one-session", (PAIRING,), (task(exchange(202, task_body(), headers=())),), ()),
            ["#1: Content-Type: application/json; got no Content-Type"],
        ),
        (
            "task-media-type",
            afterwards(exchange(200, task_body(), operation="getTaskInfo", headers=())),
            ["#3: Content-Type: application/json; got no Content-Type"],
        ),
        ("task-media-type", afterwards(exchange(404)), ["unjudged: no Task was answered"]),
        ("task-id", afterwards(poll()), []),  # the others were judged when they came
        (
            "task-id",
            afterwards(poll(), poll(id=5)),
            [f"#4/id: `id`: string, required, {AS}; got the integer 5, where a string is due"],
        ),
        ("task-body", carrying(task_body()), []),
        ("task-body", carrying(b""), ["#1: a JSON object; got an empty body"]),
        (
            "task-body",
            carrying(b'{"id": "t", "status": "QUE'),
            ["#1: a JSON object; got not JSON: Unterminated string starting at character 22 of 26"],
        ),
        (
            "task-body",
            carrying(b'{"id": "t", "status": "QUEUED", "progress": NaN}'),
            ["#1: a JSON object; got NaN is no JSON number"],
        ),
        (
            "task-body",
            carrying(b'\xef\xbb\xbf{"id": "t", "status": "QUEUED"}'),
            ["#1: a JSON object; got a byte order mark before the JSON text"],
        ),
        (
            "task-body",
            carrying('{"id": "t", "status": "QUEUED", "description": "é"}'.encode("latin-1")),
            ["#1: a JSON object; got byte 48 is not UTF-8"],
        ),
        (
            "task-body",
            carrying([task_body()]),
            ['#1: a JSON object; got the array [{"id": "task-1", "status": "SUCCESS"}], where an object is due'],
        ),
        ("task-body", carrying({"id": 5}), []),
        (
            "task-body",
            carrying(DEEP),
            ["unjudged: a body beyond what this tool reads: nested more than 100 levels deep"],
        ),
        (
            "task-names-are-unique",
            carrying(b'{"id": "t", "id": "t", "status": "QUEUED"}'),
            ["#1/id: each name once; got the name `id` twice in one object"],
        ),
        ("task-names-are-unique", carrying(task_body()), []),
        (
            "task-charset",
            carrying(task_body(), (("Content-Type", "application/json; charset=latin1"),)),
            ["#1: UTF-8, or no charset; got charset latin1"],
        ),
        ("task-charset", carrying(task_body(), (("Content-Type", "application/json; charset=utf-8"),)), []),
        (
            "task-id",
            carrying(task_body() | {"id": 5}),
            [f"#1/id: `id`: string, required, {AS}; got the integer 5, where a string is due"],
        ),
        (
            "task-id",
            carrying({"status": "QUEUED"}),
            [f"#1/id: `id`: string, required, {AS}; got no `id`, which is required"],
        ),
        ("task-id", carrying(b""), ["unjudged: no Task was answered that could be read"]),
        ("task-id", deletion(exchange(404)), ["unjudged: no Task was answered that could be read"]),
        (
            "task-status",
            carrying({"id": "t"}),
            [f"#1/status: `status`: string, required, {AS}; got no `status`, which is required"],
        ),
        ("task-status", carrying(task_body("PENDING")), []),
        (
            "task-status-is-listed",
            carrying(task_body("PENDING")),
            [f'#1/status: one of {LISTED}; got the string "PENDING", which is none of {LISTED}'],
        ),
        ("task-status-is-listed", carrying({"id": "t", "status": 5}), []),
        ("task-status-is-listed", deletion(exchange(404)), ["unjudged: no Task was answered that could be read"]),
        (
            "task-progress",
            deletion(accepted(), poll(progress=101)),
            [f"#2/progress: `progress`: integer, optional, {AS}; got the integer 101, against `maximum` 100"],
        ),
        (
            "task-entity",
            carrying(task_body(entity=5)),
            [f"#1/entity: `entity`: string, optional, null allowed, {AS}; got the integer 5, where a string is due"],
        ),
        (
            "task-error",
            carrying(task_body(error={"message": 5})),
            [f"#1/error/message: `error`: {NULL}, {AS}; got the integer 5, where a string is due"],
        ),
        (
            "task-error",
            carrying(task_body(error="no")),
            [f'#1/error: `error`: {NULL}, {AS}; got the string "no", where an object is due'],
        ),
    ],
)
def test_the_form_of_a_task_is_judged(tells, name, seen, said):
    assert tells(f"schema.{name}", seen) == said


def two_media(_, operation):
    operation["responses"]["202"]["content"]["application/hal+json"] = {}


def no_202(_, operation):
    del operation["responses"]["202"]


@pytest.mark.parametrize(
    ("change", "expected"), [(two_media, "application/json, application/hal+json"), (no_202, "as declared")]
)
def test_the_media_types_of_a_task_are_those_that_are_declared(change, expected):
    polled = exchange(200, task_body(), operation="getTaskInfo", headers=())

    said = telling(contract(change))("schema.task-media-type", deletion(accepted(), polled))

    assert said == [f"#2: Content-Type: {expected}; got no Content-Type"]


def test_a_property_of_no_type_is_a_value(tells):
    def change(raw, _):
        raw["components"]["schemas"]["Task"]["properties"]["description"] = {"maxLength": 1}

    said = telling(contract(change))("schema.task-description", carrying(task_body(description="two")))

    assert said == [
        f'#1/description: `description`: value, optional, {AS}; got the string "two", against `maxLength` 1'
    ]
    assert tells("schema.task-description", carrying(task_body(description="two"))) == []


def test_a_place_in_a_body_is_a_json_pointer():
    assert at(()) == ""
    assert at(("a~b", 0, "c/d")) == "/a~0b/0/c~1d"


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
