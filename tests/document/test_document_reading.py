"""What a document may look like, and what is said of one that cannot be used: beside test_document_load."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.document.load import LARGEST, DocumentError, bundled, load
from conformance.document.pointer import below, escaped, follow, lookup

TEXT = bundled()["2.0.0"].read_text(encoding="utf-8")
OURS = yaml.safe_load(TEXT)
DELETE = "/pairings/{pairing_id}"
TASK = {"$ref": "#/components/schemas/Task"}


def test_a_document_knows_its_file():
    document = load("2.0.0")

    assert document.sha256 == hashlib.sha256(bundled()["2.0.0"].read_bytes()).hexdigest()
    assert (document.source, document.version) == ("2.0.0", "2.0.0")
    assert document.title == OURS["info"]["title"]


def test_statuses_may_be_written_without_quotes(read):
    document = read(re.sub(r'"(\d{3})":', r"\1:", TEXT), "document.yaml")

    assert document.operations == load("2.0.0").operations
    assert len(document.properties(document.operation("deletePairing"), "202")) == 12


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(OURS, indent="\t"),
        json.dumps(OURS | {"x-face": "\U0001f600"}),
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
    ],
    ids=["tabs", "surrogates", "crlf", "bom"],
)
def test_a_text_may_look_otherwise(read, text):
    assert read(text).operations == load("2.0.0").operations


def test_yaml_may_begin_with_a_brace(read):
    assert read(yaml.safe_dump(OURS, default_flow_style=True, sort_keys=False)).operations == load("2.0.0").operations


def test_a_date_stays_text(read):
    assert read(TEXT.replace("version: 2.0.0", "version: 2024-01-01")).version == "2024-01-01"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": 1, "a": 2}', "the key `a` stands twice"),
        ("a: 1\na: 2", "the key `a` stands twice, in line 2"),
        ('{"a": NaN}', "NaN is no JSON number"),
        ("? [a]\n: b", "a key that is no text in line 1"),
        ("- " * 100_000, "nested more than 200 levels"),
        ("[" * 100_000, "nested more than 200 levels"),
        ('{"a":' * 100_000, "nested too deep"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "nested too deep"),
        ('{"a":' * 300 + "1" + "}" * 300, "nested more than 200 levels"),
        ("a: !!python/object:os.system {}", "could not determine a constructor"),
        ("a: !!binary aGVs", "could not determine a constructor"),
        ("a: !!int x", "neither JSON nor YAML"),
        ("a: !!bool x", "neither JSON nor YAML"),
        ("a: !!map [b]", "neither JSON nor YAML"),
        ("a: 1\n---\nb: 2", "neither JSON nor YAML"),
        ("a: " + "9" * 5000, "neither JSON nor YAML"),
        ("{", "neither JSON nor YAML"),
        ("\x00", "neither JSON nor YAML"),
        ("- a", "holds no OpenAPI document"),
        ("", "holds no OpenAPI document"),
        (b"\xff\xfe", "is not UTF-8 (byte 0)"),
    ],
)
def test_a_text_that_cannot_be_read_is_told_in_words(refused, text, told):
    assert told in refused(text)


def test_a_folder_is_no_document(tmp_path):
    with pytest.raises(DocumentError, match="cannot be read"):
        load(str(tmp_path))


def test_an_impossible_path_is_no_document():
    with pytest.raises(DocumentError, match="cannot be read"):
        load("a\0b")


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(DocumentError, match="larger than 32 MiB"):
        load(str(path))


def test_a_document_may_lack_the_supporting_operations(changed):
    document = changed(lambda raw: raw.update(paths={DELETE: {"delete": raw["paths"][DELETE]["delete"]}}))

    assert document.find("getTaskInfo") is None
    assert document.operation("deletePairing").methods_of_path == ("DELETE",)


def test_an_operation_that_is_not_there_is_told_by_name(changed):
    document = changed(lambda raw: raw["paths"].pop("/tasks/{taskId}"))

    with pytest.raises(DocumentError, match="has no operation `getTaskInfo`"):
        document.operation("getTaskInfo")


def test_operations_are_found_by_their_paths_below_the_same_base(changed):
    def change(raw):
        for item in raw["paths"].values():
            for operation in item.values():
                del operation["operationId"]
                for answer in operation["responses"].values():
                    answer.pop("links", None)
        raw["paths"] = {"/elsewhere/tasks": raw["paths"]["/tasks"]} | {
            f"/srm/v2{path}": item for path, item in raw["paths"].items()
        }

    document = changed(change)

    assert document.operation("deletePairing").path == f"/srm/v2{DELETE}"
    assert document.operation("getRecentTasksInfo").path == "/srm/v2/tasks"
    assert document.operation("login").method == "POST"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/pairings", "has the path `/pairings`"),
        ("/sites/{site}/pairings/{pairing_id}", "has the path `/sites/{site}/pairings/{pairing_id}`"),
        ("/pairings/{other}", "has `{other}` in its path and no such path parameter"),
    ],
)
def test_a_path_has_one_parameter_that_is_declared(refused, path, told):
    raw = json.loads(json.dumps(OURS))
    raw["paths"] = {path: {"delete": raw["paths"][DELETE]["delete"]}}

    assert told in refused(raw)


def test_a_slip_in_an_operation_that_no_run_knows_does_no_harm(changed):
    slip = {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "odd"}}}}}}}

    assert changed(lambda raw: raw["paths"].update({"/odd/{x}": slip, "x-note": "text"})).operation("deletePairing")


def test_parameters_may_stand_beside_the_methods(changed):
    def change(raw):
        raw["paths"][DELETE]["parameters"] = raw["paths"][DELETE]["delete"].pop("parameters")

    assert changed(change).operation("deletePairing").path_parameters == ("pairing_id",)


@pytest.mark.parametrize("parameters", [{"name": "pairing_id"}, "pairing_id"])
def test_parameters_are_a_list(refused, parameters):
    raw = json.loads(json.dumps(OURS))
    raw["paths"][DELETE]["delete"]["parameters"] = parameters

    assert "no list at" in refused(raw)


@pytest.mark.parametrize("extension", ["delete", "responses"])
def test_extensions_stand_where_they_like(changed, extension):
    def change(raw):
        node = raw["paths"][DELETE]["delete"]
        (node if extension == "delete" else node["responses"])["x-dr-more"] = 1

    document = changed(change)

    assert sorted(document.operation("deletePairing").answers) == ["202", "400", "401", "403", "404", "500"]
    assert len(document.notices) == (extension == "delete")


def test_extensions_of_other_operations_are_not_told(changed):
    assert changed(lambda raw: raw["paths"].update({"/odd": {"get": {"x-odd": 1, "responses": {}}}})).notices == ()


@pytest.mark.parametrize(
    ("security", "header"),
    [
        ([{"SessionHeader": []}], "x-dr-session"),
        ([{"BasicAuth": []}], None),
        ([{"BasicAuth": [], "SessionHeader": []}], "x-dr-session"),
        ([], None),
        (None, None),
        ("odd", None),
    ],
)
def test_the_session_header_is_the_one_that_security_names(changed, security, header):
    document = changed(lambda raw: raw["paths"][DELETE]["delete"].update(security=security))

    assert document.operation("deletePairing").session_header == header


def test_security_of_the_whole_document_holds_where_an_operation_has_none(changed):
    document = changed(lambda raw: raw["paths"][DELETE]["delete"].pop("security"), security=[{"SessionHeader": []}])

    assert document.operation("deletePairing").session_header == "x-dr-session"


@pytest.mark.parametrize(
    "target", ["http://example.com/a.json", "https://example.com/#/a", "other.yaml", "file:///etc/passwd", "#Task"]
)
def test_nothing_is_fetched(refused, target):
    raw = json.loads(json.dumps(OURS))
    raw["components"]["schemas"]["TaskError"]["properties"]["message"] = {"$ref": target}

    assert "outside itself" in refused(raw)
    assert "nothing is fetched" in refused(raw)


@pytest.mark.parametrize(
    "loop", [{"$ref": "#/components/schemas/Loop"}, {"$ref": "#/components/schemas/Loop/properties"}]
)
def test_a_reference_into_itself_is_refused(refused, loop):
    raw = json.loads(json.dumps(OURS))
    raw["components"]["schemas"]["Loop"] = loop

    assert "leads back to itself" in refused(raw)


def test_a_reference_may_be_percent_encoded(changed):
    reference = {"$ref": "#/components/schemas/Tas%6B"}

    def change(raw):
        raw["paths"][DELETE]["delete"]["responses"]["202"]["content"]["application/json"]["schema"] = reference

    document = changed(change)

    assert len(document.properties(document.operation("deletePairing"), "202")) == 12


def test_what_carries_no_schema_has_no_properties():
    document = load("2.0.0")

    assert document.properties(document.operation("deletePairing"), "404") == ()
    assert document.properties(document.operation("deletePairing"), "409") == ()


def test_every_pointer_of_ours_leads_to_a_node_without_references_on_the_way():
    def plainly(pointer):
        node = OURS
        for part in pointer.removeprefix("#/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    document = load("2.0.0")
    for operation in document.operations:
        assert plainly(operation.pointer)
        assert all(plainly(each.pointer) for each in operation.extensions)
        for status, answer in operation.answers.items():
            assert plainly(answer.pointer)
            assert all(plainly(each) for each in answer.media.values())
            assert all(plainly(each.pointer) for each in document.properties(operation, status))


def test_a_clause_of_a_reference_cites_what_it_leads_to():
    clause = load("2.0.0").clause("#/paths/~1pairings~1{pairing_id}/delete/responses/403")

    assert clause.text == "The caller lacks the rights for it."


def test_a_clause_without_words_shows_the_node():
    assert load("2.0.0").clause("#/components/schemas/Task/required").text == "[id, status]"


def test_a_clause_may_be_given_its_words_and_stays_short():
    assert load("2.0.0").clause("#/paths", "x" * 500).text == "x" * 200


def test_an_untitled_document_is_read(changed):
    document = changed(lambda raw: raw.pop("info"))

    assert (document.title, document.name) == ("untitled", "SRM REST API unknown")


def test_pointers_are_escaped():
    assert escaped("paths", "/a~b") == "#/paths/~1a~0b"
    assert below("#/a", "b/c", "d") == "#/a/b~1c/d"


@settings(max_examples=100, deadline=None)
@given(parts=st.lists(st.text(max_size=4).filter("$ref".__ne__), min_size=1, max_size=4))  # that one leads elsewhere
def test_what_is_escaped_is_found_again(parts):
    raw = "here"
    for part in reversed(parts):
        raw = {part: raw}

    assert lookup(raw, escaped(*parts)) == "here"


def test_a_pointer_leads_through_lists():
    assert lookup({"a": [1, 2]}, "#/a/1") == 2
    with pytest.raises(DocumentError, match="has nothing at"):
        lookup({"a": [1, 2]}, "#/a/2")


def test_what_is_no_reference_is_followed_to_itself():
    assert follow({}, [1], "#/a") == ([1], "#/a")


NEEDED = {"login", "logout", "getPairings", "getPairing", "getTaskInfo", "createRemoteSession"}


def test_what_a_run_needs_and_the_document_lacks_is_asked_below_the_documents_base(changed):
    def change(raw):
        raw["paths"] = {f"/v9{DELETE}": {"delete": raw["paths"][DELETE]["delete"]}}

    document = changed(change)

    assert set(document.borrowed) == NEEDED
    ways = {name: (each.method, each.path, each.session_header) for name, each in document.borrowed.items()}
    assert ways["login"] == ("POST", "/v9/session", None)
    assert ways["getTaskInfo"] == ("GET", "/v9/tasks/{taskId}", "x-dr-session")
    assert {name: each.answers for name, each in document.borrowed.items()} == {name: {} for name in NEEDED}
    assert document.reach("getTaskInfo") == document.borrowed["getTaskInfo"]
    assert document.find("getTaskInfo") is None


def test_a_document_that_describes_all_that_a_run_needs_borrows_nothing(changed):
    document = changed(lambda _: None)

    assert (document.borrowed, document.reach("getTaskInfo")) == ({}, document.find("getTaskInfo"))


def test_nothing_is_borrowed_that_a_run_can_do_without(changed):
    document = changed(lambda raw: raw["paths"].pop("/tasks"))

    assert (document.borrowed, document.reach("getRecentTasksInfo")) == ({}, None)


def test_borrowed_operations_ask_for_the_session_of_the_document(changed):
    def change(raw):
        raw["paths"] = {DELETE: {"delete": raw["paths"][DELETE]["delete"]}}
        for scheme in raw["components"]["securitySchemes"].values():
            scheme.update({"name": "x-own"} if scheme.get("type") == "apiKey" else {})

    assert changed(change).borrowed["getPairing"].session_header == "x-own"


@pytest.mark.parametrize(
    "path", ["/pairings/{pairing_id}/", "/pairings/{pairing_id}:remove", "/pairings/{pairing_id}/x"]
)
def test_what_is_borrowed_stands_beside_the_pairings_whatever_ends_the_path(changed, path):
    document = changed(lambda raw: raw.update(paths={path: {"delete": raw["paths"][DELETE]["delete"]}}))

    assert document.borrowed["getPairing"].path == "/pairings/{pairing_id}"


@pytest.mark.parametrize("path", ["/{pairing_id}", "/sites('{pairing_id}')", "/pairs/{pairing_id}"])
def test_nothing_is_borrowed_where_its_place_cannot_be_told(changed, path):
    with pytest.raises(DocumentError, match=r"does not describe `login`, .*`getTaskInfo`.* which a run needs"):
        changed(lambda raw: raw.update(paths={path: {"delete": raw["paths"][DELETE]["delete"]}}))
