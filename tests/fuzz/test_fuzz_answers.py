"""Whatever stands in the headers and bodies that a target sends, every judge comes to an end with it."""

from __future__ import annotations

import json

import pytest

from conformance.model.result import RunVerdict
from conformance.profile.load import loads
from conformance.reference.serve import start
from conformance.run import judge_evidence, judge_target

HEADERS = (
    "Location", "Content-Type", "Allow", "WWW-Authenticate", "Retry-After", "Date", "Content-Length", "Set-Cookie",
)  # fmt: skip
VALUES = (
    "", "http://[", "//]", "http://\xe2\x84\x80/", "%", "%zz", "9" * 5000, "-1", "1e999", "\xff\xfe", ',;="\\',
    "x" * 9000, "application/json; charset=utf-99", 'application/json; charset="', "multipart/x; boundary",
    "*/*", "Thu, 99 Foo 0",
)  # fmt: skip
MEMBERS = (
    None, True, -1, 2**63, 10**400, 1.5, 1e308, "", "\0", "\ud800", "http://[", "x" * 9000, [], [[]], [None], {},
    {"id": []},
)  # fmt: skip
BODIES = (
    "", "null", "[]", "{}", "true", "1e400", '"x"', '{"list": null}', '{"list": [null, 1, "x", {}]}', "\ufeff{}", "{",
    '{"id": "a", "id": "b"}', "[" * 5000, '{"status": "SUCCESS"}', '{"_meta": {"links": {"next": {"href": "http://["}}}}',
)  # fmt: skip


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """The lines of a run against the right server."""
    folder = tmp_path_factory.mktemp("run") / "out"
    with start() as server:
        judge_target(loads(server.profile(), environ={}, overrides={"depth": "quick", "out": str(folder), "seed": 1}))
    return (folder / "evidence.jsonl").read_text().splitlines()


def with_header(response, number):
    name, value = HEADERS[number % len(HEADERS)], VALUES[number // len(HEADERS) % len(VALUES)]
    kept = [each for each in response["headers"] if each[0].lower() != name.lower()]
    return response | {"headers": [*kept, [name, value]]}


def with_member(response, number):
    try:
        body = json.loads(response["body"])
    except ValueError:
        return response
    if not isinstance(body, dict) or not body:
        return response
    names = sorted(body)
    odd = {names[number % len(names)]: MEMBERS[number // len(names) % len(MEMBERS)]}
    return response | {"body": json.dumps(body | odd)}


def with_body(response, number):
    return response | {"body": BODIES[number % len(BODIES)]}


@pytest.mark.parametrize("step", [1, 7])
@pytest.mark.parametrize("change", [with_header, with_member, with_body])
def test_each_answer_may_be_odd_in_a_way_of_its_own(lines, tmp_path, change, step):
    changed = []
    for line in lines:
        event = json.loads(line)
        if event["event"] == "exchanged" and event["exchange"]["response"] is not None:
            exchange = event["exchange"]
            exchange["response"] = change(exchange["response"], exchange["number"] * step)
        changed.append(json.dumps(event))
    (tmp_path / "evidence.jsonl").write_text("\n".join(changed) + "\n")

    result = judge_evidence(tmp_path / "evidence.jsonl")

    assert result.verdict in (RunVerdict.NON_CONFORMANT, RunVerdict.INCOMPLETE, RunVerdict.CONFORMANT)
    assert len(result.requirements) == sum('"event":"judgement"' in each for each in lines)
