"""What is attested can be checked by anybody: by in-toto's own classes, and by hand with nothing but the key."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from google.protobuf.json_format import ParseDict
from in_toto_attestation.predicates.test_result.v0.test_result_pb2 import TestResult as InTotoResult
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement

from conformance.model.errors import UserError
from conformance.model.http import Exchange, Request
from conformance.model.result import Judged, Result, SpecUsed, WaiverState, WaiverUse
from conformance.model.terms import Area, Clause, Level, Outcome, RunVerdict, Verdict
from conformance.report.as_statement import EXTENSION
from conformance.run.attest import InvalidAttestationError, attest, stated, verified
from conformance.run.keys import PASSWORD, signer, verifier

KEYS = {
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "ecdsa": ec.generate_private_key(ec.SECP256R1()),
    "rsa": rsa.generate_private_key(65537, 2048),
}
SECRET = b"the-words-of-the-key"
X448_OF_32_BYTES = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VvBCIEI%s\n-----END PRIVATE KEY-----\n" % (b"A" * 43)
"""OpenSSL has no word for it, and cryptography an error of its own."""


def pem(key, password=None):
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def public_pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def judged(name, outcome, *, level=Level.MUST, mandatory=True):
    seen = (Exchange(1, "deletePairing", Request("DELETE", "/pairings/a"), None),)
    verdict = Verdict(name, outcome, f"{outcome} it is", 1, evidence=seen)
    return Judged(name, "A title.", level, Area.STATUS, Clause("RFC 9110", "#section-1", "t"), "", verdict, mandatory)


def result(*requirements, verdict=RunVerdict.CONFORMANT, **rest):
    spec = SpecUsed("SRM", "2.0.0", "2.0.0", "ab" * 32, "deletePairing")
    return Result("0.1.0", spec, "https://u:p@srm.example/v2", 42, "quick", 0.0, 1.0, verdict, requirements, **rest)


PASS, FAIL = judged("status.a", Outcome.PASS), judged("status.b", Outcome.FAIL)
WARN = judged("status.c", Outcome.WARN, level=Level.SHOULD, mandatory=False)
WAIVED, OPEN = judged("status.d", Outcome.WAIVED), judged("status.e", Outcome.NOT_TESTED)
NEITHER = judged("status.f", Outcome.NOT_APPLICABLE, mandatory=False)


@pytest.fixture
def folder(tmp_path):
    """Evidence, and a pair of keys."""
    (tmp_path / "evidence.jsonl").write_text("{}\n")
    (tmp_path / "key.pem").write_bytes(pem(KEYS["ed25519"]))
    (tmp_path / "key.pub").write_bytes(public_pem(KEYS["ed25519"]))
    return tmp_path


def attested(folder, made):
    """The envelope, and the statement in it."""
    path = attest(made, folder / "evidence.jsonl", folder / "key.pem")
    envelope = json.loads(path.read_text())
    return envelope, json.loads(base64.b64decode(envelope["payload"]))


def signed(envelope):
    """The bytes that are signed, put together as DSSE 1.0 says."""
    kind, body = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"])
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)


@pytest.mark.parametrize("kind", KEYS)
def test_the_signature_holds_by_hand(folder, kind):
    (folder / "key.pem").write_bytes(pem(KEYS[kind]))
    envelope, _ = attested(folder, result(PASS))
    (signature,) = envelope["signatures"]
    verify = {
        "ed25519": lambda key, *said: key.verify(*said),
        "ecdsa": lambda key, *said: key.verify(*said, ec.ECDSA(SHA256())),
        "rsa": lambda key, *said: key.verify(*said, padding.PSS(padding.MGF1(SHA256()), 32), SHA256()),
    }[kind]

    verify(KEYS[kind].public_key(), base64.b64decode(signature["sig"]), signed(envelope))

    with pytest.raises(InvalidSignature):
        verify(KEYS[kind].public_key(), base64.b64decode(signature["sig"]), signed(envelope) + b" ")


def test_in_totos_own_classes_read_it(folder):
    envelope, said = attested(folder, result(PASS, WARN, WAIVED, NEITHER))
    subjects = [ResourceDescriptor(name=each["name"], digest=each["digest"]).pb for each in said["subject"]]
    Statement(subjects, said["predicateType"], said["predicate"]).validate()
    read = ParseDict(said["predicate"], InTotoResult(), ignore_unknown_fields=True)
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    assert (read.result, list(read.passed_tests)) == ("WARNED", ["status.a"])
    assert (list(read.warned_tests), list(read.failed_tests)) == (["status.c", "status.d"], [])
    assert [each.name for each in read.configuration] == ["document in force", "srm-conformance"]
    assert read.configuration[0].digest["sha256"] == "ab" * 32


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (result(PASS), "PASSED"),
        (result(PASS, NEITHER), "PASSED"),
        (result(PASS, WARN), "WARNED"),
        (result(PASS, WAIVED), "WARNED"),
        (result(PASS, FAIL, verdict=RunVerdict.NON_CONFORMANT), "FAILED"),
        (result(PASS, OPEN, verdict=RunVerdict.INCOMPLETE), "FAILED"),
        (result(PASS, interrupted=True), "FAILED"),
    ],
)
def test_only_a_conformant_run_has_passed(folder, made, expected):
    assert attested(folder, made)[1]["predicate"]["result"] == expected


def test_what_was_not_judged_is_in_none_of_in_totos_lists(folder):
    predicate = attested(folder, result(PASS, OPEN, NEITHER, verdict=RunVerdict.INCOMPLETE))[1]["predicate"]
    assert (predicate["passedTests"], predicate["warnedTests"], predicate["failedTests"]) == (["status.a"], [], [])
    assert predicate[EXTENSION]["unjudgedTests"] == [
        {"test": "status.e", "verdict": "not-tested", "mandatory": True, "reason": "not-tested it is"}
    ]
    assert predicate[EXTENSION]["notApplicableTests"] == ["status.f"]


def test_a_should_that_makes_the_run_fail_has_failed(folder):
    predicate = attested(folder, result(WARN, verdict=RunVerdict.NON_CONFORMANT, fail_on="should"))[1]["predicate"]
    assert (predicate["warnedTests"], predicate["failedTests"]) == ([], ["status.c"])


def test_the_target_is_told_without_what_may_stand_before_it(folder):
    assert attested(folder, result(PASS))[1]["predicate"][EXTENSION]["target"] == "https://srm.example/v2"


def test_it_is_read_back_with_all_that_it_binds(folder):
    waiver = WaiverUse("status.d", "build 123", "2027-03-31", "qa@v.example", "", WaiverState.COVERS)
    path = attest(result(PASS, WAIVED, OPEN, waivers=(waiver,)), folder / "evidence.jsonl", folder / "key.pem")
    read = verified(path, verifier(folder / "key.pub"))
    assert (read.subject, read.document_sha256) == ("evidence.jsonl", "ab" * 32)
    assert read.evidence_sha256 == "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"
    assert stated(read) == {"status.a": "passed", "status.d": "warned or waived", "status.e": "not-tested"}
    assert read.run["waivers"][0]["reason"] == "build 123"


def changed(envelope, **fields):
    return envelope | {name: base64.b64encode(each).decode() for name, each in fields.items()}


def test_a_payload_that_was_changed_is_not_valid(folder):
    envelope, said = attested(folder, result(FAIL, verdict=RunVerdict.NON_CONFORMANT))
    said["predicate"]["result"] = "PASSED"
    (folder / "e").write_text(json.dumps(changed(envelope, payload=json.dumps(said).encode())))
    with pytest.raises(InvalidAttestationError, match="not signed by this key, or was changed"):
        verified(folder / "e", verifier(folder / "key.pub"))


def test_another_key_did_not_sign_it(folder):
    path = attest(result(PASS), folder / "evidence.jsonl", folder / "key.pem")
    (folder / "key.pub").write_bytes(public_pem(KEYS["ecdsa"]))
    with pytest.raises(InvalidAttestationError, match="not signed by this key"):
        verified(path, verifier(folder / "key.pub"))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"payload": "", "payloadType": 1, "signatures": [{}]}', "[" * 100_000]
)
def test_what_is_no_envelope_is_not_valid(folder, text):
    (folder / "e").write_text(text)
    with pytest.raises(InvalidAttestationError):
        verified(folder / "e", verifier(folder / "key.pub"))


@pytest.mark.parametrize("said", [b"[]", b"{}", b'{"predicate": {}}', b"no JSON", b'{"_type": "x", "predicate": []}'])
def test_what_is_signed_but_no_test_result_of_ours_is_not_valid(folder, said):
    from securesystemslib.dsse import Envelope  # noqa: PLC0415 - in this test alone

    envelope = Envelope(said, "application/vnd.in-toto+json", {})
    envelope.sign(signer(folder / "key.pem"))
    (folder / "e").write_text(json.dumps(envelope.to_dict()))
    with pytest.raises(InvalidAttestationError, match="no test result"):
        verified(folder / "e", verifier(folder / "key.pub"))


def refusal(read, path):
    with pytest.raises(UserError) as caught:
        read(path)
    return f"{caught.value.message} | {caught.value.hint}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (public_pem(KEYS["ed25519"]), "is a public key; signing needs the private one"),
        (pem(KEYS["rsa"], SECRET), "is encrypted | put its password into `SRM_CONFORMANCE_ATTEST_PASSWORD`"),
        (pem(x25519.X25519PrivateKey.generate()), "is of a kind that does not sign here | Ed25519, ECDSA"),
        (pem(ed448.Ed448PrivateKey.generate()), "is of a kind that does not sign here"),
        (pem(ec.generate_private_key(ec.SECP256K1())), "the curve of the key"),
        (pem(rsa.generate_private_key(65537, 1024)), "has 1024 bits; 2048 are the least"),  # noqa: S505 - that is the point
        (b"", "is no private key in PEM"),
        (b"-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n", "is no private key in PEM"),
        (b"\0\xff" * 100, "is no private key in PEM"),
        (X448_OF_32_BYTES, "is no private key in PEM"),
    ],
    ids=range(10),
)
def test_a_key_that_cannot_sign_is_refused_in_words(folder, content, expected):
    (folder / "k").write_bytes(content)
    assert expected in refusal(signer, folder / "k")


def test_a_key_of_a_retired_kind_is_refused(folder):
    (folder / "k").write_bytes(pem(dsa.generate_private_key(1024)))  # noqa: S505 - that is the point
    assert "is of a kind that does not sign here" in refusal(signer, folder / "k")


def test_a_key_that_is_not_there_is_refused(folder):
    assert "cannot be read: No such file" in refusal(signer, folder / "none.pem")
    assert "cannot be read: Is a directory" in refusal(signer, folder)


@pytest.mark.parametrize("password", [SECRET.decode(), "of another key"])
def test_the_password_of_a_key_comes_by_the_environment(folder, monkeypatch, password):
    monkeypatch.setenv(PASSWORD, password)
    (folder / "k").write_bytes(pem(KEYS["rsa"], SECRET))
    if password == SECRET.decode():
        assert signer(folder / "k").public_key.keytype == "rsa"
    else:
        assert "the password in `SRM_CONFORMANCE_ATTEST_PASSWORD` is wrong" in refusal(signer, folder / "k")


def test_a_password_that_no_key_needs_does_no_harm(folder, monkeypatch):
    monkeypatch.setenv(PASSWORD, "unneeded")
    assert signer(folder / "key.pem").public_key.keytype == "ed25519"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pem(KEYS["ed25519"]), "is a private key; verifying needs the public one"),
        (b"", "is no public key in PEM"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "is no public key in PEM"),
        (public_pem(x25519.X25519PrivateKey.generate()), "is no public key in PEM that this tool can use"),
        (public_pem(ec.generate_private_key(ec.SECP256K1())), "is no public key in PEM that this tool can use"),
    ],
    ids=range(5),
)
def test_a_key_that_cannot_verify_is_refused_in_words(folder, content, expected):
    (folder / "k").write_bytes(content)
    assert expected in refusal(verifier, folder / "k")


def test_no_refusal_repeats_a_word_of_the_key(folder):
    broken = pem(KEYS["rsa"]).replace(b"MIIE", b"!!!!", 1)
    (folder / "k").write_bytes(broken)
    said = refusal(signer, folder / "k")
    assert [line for line in broken.decode().splitlines() if line in said] == []


def test_the_envelope_is_its_owners_alone_and_holds_nothing_of_the_key(folder):
    path = attest(result(PASS), folder / "evidence.jsonl", folder / "key.pem")
    assert path.stat().st_mode & 0o777 == 0o600
    raw = KEYS["ed25519"].private_bytes_raw()
    text = path.read_bytes()
    assert raw not in text
    assert base64.b64encode(raw) not in text
    assert raw.hex().encode() not in text
