"""Whatever an OpenAPI document holds, it is refused in plain words or makes a catalogue, a plan and its coverage."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutated, places

from conformance.catalogue import requirements
from conformance.catalogue.contract import Contract
from conformance.catalogue.coverage import coverage
from conformance.document.load import load
from conformance.model.errors import UserError
from conformance.plan.selection import plan
from conformance.profile.settings import Profile, Target

OURS = json.loads(json.dumps(load("2.0.0").raw))
DELETION = ("paths", "/pairings/{pairing_id}", "delete")
PLACES = list(places(OURS))
NEAR = [each for each in PLACES if each[: len(DELETION)] == DELETION or "Task" in each]


def told(folder, data):
    """What is said of a document; empty when it is read and used."""
    path = folder / "document.json"
    path.write_bytes(data)
    try:
        document = load(str(path))
        every = requirements(document)
        plan(every, Profile(Target("http://h", spec=str(path))))
        assert coverage(document)
    except UserError as error:
        return error.message or pytest.fail("an error without words")
    assert Contract(document).here()
    return ""


def test_our_own_document_is_read(tmp_path):
    assert told(tmp_path, json.dumps(OURS).encode()) == ""


@settings(max_examples=60, deadline=None)
@given(tree=mutated(OURS, PLACES) | mutated(OURS, NEAR))
def test_a_mutated_document_is_read_or_refused(tmp_path_factory, tree):
    told(tmp_path_factory.mktemp("document"), json.dumps(tree).encode())


@settings(deadline=None)
@given(data=st.binary(max_size=200) | st.text("{}[]:-&*!|>%@`#'\",\n ab01?~", max_size=60).map(str.encode))
def test_any_bytes_are_refused_as_a_document(tmp_path_factory, data):
    assert told(tmp_path_factory.mktemp("document"), data)


@settings(deadline=None)
@given(cut=st.integers(0, 40000), put=st.binary(max_size=4))
def test_a_document_with_a_scar_is_read_or_refused(tmp_path_factory, cut, put):
    data = json.dumps(OURS).encode()
    told(tmp_path_factory.mktemp("document"), data[:cut] + put + data[cut + len(put) :])


BOMB = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 9)) for n in range(12)
)


def test_a_yaml_bomb_is_refused(tmp_path):
    assert "alias" in told(tmp_path, BOMB)


@pytest.mark.parametrize("size", [10**400, -(10**400)])
def test_a_bound_that_is_larger_than_any_float_is_refused(tmp_path, size):
    tree = json.loads(json.dumps(OURS))
    tree["components"]["schemas"]["Task"]["properties"]["progress"]["maximum"] = size

    assert "is not a number" in told(tmp_path, json.dumps(tree).encode())


@pytest.mark.parametrize("scheme", [None, [], "apiKey"])
def test_a_security_scheme_that_is_no_object_breaks_nothing(tmp_path, scheme):
    tree = json.loads(json.dumps(OURS))
    tree["components"]["securitySchemes"] = dict.fromkeys(tree["components"]["securitySchemes"], scheme)

    told(tmp_path, json.dumps(tree).encode())
