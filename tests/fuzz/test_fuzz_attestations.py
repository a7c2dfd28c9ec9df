"""Whatever lies in an envelope, and whatever was signed, it is told or refused, and never believed for its form."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutated, places
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

from conformance.faces.verifying import bound
from conformance.model.result import Judged, Result, SpecUsed
from conformance.model.terms import Area, Clause, Level, Outcome, RunVerdict, Verdict
from conformance.report.as_statement import Bound, statement
from conformance.run.attest import InvalidAttestationError, stated, verified, waivers

SIGNER = CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))
REQUIREMENTS = tuple(
    Judged("status.a", "t", Level.MUST, Area.STATUS, Clause("d", "/p", "t"), "", Verdict("status.a", each, "m"), True)  # noqa: FBT003
    for each in Outcome
)
RESULT = Result(
    "0.1.0", SpecUsed("t", "2.0.0", "2.0.0", "ab", "deletePairing"), "https://srm.example", 1, "quick", 0.0, 1.0,
    RunVerdict.NON_CONFORMANT, REQUIREMENTS,
)  # fmt: skip
STATEMENT = statement(RESULT, Bound("evidence.jsonl", "ab", "0.1.0", "cd"))


def sealed(said):
    """A signed envelope around anything."""
    envelope = Envelope(json.dumps(said).encode(), "application/vnd.in-toto+json", {})
    envelope.sign(SIGNER)
    return envelope.to_dict()


def told(folder, envelope):
    """All that is told of an envelope, or nothing where it is refused."""
    path = folder / "envelope"
    path.write_text(json.dumps(envelope))
    try:
        attestation = verified(path, SIGNER.public_key)
    except InvalidAttestationError:
        return None
    assert isinstance(waivers(attestation), tuple)
    assert all(isinstance(each, str) for each in stated(attestation).values())
    return dict(bound(attestation))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("envelopes")


def test_the_statement_as_it_is_is_told(folder):
    assert told(folder, sealed(STATEMENT))["target"] == "https://srm.example"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_statement_that_was_changed_and_signed_is_told_or_refused(folder, data):
    said = data.draw(mutated(STATEMENT, list(places(STATEMENT)), most=3))

    assert told(folder, sealed(said)) != {}


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_an_envelope_that_was_changed_is_told_as_it_was_or_refused(folder, data):
    whole = sealed(STATEMENT)
    changed = data.draw(mutated(whole, list(places(whole)), most=3))

    assert told(folder, changed) in (None, told(folder, whole))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60))
def test_another_payload_under_the_same_signature_is_refused(folder, payload):
    assert told(folder, sealed(STATEMENT) | {"payload": base64.b64encode(payload).decode()}) is None
