from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.document.load import load
from conformance.document.validate import parse, problems
from conformance.model.http import Response

DOCUMENT = load("2.0.0")
DELETE = DOCUMENT.operation("deletePairing")
JSON = (("Content-Type", "application/json"),)
TASK = {"id": "t", "status": "QUEUED"}


def found(body, status=202, headers=JSON, document=DOCUMENT):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return problems(document, document.operation("deletePairing"), Response(status, headers, raw))


def kinds(*args, **kwargs):
    return [each.kind for each in found(*args, **kwargs)]


def test_a_right_task_has_no_problem():
    assert found(TASK | {"error": None, "_meta": {"errors": []}, "more": 1}) == ()


def test_a_problem_tells_place_and_value():
    [problem] = found(TASK | {"error": {"message": 5}})

    assert problem.path == ("error", "message")
    assert problem.rule == "type"
    assert problem.text == "the integer 5, where a string is due"


def test_a_missing_property_is_named():
    [problem] = found({"id": "t"})

    assert (problem.path, problem.rule) == (("status",), "required")


def test_a_value_of_the_wrong_type_is_no_wrong_value_too():
    assert [each.rule for each in found(TASK | {"status": 5})] == ["type"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "an empty body"),
        (b"  ", "an empty body"),
        (b"{", "not JSON"),
        (b"{} {}", "Extra data"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b'{"a": -Infinity}', "-Infinity is no JSON number"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ("{}".encode("utf-16"), "is not UTF-8"),
        (b'{"a": "\xe9"}', "is not UTF-8"),
        (b"{'a': 1}", "not JSON"),
    ],
)
def test_what_is_not_strictly_json_is_told_in_words(body, told):
    [problem] = found(body)

    assert problem.kind == "json"
    assert told in problem.text


def test_brackets_within_strings_are_no_nesting():
    assert parse(json.dumps({"a": "[" * 1000}).encode()) == {"a": "[" * 1000}


def test_a_number_beyond_all_floats_is_no_crash():
    assert kinds(b'{"id": "t", "status": "QUEUED", "progress": 1e400}') == ["schema", "schema"]


def test_media_types_are_compared_without_parameters_and_case():
    assert kinds(TASK, headers=(("content-type", "APPLICATION/json; charset=utf-8"),)) == []
    assert kinds(TASK, headers=(("Content-Type", "text/plain"),)) == ["media-type"]
    assert kinds(TASK, headers=()) == ["media-type"]
    assert kinds(TASK, headers=(("Content-Type", "application/problem+json"),)) == ["media-type"]


def test_a_misleading_charset_is_told():
    assert kinds(TASK, headers=(("Content-Type", "application/json; charset=iso-8859-1"),)) == ["charset"]


def test_a_name_that_stands_twice_is_told_once():
    assert kinds(b'{"id": "t", "id": "t", "id": "t", "status": "QUEUED"}') == ["names"]


def test_where_no_content_is_declared_any_passes():
    assert kinds(b"<html>", status=404, headers=()) == []
    assert kinds(b"<html>", status=409, headers=()) == []


@pytest.fixture(scope="module")
def modern(tmp_path_factory):
    """The same contract as OpenAPI 3.1 writes it."""
    raw = json.loads(json.dumps(DOCUMENT.raw))
    raw["openapi"] = "3.1.0"

    def modernise(node):
        if isinstance(node, dict):
            if node.pop("nullable", False):
                node["type"] = [node["type"], "null"]
            for each in node.values():
                modernise(each)
        elif isinstance(node, list):
            for each in node:
                modernise(each)

    modernise(raw)
    path = tmp_path_factory.mktemp("modern") / "document.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return load(str(path))


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ({}, []),
        ({"error": None, "result": None, "queued_time": None}, []),
        ({"progress": None}, ["type"]),
        ({"progress": 2**31}, ["format", "maximum"]),
        ({"queued_time": 2**63}, ["format"]),
        ({"queued_time": 1.5}, ["type"]),
        ({"progress": True}, ["type"]),
        ({"status": "NEW"}, ["enum"]),
    ],
)
def test_openapi_3_0_and_3_1_judge_alike(modern, more, rules):
    for document in (DOCUMENT, modern):
        assert sorted(each.rule for each in found(TASK | more, document=document)) == rules


def test_properties_are_the_same_in_3_1(modern):
    ours = DOCUMENT.properties(DELETE, "202")
    theirs = modern.properties(modern.operation("deletePairing"), "202")

    assert [(each.name, each.type, each.nullable, each.enum) for each in theirs] == [
        (each.name, each.type, each.nullable, each.enum) for each in ours
    ]


@settings(max_examples=150, deadline=None)
@given(
    body=st.binary(max_size=60)
    | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_no_body_is_too_odd_to_be_judged(body):
    for status in (202, 400, 404):
        assert isinstance(found(body, status=status), tuple)


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"[" * 100_000, "nested more than"), (b"[" + b"0," * 400_000 + b"0]", "more than 400,000 values")],
)
def test_a_body_beyond_the_bounds_is_left_unread_and_not_blamed(body, told):
    [problem] = found(body)

    assert problem.kind == "bounds"
    assert told in problem.text
