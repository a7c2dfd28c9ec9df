"""What a response breaks: cases beside those of test_document_validate."""

from __future__ import annotations

import json
import subprocess
import sys
from time import perf_counter

import pytest

from conformance.document.load import load
from conformance.document.strict import parse, repeated
from conformance.document.validate import Problem, problems
from conformance.model.http import Response

OURS = load("2.0.0")
TASK = {"id": "t", "status": "QUEUED"}
DELETE = "/pairings/{pairing_id}"


def found(body, document=OURS, status=202, kind="application/json", name="deletePairing"):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = () if kind is None else (("Content-Type", kind),)
    return problems(document, document.operation(name), Response(status, headers, raw))


def rules(*args, **kwargs):
    return [(each.path, each.rule) for each in found(*args, **kwargs)]


def task_property(name, schema):
    return lambda raw: raw["components"]["schemas"]["Task"]["properties"].update({name: schema})


def content(kind):
    def change(raw):
        raw["paths"][DELETE]["delete"]["responses"]["202"]["content"] = {
            kind: {"schema": {"$ref": "#/components/schemas/Task"}}
        }

    return change


def test_importing_the_reader_does_not_import_openapi_core():
    reader = "import sys; import conformance.document.load, conformance.document.validate"
    program = f"{reader}; assert 'openapi_core' not in sys.modules"

    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own interpreter


def test_a_problem_names_the_keyword_in_the_document():
    [problem] = found(TASK | {"progress": 101})

    assert problem == Problem(
        "schema", ("progress",), "maximum", "the integer 101, against `maximum` 100",
        "#/components/schemas/Task/properties/progress/maximum",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"id": None}, "null, where a string is due"),
        ({"id": True}, "the boolean true, where a string is due"),
        ({"id": 5.5}, "the number 5.5, where a string is due"),
        ({"id": []}, "the array [], where a string is due"),
        ({"id": {}}, "the object {}, where a string is due"),
        ({"progress": "5"}, 'the string "5", where an integer is due'),
        ({"status": "NEW"}, 'the string "NEW", which is none of QUEUED, RUNNING, SUCCESS, ERROR, CANCELLED'),
        ({"queued_time": 2**63}, "the integer 9223372036854775808, which is no int64"),
    ],
)
def test_a_problem_says_in_words_what_came_and_what_was_due(more, text):
    assert [each.text for each in found(TASK | more)] == [text]


def test_a_missing_property_is_told_in_words():
    assert [(each.path, each.text) for each in found({"status": "QUEUED"})] == [(("id",), "no `id`, which is required")]


def test_a_missing_property_is_told_by_its_own_name_when_one_is_part_of_another(changed):
    document = changed(lambda raw: raw["components"]["schemas"]["Task"].update(required=["id", "description_id"]))

    assert rules({}, document) == [(("id",), "required"), (("description_id",), "required")]


def test_a_long_value_is_cut():
    [problem] = found(TASK | {"status": "x" * 10_000})

    assert len(problem.text) < 200


def test_half_a_character_is_accepted_as_json():
    assert found(b'{"id": "\\ud800", "status": "QUEUED"}') == ()


@pytest.mark.parametrize("body", [[], "x", None, 5, True])
def test_another_root_than_an_object_is_told(body):
    assert rules(body) == [((), "type")]
    assert rules(body, status=400) == [((), "type")]


def test_a_float_for_an_integer_is_wrong_in_3_0_and_right_in_3_1_if_whole(changed):
    assert rules(TASK | {"progress": 50.0}) == [(("progress",), "type")]
    assert rules(TASK | {"progress": 50.0}, changed(lambda _: None, openapi="3.1.0")) == []


def test_a_float_beyond_int64_is_beyond_it_in_3_1_too(changed):
    assert rules(TASK | {"queued_time": 1e30}, changed(lambda _: None, openapi="3.1.0")) == [
        (("queued_time",), "format")
    ]


@pytest.mark.parametrize("number", [-(2**63), 2**63 - 1, 0, -0])
def test_the_ends_of_int64_are_within_it(number):
    assert found(TASK | {"start_time": number}) == ()


@pytest.mark.parametrize(
    ("op_id", "fine"),
    [
        ("063bbee1-08a0-43d7-a4ae-626cb7e8cf5b", True),
        ("063BBEE1-08A0-43D7-A4AE-626CB7E8CF5B", True),
        ("063bbee108a043d7a4ae626cb7e8cf5b", False),
        ("urn:uuid:063bbee1-08a0-43d7-a4ae-626cb7e8cf5b", False),
        ("", False),
    ],
)
def test_a_uuid_is_one_as_rfc_9562_writes_it(op_id, fine):
    assert rules({"op_id": op_id}, status=400) == ([] if fine else [(("op_id",), "format")])


