"""`--attest` and `verify` as a user meets them: what was signed, is this it, and does the verdict follow."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from securesystemslib.dsse import Envelope

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.faces.cli import code_of
from conformance.model.terms import Depth
from conformance.reference.serve import start
from conformance.run.keys import signer

SPEC = Path(__file__).parents[2] / "spec" / "srm-2.0.0.yaml"
BROKEN = "status.unknown-pairing-is-not-found"
EVERY = len(requirements(load("2.0.0"), Depth.QUICK))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A run against a wrong server, signed."""
    folder = tmp_path_factory.mktemp("attested")
    key = Ed25519PrivateKey.generate()
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "key.pub").write_bytes(public)
    with start(fault="unknown-is-400") as server:
        (folder / "profile.toml").write_text(server.profile())
        options = ["--depth=quick", "--only=status", "--seed=1", "--quiet", f"--out={folder / 'out'}"]
        reports = [f"--report=json={folder / 'report.json'}", f"--attest={folder / 'key.pem'}"]
        assert code_of(["run", f"--profile={folder / 'profile.toml'}", *options, *reports]) == 1
    return folder


@pytest.fixture
def folder(recorded, tmp_path):
    return Path(shutil.copytree(recorded, tmp_path / "copy"))


def verify(folder, *more):
    return code_of(["verify", str(folder / "out" / "attestation.dsse.json"), f"--key={folder / 'key.pub'}", *more])


def words(text):
    return " ".join(text.split())


def test_it_says_in_plain_words_what_was_signed(folder, capsys):
    assert verify(folder) == 0
    out = words(capsys.readouterr().out)
    assert "verdict non-conformant: 1 MUST broken" in out
    assert f"result FAILED: 3 passed, 1 failed, {EVERY - 4} not-tested" in out
    assert "only status; depth quick" in out
    assert "as installed here" in out
    assert out.endswith("valid: signed by this key; the verdict is non-conformant")


def test_evidence_document_and_report_are_the_ones_that_were_signed(folder, capsys):
    given = (
        f"--evidence={folder / 'out' / 'evidence.jsonl'}",
        f"--document={SPEC}",
        f"--report={folder / 'report.json'}",
    )
    assert verify(folder, *given) == 0
    out = words(capsys.readouterr().out)
    assert "evidence.jsonl` is the evidence that was judged" in out
    assert f"judged again, the evidence gives the same verdict, and the same for all {EVERY} requirements" in out
    assert "srm-2.0.0.yaml` is the document in force" in out
    assert f"report.json` gives the same verdict, and the same for all {EVERY} requirements" in out


def test_evidence_that_was_changed_is_found_out(folder, capsys):
    path = folder / "out" / "evidence.jsonl"
    path.write_bytes(path.read_bytes().replace(b"400", b"404"))
    assert verify(folder, f"--evidence={path}") == 1
    out = words(capsys.readouterr().out)
    assert "is not the evidence that was judged" in out
    assert out.endswith("not valid: signed by this key, but what was given is not what was signed")


def test_another_document_is_found_out(folder, capsys):
    (folder / "own.yaml").write_bytes(SPEC.read_bytes() + b"\n")
    assert verify(folder, f"--document={folder / 'own.yaml'}") == 1
    assert "own.yaml` is not the document in force" in words(capsys.readouterr().out)


def test_a_report_that_was_touched_up_is_found_out(folder, capsys):
    path = folder / "report.json"
    report = json.loads(path.read_text())
    report["verdict"] = "conformant"
    for each in report["requirements"]:
        each["verdict"] = "pass" if each["id"] == BROKEN else each["verdict"]
    path.write_text(json.dumps(report))
    assert verify(folder, f"--report={path}") == 1
    assert f"gives conformant: {BROKEN} (signed: failed; now: passed)" in words(capsys.readouterr().out)


