"""Our document against the vendor's, fact by fact; and the vendor's in the place of ours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from conformance.document.load import bundled, load
from conformance.document.pointer import escaped, follow
from conformance.document.validate import problems
from conformance.model.http import Response

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / ".." / "shared" / "data" / "vendor" / "srm-api-v2.json"
needs_vendor = pytest.mark.skipif(not VENDOR.exists(), reason="the vendor's document is not on this machine")

OPERATIONS = (
    "deletePairing", "login", "getCurrentSession", "logout", "getPairings", "getPairing", "createPairing",
    "getTaskInfo", "getRecentTasksInfo", "createRemoteSession", "getRemoteSession",
)  # fmt: skip
PROSE = {"description", "summary", "title", "example", "examples", "externalDocs"}
UNSAID = {"parameters": [], "nullable": False, "uniqueItems": False, "deprecated": False}
"""Keywords that say nothing with this value."""


@pytest.fixture(scope="module")
def ours():
    return yaml.safe_load(bundled()["2.0.0"].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def theirs():
    return json.loads(VENDOR.read_bytes())


def facts(raw, node, *, names_of_its_own=False):
    """A node with references followed and prose left out; `allOf` merged, so that its order does not count.

    names_of_its_own: the keys are names (of properties, of statuses), so none of them is prose.
    """
    node, _ = follow(raw, node, "")
    if isinstance(node, list):
        return [facts(raw, each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {}
    for part in node.get("allOf", ()):
        merge(found, facts(raw, part))
    own = {}
    for key, value in node.items():
        if names_of_its_own or (key not in PROSE | {"allOf"} and UNSAID.get(key, ...) != value):
            own[key] = facts(raw, value, names_of_its_own=key in ("properties", "responses"))
    merge(found, own)
    if isinstance(found.get("required"), list):
        found["required"] = sorted(set(found["required"]))
    return found


def merge(into, more):
    for key, value in more.items():
        if key == "properties":
            into[key] = into.get(key, {}) | value
        elif key == "required" and isinstance(value, list):
            into[key] = sorted({*into.get(key, ()), *value})
        else:
            into[key] = value


def differences(ours, theirs, *place):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() | theirs.keys():
            if key not in ours or key not in theirs:
                yield escaped(*place, key)
            else:
                yield from differences(ours[key], theirs[key], *place, key)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, other, *place, str(number))
    elif type(ours) is not type(theirs) or ours != theirs:
        yield escaped(*place)


def listed():
    """The pointers in the last table of spec/README.md."""
    text = (ROOT / "spec" / "README.md").read_text(encoding="utf-8")
    _, _, table = text.partition("| pointer |")
    return set(re.findall(r"^\| `(#/[^`]*)` \|", table, re.MULTILINE))


def secured(raw, operation):
    """The schemes themselves in the place of their names."""
    return [
        {name: facts(raw, raw["components"]["securitySchemes"][name]) for name in alternative}
        for alternative in operation.get("security", ())
    ]


def test_the_readme_lists_differences():
    assert "#/openapi" in listed()
    assert len(listed()) >= 2


@needs_vendor
def test_nothing_differs_from_the_vendors_document_but_what_the_readme_lists(ours, theirs):
    found = set()
    for path, item in ours["paths"].items():
        for method in item:
            one, other = (facts(raw, raw["paths"][path][method]) for raw in (ours, theirs))
            found |= set(differences(one, other, "paths", path, method))
    found |= set(differences(ours["info"]["version"], theirs["info"]["version"], "info", "version"))
    found |= set(differences(ours["openapi"], theirs["openapi"], "openapi"))

    assert found == listed()


@needs_vendor
def test_every_operation_asks_for_the_same_security_schemes(ours, theirs):
    for path, item in ours["paths"].items():
        for method in item:
            assert secured(ours, item[method]) == secured(theirs, theirs["paths"][path][method]), (path, method)


@needs_vendor
def test_the_comparison_sees_every_kind_of_change(ours, theirs):
    """What the other tests rest on: each fact changed in ours is a difference."""
    changes = [
        lambda raw: raw["components"]["schemas"]["Task"]["properties"]["progress"].update(maximum=99),
        lambda raw: raw["components"]["schemas"]["Task"]["properties"]["progress"].pop("format"),
        lambda raw: raw["components"]["schemas"]["Task"]["required"].pop(),
        lambda raw: raw["components"]["schemas"]["TaskError"].pop("nullable"),
        lambda raw: raw["components"]["schemas"]["Task"]["properties"]["status"]["enum"].pop(),
        lambda raw: raw["components"]["schemas"]["Task"]["properties"].pop("description"),
        lambda raw: raw["paths"]["/pairings/{pairing_id}"]["delete"].pop("security"),
        lambda raw: raw["paths"]["/pairings/{pairing_id}"]["delete"]["responses"].pop("404"),
        lambda raw: raw["paths"]["/pairings/{pairing_id}"]["delete"].pop("x-dr-permissions"),
        lambda raw: raw["components"]["parameters"]["PairingId"]["schema"].update(format="uuid"),
        lambda raw: raw["components"]["responses"]["NotFound"].update(content={"text/plain": {}}),
    ]
    path = "/pairings/{pairing_id}"
    other = facts(theirs, theirs["paths"][path]["delete"])
    for number, change in enumerate(changes):
        raw = json.loads(json.dumps(ours))
        change(raw)
        found = set(differences(facts(raw, raw["paths"][path]["delete"]), other, "paths", path, "delete"))

        assert found - listed(), number


@needs_vendor
def test_no_sentence_is_the_vendors(ours, theirs):
    def sentences(node, *, named=False):
        if isinstance(node, dict):
            for key, value in node.items():
                if not named and key in ("description", "summary", "title") and isinstance(value, str):
                    yield value.strip().rstrip(".").lower()
                else:
                    yield from sentences(value, named=key == "properties")
        elif isinstance(node, list):
            for each in node:
                yield from sentences(each)

    assert set(sentences(ours)) & set(sentences(theirs)) == set()


def test_the_document_is_valid_openapi(ours):
    from openapi_spec_validator import OpenAPIV30SpecValidator  # noqa: PLC0415 - slow to import

    assert list(OpenAPIV30SpecValidator(ours).iter_errors()) == []


def test_every_operation_that_a_test_needs_is_there():
    document = load("2.0.0")

    assert [document.operation(name).id for name in OPERATIONS] == list(OPERATIONS)


def test_every_link_leads_to_an_operation_and_fills_its_path():
    document = load("2.0.0")
    links = [
        link
        for operation in document.operations
        for answer in operation.answers.values()
        for link in document.at(answer.pointer).get("links", {}).values()
    ]

    assert links
    for link in links:
        assert tuple(link["parameters"]) == document.operation(link["operationId"]).path_parameters


def test_the_deletion_leads_to_its_task():
    assert load("2.0.0").at("#/paths/~1pairings~1{pairing_id}/delete/responses/202/links/follow") == {
        "operationId": "getTaskInfo",
        "parameters": {"taskId": "$response.body#/id"},
    }


@pytest.fixture(scope="module")
def both():
    return load("2.0.0"), load(str(VENDOR))


@needs_vendor
def test_the_vendors_document_has_the_same_name_and_version(both):
    one, other = both

    assert (one.name, one.version) == (other.name, other.version) == ("SRM REST API 2.0.0", "2.0.0")


@needs_vendor
def test_the_vendors_document_has_nothing_that_no_reader_knows(both):
    assert [each.notices for each in both] == [(), ()]


@needs_vendor
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_vendors_operations_are_read_as_ours_are(both, name):
    def read(document):
        found = document.operation(name)
        answers = {status: tuple(each.media) for status, each in found.answers.items()}
        return (
            found.id, found.method, found.path, found.pointer, found.path_parameters, found.session_header,
            sorted(found.methods_of_path),
            found.extensions, answers,
        )  # fmt: skip

    one, other = both

    assert read(one) == read(other)


@needs_vendor
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_vendors_properties_are_read_as_ours_are(both, name):
    def read(document):
        operation = document.operation(name)
        return {
            status: [(each.name, each.pointer, each.type, each.required, each.nullable, each.enum) for each in found]
            for status in operation.answers
            if (found := document.properties(operation, status))
        }

    one, other = both

    assert {status: sorted(found) for status, found in read(one).items()} == {
        status: sorted(found) for status, found in read(other).items()
    }


BODIES = [
    b'{"id": "t", "status": "QUEUED"}',
    b'{"id": "t", "status": "QUEUED", "error": null, "result": null, "queued_time": null, "_meta": {"errors": []}}',
    b'{"id": "t", "status": "QUEUED", "error": {"message": null, "details": 5}}',
    b'{"id": 5, "status": "NEW", "progress": 101, "queued_time": 9223372036854775808}',
    b'{"status": "QUEUED", "progress": null, "result": "x"}',
    b'{"error_code": "a", "message": null, "op_id": "no-uuid"}',
    b'{"error_code": 5, "op_id": "063bbee1-08a0-43d7-a4ae-626cb7e8cf5b"}',
    b"[]",
    b"{",
]


@needs_vendor
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(("name", "status"), [("deletePairing", 202), ("deletePairing", 400), ("getTaskInfo", 200)])
def test_the_vendors_document_judges_as_ours_does(both, name, status, body):
    response = Response(status, (("Content-Type", "application/json"),), body)
    one, other = (problems(document, document.operation(name), response) for document in both)

    assert sorted(one, key=str) == sorted(other, key=str)
