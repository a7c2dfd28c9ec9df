"""Whatever the document says of the operation is judged, or it is told why it cannot be."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from documents import contract

from conformance.catalogue import requirements
from conformance.catalogue.coverage import BESIDES, LIMITS, coverage
from conformance.document.load import load
from conformance.document.pointer import lookup
from conformance.faces.covering import print_coverage

DOCUMENT = load("2.0.0")
ELEMENTS = coverage(DOCUMENT)
VENDOR = Path(__file__).parents[2] / ".." / "shared" / "data" / "vendor" / "srm-api-v2.json"
AT = "/pairings/{pairing_id}"
TABLE = Path(__file__).with_name("coverage.txt")


def named(kind, elements=ELEMENTS):
    return {each.name for each in elements if each.kind == kind}


def the(name, elements=ELEMENTS):
    [found] = [each for each in elements if each.name == name]
    return found


def changed(change):
    return coverage(contract(change).document)


def test_every_element_is_judged_or_says_why_it_cannot_be():
    assert [each.name for each in ELEMENTS if not each.judged_by and not each.limit] == []


def test_the_elements_are_those_of_the_document():
    assert named("response") == {"202", "400", "401", "403", "404", "500"}
    assert named("media type") == {f"{each} application/json" for each in (202, 400, 403, 500)}
    schemas = DOCUMENT.raw["components"]["schemas"]
    assert named("property") == {
        f"{name}.{each}" for name in ("Task", "TaskError", "ResponseError") for each in schemas[name]["properties"]
    }
    listed = schemas["Task"]["properties"]["status"]["enum"]
    assert named("value") == {f"Task.status = {each}" for each in listed}
    assert named("security scheme") == {"SessionHeader"}
    assert named("extension") == {each for each in DOCUMENT.raw["paths"][AT]["delete"] if each.startswith("x-")}
    assert {each.split()[1] for each in named("extension key")} == {"permissions", "not-authenticated", "server-down"}


def as_lines(each):
    return [
        f"{each.kind} {each.name}",
        f"  {each.pointer}",
        *(f"  {one}" for one in (*each.judged_by, each.limit) if one),
    ]


def test_every_element_is_judged_by_what_the_table_says():
    lines = [line for each in ELEMENTS for line in as_lines(each)]

    assert "\n".join(lines) + "\n" == TABLE.read_text(encoding="utf-8")


def test_every_element_stands_where_it_says():
    for each in ELEMENTS:
        assert lookup(DOCUMENT.raw, each.pointer) is not None, each.name


def test_only_requirements_that_exist_judge():
    known = [each.id for each in requirements(DOCUMENT)]

    assert {one for each in ELEMENTS for one in each.judged_by} <= set(known)
    patterns = {one for listed in BESIDES.values() for one in listed}
    assert [one for one in patterns if not any(fnmatchcase(each, one) for each in known)] == []


def test_a_value_of_status_is_judged_by_the_list_of_values():
    assert "schema.task-status-is-listed" in the("Task.status = QUEUED").judged_by
    assert "a client cancel" in the("Task.status = CANCELLED").limit


def test_what_is_within_a_property_is_judged_with_it():
    assert "schema.task-error" in the("TaskError.details").judged_by


@pytest.mark.parametrize("limit", LIMITS.values())
def test_a_limit_says_something_of_an_element(limit):
    assert limit in {each.limit for each in ELEMENTS}


def test_a_response_that_nothing_judges_is_a_gap():
    found = changed(lambda _, op: op["responses"].update({"409": {"description": "Busy."}}))

    assert (the("409", found).judged_by, the("409", found).limit) == ((), "")


def test_a_security_scheme_of_another_kind_is_a_gap():
    def change(raw, operation):
        raw["components"]["securitySchemes"]["Bearer"] = {"type": "http", "scheme": "bearer"}
        operation["security"].append({"Bearer": []})

    found = changed(change)

    assert the("Bearer", found).judged_by == ()
    assert the("SessionHeader", found).judged_by


def test_an_extension_without_a_reader_says_so():
    found = changed(lambda _, op: op.update({"x-dr-mood": {"today": "fine"}}))

    assert "has no reader" in the("x-dr-mood", found).limit
    assert the("x-dr-mood", found).judged_by == ()


def test_without_an_extension_there_is_no_element_of_it():
    found = changed(lambda _, op: op.pop("x-dr-permissions"))

    assert named("extension", found) == {"x-dr-remote-site-connectivity-contract"}
    assert [one for each in found for one in each.judged_by if one.startswith("permission.")] == []


@pytest.mark.skipif(not VENDOR.exists(), reason="the vendor's published document is not beside the project")
def test_the_vendors_own_document_has_the_same_elements():
    theirs = coverage(load(str(VENDOR)))

    assert {(each.kind, each.name, each.judged_by, each.limit) for each in theirs} == {
        (each.kind, each.name, each.judged_by, each.limit) for each in ELEMENTS
    }


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_every_form_names_every_element(form, capsys):
    print_coverage("2.0.0", form)

    shown = " ".join(capsys.readouterr().out.split())
    assert [each.name for each in ELEMENTS if each.kind != "extension key" and each.name not in shown] == []
    assert form != "json" or len(json.loads(shown)) == len(ELEMENTS)


def test_a_property_may_be_told_by_its_holder_and_a_schema_that_comes_again_is_told_once():
    def change(raw, operation):
        task = raw["components"]["schemas"]["Task"]["properties"]
        task["error"] = {"type": "object", "properties": {"why": {"type": "string", "enum": ["a"]}}}

    found = changed(change)

    assert the("error.why", found).pointer == "#/components/schemas/Task/properties/error/properties/why"
    assert "schema.task-error-is-listed" not in the("error.why = a", found).judged_by
    assert len([each for each in found if each.name == "ResponseError.message"]) == 1


def test_a_schema_that_holds_itself_is_judged_as_one_that_does_not():
    def change(raw, _):
        properties = raw["components"]["schemas"]["Task"]["properties"]
        parent = {"parent": {"$ref": "#/components/schemas/Task"}}
        raw["components"]["schemas"]["Task"]["properties"] = parent | properties

    found = changed(change)

    assert the("Task.parent", found).judged_by == ("schema.task-parent",)
    others = [each for each in found if each.name != "Task.parent"]
    assert [(each.name, each.judged_by) for each in others] == [(each.name, each.judged_by) for each in ELEMENTS]


def test_a_media_type_without_a_schema_stands_in_its_answer():
    def change(raw, operation):
        raw["properties"] = {"stray": {"type": "string"}}
        operation["responses"]["401"] = {"description": "No.", "content": {"text/plain": {}}}

    found = changed(change)

    at = "#/paths/~1pairings~1{pairing_id}/delete/responses/401/content/text~1plain"
    assert (the("401 text/plain", found).kind, the("401 text/plain", found).pointer) == ("media type", at)
    assert named("property", found) == named("property")


def test_security_of_the_whole_document_counts_where_the_operation_has_none():
    def change(raw, operation):
        raw["security"] = operation.pop("security")

    assert named("security scheme", changed(change)) == {"SessionHeader"}


def test_an_operation_that_anybody_may_call_has_no_security_scheme():
    assert named("security scheme", changed(lambda _, operation: operation.update(security=[]))) == set()
    assert named("security scheme", changed(lambda _, operation: operation.pop("security"))) == set()


SESSION_HEADER = {"$ref": "#/components/securitySchemes/SessionHeader"}


@pytest.mark.parametrize(
    ("security", "scheme", "expected"),
    [
        ({"SessionHeader": []}, {}, {}),
        (["odd", {"SessionHeader": []}], {}, {"SessionHeader": True}),
        ([{"Odd": []}], "odd", {"Odd": False}),
        ([{"Odd": []}, {"Odd": [], "SessionHeader": []}], SESSION_HEADER, {"Odd": True, "SessionHeader": True}),
    ],
)
def test_a_security_scheme_is_judged_by_what_it_is(security, scheme, expected):
    def change(raw, operation):
        raw["components"]["securitySchemes"]["Odd"] = scheme
        operation["security"] = security

    found = [each for each in changed(change) if each.kind == "security scheme"]

    assert {each.name: bool(each.judged_by) for each in found} == expected
    assert [each.pointer for each in found] == [f"#/components/securitySchemes/{each}" for each in expected]


def test_an_extension_that_is_no_object_has_no_keys():
    found = changed(lambda _, operation: operation.update({"x-dr-mood": "fine"}))

    assert [each.kind for each in found if each.name.startswith("x-dr-mood")] == ["extension"]


def test_what_is_within_a_property_of_an_error_is_judged_with_it():
    def change(raw, _):
        properties = raw["components"]["schemas"]["ResponseError"]["properties"]
        properties["why_not"] = {"type": "object", "properties": {"code": {"type": "string", "enum": ["a"]}}}

    found = changed(change)

    assert the("why_not.code", found).judged_by == ("errors.response-error-why-not",)
    assert the("why_not.code = a", found).judged_by == ("errors.response-error-why-not",)