def test_the_report_of_another_target_is_found_out(folder, capsys):
    path = folder / "report.json"
    report = json.loads(path.read_text())
    report["target"]["base_url"] = "https://other.example"
    path.write_text(json.dumps(report))
    assert verify(folder, f"--report={path}") == 1
    assert "the target in" in words(capsys.readouterr().out)


def test_a_verdict_that_was_signed_and_does_not_follow_is_found_out(folder, capsys):
    """Whoever holds the key may sign anything; the evidence tells."""
    path = folder / "out" / "attestation.dsse.json"
    said = json.loads(base64.b64decode(json.loads(path.read_text())["payload"]))
    said["predicate"]["failedTests"].remove(BROKEN)
    said["predicate"]["passedTests"].append(BROKEN)
    lie = Envelope(json.dumps(said).encode(), "application/vnd.in-toto+json", {})
    lie.sign(signer(folder / "key.pem"))
    path.write_text(json.dumps(lie.to_dict()))
    assert verify(folder) == 0
    assert verify(folder, f"--evidence={folder / 'out' / 'evidence.jsonl'}") == 1
    assert f"{BROKEN} (signed: passed; now: failed)" in words(capsys.readouterr().out)


def test_waivers_are_signed_too_and_judged_with(folder, capsys):
    waivers, evidence = folder / "w.toml", folder / "out" / "evidence.jsonl"
    waivers.write_text(f'[[waiver]]\nid = "{BROKEN}"\nreason = "r"\nuntil = 2999-01-01\n')
    options = [f"--attest={folder / 'key.pem'}", f"--waivers={waivers}", "--quiet"]
    assert code_of(["judge", str(evidence), *options]) == 0
    assert verify(folder, f"--evidence={evidence}") == 0
    assert "WARNED: 3 passed, 1 warned or waived" in words(capsys.readouterr().out)


def test_nothing_that_a_run_leaves_behind_holds_the_key(folder):
    key = (folder / "key.pem").read_bytes().splitlines()[1]
    assert [each.name for each in folder.rglob("*") if each.is_file() and key in each.read_bytes()] == ["key.pem"]


def test_judging_again_signs_the_very_same(folder):
    """Ed25519 signs without chance, and the statement holds no time of signing."""
    path = folder / "out" / "attestation.dsse.json"
    before = path.read_bytes()
    path.unlink()
    code_of(["judge", str(folder / "out"), f"--attest={folder / 'key.pem'}", "--quiet"])
    assert path.read_bytes() == before


def test_what_is_no_attestation_is_not_valid(folder, capsys):
    assert code_of(["verify", str(folder / "report.json"), f"--key={folder / 'key.pub'}"]) == 1
    assert words(capsys.readouterr().out) == "not valid: it is no DSSE envelope"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--key=none.pub"], "cannot be read"),
        (["--key=key.pem"], "is a private key; verifying needs the public one"),
        (["--key=key.pub", "--evidence=none"], "cannot be read"),
        (["--key=key.pub", "--report=key.pub"], "is no JSON report of srm-conformance"),
        (["--key=key.pub", "--report=out/attestation.dsse.json"], "is no JSON report of srm-conformance"),
        ([], "--key"),
    ],
    ids=range(6),
)
def test_wrong_usage_ends_with_2(folder, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(folder)
    assert code_of(["verify", "out/attestation.dsse.json", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_key_that_cannot_sign_is_found_before_anything_is_sent(folder, capsys):
    assert code_of(["run", "http://127.0.0.1:9/v2", f"--attest={folder / 'key.pub'}", f"--out={folder / 'new'}"]) == 2
    assert "is a public key; signing needs the private one" in capsys.readouterr().err
    assert not (folder / "new").exists()


def test_the_key_of_a_profile_starts_at_the_profile(folder, capsys):
    text = (folder / "profile.toml").read_text() + '\n[run]\nattest = "none.pem"\n'
    (folder / "profile.toml").write_text(text)
    assert code_of(["run", f"--profile={folder / 'profile.toml'}"]) == 2
    assert f"{folder / 'none.pem'}" in capsys.readouterr().err.replace("\n", "")
