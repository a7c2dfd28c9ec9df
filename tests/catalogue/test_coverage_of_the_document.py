"""Whatever the document says of the operation is judged, or it is told why it cannot be."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from conformance.catalogue import requirements
from conformance.catalogue.coverage import BESIDES, LIMITS, coverage
from conformance.document.load import bundled, load
from conformance.document.pointer import lookup
from conformance.faces.covering import print_coverage

DOCUMENT = load("2.0.0")
ELEMENTS = coverage(DOCUMENT)
VENDOR = Path(__file__).parents[2] / ".." / "shared" / "data" / "vendor" / "srm-api-v2.json"
AT = "/pairings/{pairing_id}"


def named(kind, elements=ELEMENTS):
    return {each.name for each in elements if each.kind == kind}


def the(name, elements=ELEMENTS):
    [found] = [each for each in elements if each.name == name]
    return found


def changed(tmp_path, change):
    raw = yaml.safe_load(bundled()["2.0.0"].read_text(encoding="utf-8"))
    change(raw, raw["paths"][AT]["delete"])
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return coverage(load(str(path)))


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


def test_a_response_that_nothing_judges_is_a_gap(tmp_path):
    found = changed(tmp_path, lambda _, op: op["responses"].update({"409": {"description": "Busy."}}))

    assert (the("409", found).judged_by, the("409", found).limit) == ((), "")


def test_a_security_scheme_of_another_kind_is_a_gap(tmp_path):
    def change(raw, operation):
        raw["components"]["securitySchemes"]["Bearer"] = {"type": "http", "scheme": "bearer"}
        operation["security"].append({"Bearer": []})

    found = changed(tmp_path, change)

    assert the("Bearer", found).judged_by == ()
    assert the("SessionHeader", found).judged_by


def test_an_extension_without_a_reader_says_so(tmp_path):
    found = changed(tmp_path, lambda _, op: op.update({"x-dr-mood": {"today": "fine"}}))

    assert "has no reader" in the("x-dr-mood", found).limit
    assert the("x-dr-mood", found).judged_by == ()


def test_without_an_extension_there_is_no_element_of_it(tmp_path):
    found = changed(tmp_path, lambda _, op: op.pop("x-dr-permissions"))

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
