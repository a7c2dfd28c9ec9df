from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.catalogue import requirements
from conformance.document.extensions import ConnectivityContract, Permissions
from conformance.document.load import DocumentError, bundled, load

OURS = yaml.safe_load(bundled()["2.0.0"].read_text(encoding="utf-8"))
DELETE = "/pairings/{pairing_id}"


@pytest.fixture
def written(tmp_path):
    def write(raw, name="document.json"):
        path = tmp_path / name
        path.write_text(raw if isinstance(raw, str) else json.dumps(raw), encoding="utf-8")
        return str(path)

    return write


def changed(**operation):
    raw = json.loads(json.dumps(OURS))
    raw["paths"][DELETE]["delete"] |= operation
    return raw


def test_the_operation_is_read_as_it_stands():
    operation = load("2.0.0").operation("deletePairing")

    assert (operation.method, operation.path) == ("DELETE", DELETE)
    assert operation.path_parameters == ("pairing_id",)
    assert sorted(operation.answers) == ["202", "400", "401", "403", "404", "500"]
    assert operation.session_header == "x-dr-session"
    assert operation.methods_of_path == ("GET", "DELETE")
    assert operation.documented(202)
    assert not operation.documented(409)


def test_json_and_yaml_read_the_same(written):
    assert load(written(OURS)).operations == load("2.0.0").operations


def test_an_operation_is_found_by_its_path_when_it_has_another_name(written):
    assert load(written(changed(operationId="breakPair"))).operation("deletePairing").path == DELETE


def test_a_document_of_openapi_3_1_is_read(written):
    raw = changed() | {"openapi": "3.1.0"}

    assert load(written(raw)).operation("deletePairing").documented(202)


@pytest.mark.parametrize("value", ["A.B", ["A.B"]])
def test_permissions_are_a_string_or_a_list(written, value):
    document = load(written(changed(**{"x-dr-permissions": {"permissions": value}})))

    assert document.operation("deletePairing").extension(Permissions).names == ("A.B",)


@pytest.mark.parametrize("value", ["ERROR", "OK", "FULL_DATA", "PARTIAL_DATA", "DEPENDS_ON_PROVIDED_PARAMS"])
def test_a_contract_may_name_one_state_only(written, value):
    raw = changed(**{"x-dr-remote-site-connectivity-contract": {"server-down": value}})

    assert load(written(raw)).operation("deletePairing").extension(ConnectivityContract).states == {
        "server-down": value
    }


@pytest.mark.parametrize(
    ("extension", "told"),
    [
        ({"x-dr-quota": 5}, "`x-dr-quota` has no reader"),
        ({"x-dr-permissions": {"permissions": []}}, "names no permission"),
        ({"x-dr-permissions": {"permissions": "A", "scope": "B"}}, "unknown key `scope`"),
        ({"x-dr-remote-site-connectivity-contract": {"asleep": "ERROR"}}, "unknown state `asleep`"),
        ({"x-dr-remote-site-connectivity-contract": {"server-down": "MAYBE"}}, "unknown value `MAYBE`"),
        ({"x-dr-remote-site-connectivity-contract": "ERROR"}, "no mapping"),
    ],
)
def test_what_no_reader_knows_is_told(written, extension, told):
    notices = load(written(changed(**extension))).notices

    assert [each for each in notices if told in each.text], notices


def test_a_document_without_the_operation_says_which_release_has_it(written):
    raw = changed()
    del raw["paths"][DELETE]["delete"]

    with pytest.raises(DocumentError) as error:
        load(written(raw))

    assert "has no `deletePairing`" in error.value.message
    assert "1.0.0" in error.value.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("swagger: '2.0'", "is Swagger 2"),
        ("openapi: 4.0.0", "is OpenAPI 4.0.0"),
        ("just words", "holds no OpenAPI"),
        ("{", "neither JSON nor YAML"),
        ("openapi: 3.0.0", "no object at `#/paths`"),
        ("a: &x 1\nb: *x", "an alias in line 2"),
        ("openapi: 3.0.0\nopenapi: 3.0.1", "stands twice"),
        ("openapi: 3.0.0\npaths: []", "no object at `#/paths`"),
    ],
)
def test_what_is_no_document_is_refused_in_words(written, text, told):
    with pytest.raises(DocumentError) as error:
        load(written(text, "document.yaml"))

    assert told in error.value.message


def test_a_missing_file_names_the_bundled_versions():
    with pytest.raises(DocumentError) as error:
        load("no-such-file.yaml")

    assert "2.0.0" in error.value.hint


@pytest.mark.parametrize(
    ("target", "told"), [("other.yaml#/x", "outside itself"), ("#/components/nowhere", "has nothing at")]
)
def test_a_reference_that_leads_nowhere_is_refused(written, target, told):
    raw = changed(responses={"202": {"$ref": target}})

    with pytest.raises(DocumentError) as error:
        load(written(raw))

    assert told in error.value.message


def test_a_circle_of_references_is_refused(written):
    raw = changed(responses={"202": {"$ref": "#/components/responses/A"}})
    raw["components"]["responses"] |= {
        "A": {"$ref": "#/components/responses/B"},
        "B": {"$ref": "#/components/responses/A"},
    }

    with pytest.raises(DocumentError, match="leads back to itself"):
        load(written(raw))


def test_a_clause_cites_the_documents_words():
    document = load("2.0.0")

    clause = document.clause("#/components/schemas/Task/properties/progress")

    assert clause.document == "SRM REST API 2.0.0"
    assert clause.text == "How far the task is, in percent."


def test_a_clause_that_does_not_exist_is_an_error():
    with pytest.raises(DocumentError, match="has nothing at"):
        load("2.0.0").clause("#/paths/nowhere")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda c: st.lists(c) | st.dictionaries(st.text(), c),
)
PLACES = [
    ("paths",), ("paths", DELETE), ("paths", DELETE, "delete"), ("paths", DELETE, "delete", "responses"),
    ("paths", DELETE, "delete", "responses", "202"), ("paths", DELETE, "delete", "parameters"), ("components",),
    ("paths", DELETE, "delete", "security"), ("components", "schemas", "Task"), ("info",), ("components", "securitySchemes"),  # noqa: E501 - a table
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from(PLACES), value=JSON)
def test_no_document_is_too_odd_for_words(tmp_path_factory, place, value):
    """Whatever stands in it, a document is read or refused; nothing else happens."""
    raw = json.loads(json.dumps(OURS))
    node = raw
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = value
    path = Path(tmp_path_factory.mktemp("odd")) / "document.json"
    path.write_text(json.dumps(raw), encoding="utf-8")

    with suppress(DocumentError):
        document = load(str(path))
        document.properties(document.operation("deletePairing"), "202")
        requirements(document)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_are_too_odd_for_words(tmp_path_factory, data):
    path = Path(tmp_path_factory.mktemp("odd")) / "document.yaml"
    path.write_bytes(data)

    with pytest.raises(DocumentError):
        load(str(path))