REF = {"$ref": "#/components/schemas/TaskError"}
NULLABLE = {
    "3.0, in the schema": ("3.0.3", REF),
    "3.0, beside allOf": ("3.0.3", {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Plain"}]}),
    "3.0, beside the reference": ("3.0.3", {"nullable": True, "$ref": "#/components/schemas/Plain"}),
    "3.1, oneOf": ("3.1.0", {"oneOf": [{"$ref": "#/components/schemas/Plain"}, {"type": "null"}]}),
    "3.1, anyOf": ("3.1.0", {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Plain"}]}),
    "3.1, types": ("3.1.0", {"type": ["object", "null"], "properties": {"message": {"type": "string"}}}),
}


@pytest.fixture(params=NULLABLE, ids=list(NULLABLE))
def nullable(request, changed):
    openapi, schema = NULLABLE[request.param]

    def change(raw):
        plain = {"type": "object", "properties": {"message": {"type": "string"}}}
        raw["components"]["schemas"]["Plain"] = plain
        task_property("error", schema)(raw)

    return changed(change, openapi=openapi)


def test_null_is_right_however_a_document_writes_nullable(nullable):
    assert found(TASK | {"error": None}, nullable) == ()


def test_what_is_within_a_nullable_object_is_judged(nullable):
    assert rules(TASK | {"error": {"message": 5}}, nullable) == [(("error", "message"), "type")]
    assert rules(TASK | {"error": "x"}, nullable) == [(("error",), "type")]


def test_a_nullable_property_is_read_as_one(nullable):
    [error] = [each for each in nullable.properties(nullable.operation("deletePairing"), "202") if each.name == "error"]

    assert (error.nullable, error.type) == (True, "object")


def test_null_within_a_nullable_object_is_judged_by_itself(changed):
    document = changed(
        task_property("error", {"nullable": True, "type": "object", "properties": {"a": {"type": "string"}}})
    )

    assert rules(TASK | {"error": {"a": None}}, document) == [(("error", "a"), "type")]


def test_a_choice_between_real_schemas_is_told_as_a_whole(changed):
    document = changed(task_property("entity", {"oneOf": [{"type": "integer"}, {"type": "boolean"}]}))

    assert rules(TASK | {"entity": "x"}, document) == [(("entity",), "oneOf")]


@pytest.mark.parametrize("declared", ["*/*", "application/*", "application/json;charset=UTF-8", "Application/JSON"])
def test_a_declared_range_or_parameter_covers_json(changed, declared):
    document = changed(content(declared))

    assert rules(TASK, document) == []
    assert rules({"id": "t"}, document) == [(("status",), "required")]


def test_what_calls_itself_something_else_need_not_be_json():
    assert [each.kind for each in found(b"<html>", kind="text/html")] == ["media-type"]
    assert [each.kind for each in found(b"<html>", kind=None)] == ["media-type", "json"]


def test_json_under_another_name_is_judged_all_the_same():
    assert rules({"id": "t"}, kind="text/plain") == [((), ""), (("status",), "required")]


def test_a_declared_range_covers_no_other_type(changed):
    assert [each.kind for each in found(b"<html>", changed(content("application/*")), kind="text/html")] == [
        "media-type"
    ]


def test_what_a_range_covers_and_is_no_json_is_not_judged(changed):
    assert found(b"<html>", changed(content("*/*")), kind="text/html") == ()


def test_a_type_that_ends_in_json_is_json(changed):
    kind = "application/problem+json"

    assert rules({"id": "t"}, changed(content(kind)), kind=kind) == [(("status",), "required")]


def test_a_declared_type_without_schema_needs_json_only(changed):
    def change(raw):
        raw["paths"][DELETE]["delete"]["responses"]["202"]["content"] = {"application/json": {}}

    assert found(b"[5]", changed(change)) == ()
    assert [each.kind for each in found(b"[5", changed(change))] == ["json"]


def test_what_calls_itself_json_is_not_judged_where_something_else_is_declared(changed):
    assert [each.kind for each in found(b"{", changed(content("text/plain")))] == ["media-type"]


@pytest.mark.parametrize("status", ["2XX", "2xx", "default"])
def test_a_range_of_statuses_is_judged_and_read(changed, status):
    def change(raw):
        responses = raw["paths"][DELETE]["delete"]["responses"]
        responses[status] = responses.pop("202")

    document = changed(change)

    assert rules({"id": "t"}, document) == [(("status",), "required")]
    assert document.operation("deletePairing").documented(202)
    assert not document.operation("deletePairing").documented(None)
    assert len(document.properties(document.operation("deletePairing"), "202")) == 12


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", 'application/json;charset="UTF-8"', "application/json;v=1"]
)
def test_parameters_of_the_media_type_are_fine(kind):
    assert found(TASK, kind=kind) == ()


def test_a_name_that_stands_twice_is_told_where_it_stands():
    body = b'{"id": "t", "status": "QUEUED", "error": {"message": "a", "message": "b"}, "x": [{"y": 1, "y": 2}]}'

    assert [each.path for each in found(body) if each.kind == "names"] == [("error", "message"), ("x", 0, "y")]


def test_a_name_that_stands_thrice_is_told_once():
    assert repeated(parse(b'{"a": 1, "a": 2, "a": 3}')) == (("a",),)


def test_a_number_of_a_million_digits_is_json_and_no_int64():
    body = b'{"id": "t", "status": "QUEUED", "more": %b, "queued_time": %b}' % (b"9" * 1_000_000, b"9" * 1_000_000)

    assert rules(body) == [(("queued_time",), "format")]


@pytest.mark.parametrize(
    "body",
    [
        b'"' + b'\\"' * 500_000,
        b'"' * 500_001,
        b"[" * 500_000,
        b"{" + b",".join(b'"k%d":1,"k%d":1' % (each, each) for each in range(20_000)) + b"}",
        b'{"a": "' + b"x" * 4_000_000 + b'"}',
    ],
    ids=["escapes", "quotes", "brackets", "names", "length"],
)
def test_no_body_takes_long(body):
    """A minute is what a quadratic reading takes; a tenth of a second what a linear one does."""
    began = perf_counter()

    found(body)

    assert perf_counter() - began < 20


def test_a_body_is_judged_once():
    assert found(TASK | {"id": 5}) is found(TASK | {"id": 5})


def test_bodies_are_not_kept_for_ever(monkeypatch):
    monkeypatch.setattr("conformance.document.validate._KEPT", 1)
    first = found(TASK | {"id": 6})

    assert found(TASK | {"id": 7}) != first
    assert found(TASK | {"id": 6}) == first


def test_a_schema_may_lead_to_itself(changed):
    document = changed(task_property("child", {"$ref": "#/components/schemas/Task"}))

    assert rules(TASK | {"child": {"id": "u"}}, document) == [(("child", "status"), "required")]


def test_a_body_that_goes_along_with_such_a_schema_beyond_all_depths_is_told(changed):
    child = {"$ref": "#/components/schemas/Task"}
    for _ in range(20):
        child = {"allOf": [child]}
    document = changed(task_property("child", child))
    body = b'{"id": "t", "status": "QUEUED", "child": ' * 99 + b"{}" + b"}" * 99

    assert [(each.kind, each.text) for each in found(body, document)] == [("bounds", "nested too deep to be judged")]


def test_what_stands_beside_a_reference_counts_in_3_1_only(changed):
    both = task_property("entity", {"$ref": "#/components/schemas/Text", "maxLength": 1})

    def change(raw):
        raw["components"]["schemas"]["Text"] = {"type": "string"}
        both(raw)

    assert rules(TASK | {"entity": "long"}, changed(change)) == []
    assert rules(TASK | {"entity": "long"}, changed(change, openapi="3.1.0")) == [(("entity",), "maxLength")]


def test_a_discriminator_is_a_hint_and_no_more(changed):
    document = changed(
        lambda raw: raw["components"]["schemas"]["Task"].update(
            allOf=[{"type": "object"}], discriminator={"propertyName": "kind"}
        )
    )

    assert found(TASK | {"kind": ["odd"]}, document) == ()


def test_a_property_may_be_called_discriminator(changed):
    document = changed(task_property("discriminator", {"type": "string"}))

    assert rules(TASK | {"discriminator": 5}, document) == [(("discriminator",), "type")]


@pytest.mark.parametrize(("value", "fine"), [("aGk=", True), ("a", False), ("é", False), (5, False)])
def test_base64_is_judged_for_any_text(changed, value, fine):
    document = changed(task_property("blob", {"type": "string", "format": "byte"}))

    assert (found(TASK | {"blob": value}, document) == ()) is fine


def test_the_base_url_of_the_document_does_not_matter(changed):
    document = changed(lambda raw: raw.update(servers=[{"url": "https://elsewhere.example/api"}]))

    assert rules({"id": "t"}, document) == [(("status",), "required")]
