"""Schemas of a document: slips that are told when it is read, and the properties that are read from them."""

from __future__ import annotations

import json

import pytest
import yaml

from conformance.document.load import bundled, load

OURS = yaml.safe_load(bundled()["2.0.0"].read_text(encoding="utf-8"))


SLIPS = {
    "an unknown type": ({"type": "strng"}, "/type` is not one of string"),
    "an empty list of types": ({"type": []}, "/type` is"),
    "a list of types in 3.0": ({"type": ["string", "null"]}, "is a list; OpenAPI 3.0 has one type"),
    "required that is no list": ({"required": "id"}, "is not a list of names"),
    "an empty enum": ({"enum": []}, "is not a list of values"),
    "a broken pattern": ({"pattern": "("}, "is not a regular expression"),
    "a pattern that is no text": ({"pattern": 5}, "is not a regular expression"),
    "a bound that is no number": ({"maximum": "5"}, "is not a number"),
    "a bound that is true": ({"minimum": True}, "is not a number"),
    "a multiple of nothing": ({"multipleOf": 0}, "is not a number above 0"),
    "a negative length": ({"minLength": -1}, "is not a number from 0"),
    "an exclusive bound of 3.1": ({"exclusiveMaximum": 5}, "is not true or false"),
    "nullable that is text": ({"nullable": "yes"}, "is not true or false"),
    "properties that are a list": ({"properties": []}, "is no object"),
    "a property that is text": ({"properties": {"a": "string"}}, "/properties/a` is no schema"),
    "allOf that is an object": ({"allOf": {}}, "is no list"),
    "items that are a list": ({"items": []}, "is no schema"),
    "a schema within itself": ({"allOf": [{"$ref": "#/components/schemas/Task"}]}, "contains itself"),
    "a schema that is not itself": ({"not": {"$ref": "#/components/schemas/Task"}}, "contains itself"),
    "an id": ({"$id": "https://example.com"}, "is not read"),
    "odd dependencies": ({"dependentRequired": {"a": "b"}}, "is not an object of lists of names"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_schema_is_told_before_anything_is_sent(refused, slip):
    schema, told = SLIPS[slip]
    raw = json.loads(json.dumps(OURS))
    raw["components"]["schemas"]["Task"].update(schema)

    assert told in refused(raw)


def test_dependencies_of_3_1_are_read(changed):
    def change(raw):
        raw["components"]["schemas"]["Task"]["dependentRequired"] = {"complete_time": ["start_time"]}

    assert changed(change, openapi="3.1.0")


def test_a_pattern_that_compiles_is_kept(changed):
    assert changed(lambda raw: raw["components"]["schemas"]["Task"]["properties"]["id"].update(pattern="^t"))


def test_a_schema_that_doubles_again_and_again_is_refused(refused):
    raw = json.loads(json.dumps(OURS))
    schemas = raw["components"]["schemas"]
    for number in range(40):
        schemas[f"S{number}"] = {"allOf": [{"$ref": f"#/components/schemas/S{number + 1}"}] * 2}
    schemas["S40"] = {"type": "object"}
    schemas["Task"]["allOf"] = [{"$ref": "#/components/schemas/S0"}]

    assert "joins more than 20000 others" in refused(raw)


def test_an_exclusive_bound_is_a_number_in_3_1(changed, refused):
    def change(value):
        return lambda raw: raw["components"]["schemas"]["Task"]["properties"]["progress"].update(exclusiveMaximum=value)

    assert changed(change(101), openapi="3.1.0")
    raw = json.loads(json.dumps(OURS)) | {"openapi": "3.1.0"}
    change(True)(raw)  # noqa: FBT003 - a value
    assert "is not a number" in refused(raw)


def test_a_schema_of_3_1_may_be_true(changed):
    def change(raw):
        raw["components"]["schemas"]["Task"]["properties"]["result"] = True
        raw["components"]["schemas"]["Task"]["prefixItems"] = [True]

    document = changed(change, openapi="3.1.0")

    [result] = [
        each for each in document.properties(document.operation("deletePairing"), "202") if each.name == "result"
    ]
    assert (result.type, result.nullable, result.description) == ("", False, "")


def test_several_types_are_all_named(changed):
    def change(raw):
        raw["components"]["schemas"]["Task"]["properties"]["entity"] = {"type": ["string", "integer", "null"]}

    document = changed(change, openapi="3.1.0")

    [entity] = [
        each for each in document.properties(document.operation("deletePairing"), "202") if each.name == "entity"
    ]
    assert (entity.type, entity.nullable) == ("string or integer", True)


def test_properties_of_joined_schemas_are_all_read(changed):
    document = load("2.0.0")

    found = document.properties(document.operation("getTaskInfo"), "200")

    assert [each.name for each in found][-1] == "_meta"
    assert [each.name for each in found if each.required] == ["id", "status"]
    assert len(found) == 13


def test_a_name_of_a_property_may_hold_a_slash(changed):
    document = changed(
        lambda raw: raw["components"]["schemas"]["Task"]["properties"].update({"a/b~c": {"type": "string"}})
    )

    [odd] = [each for each in document.properties(document.operation("deletePairing"), "202") if each.name == "a/b~c"]
    assert document.at(odd.pointer) == {"type": "string"}
