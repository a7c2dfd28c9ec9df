"""Make something whole of each kind for the fuzzer to begin with: `python fuzz/corpus.py FOLDER`."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.profile.load import loads
from conformance.profile.template import Known, template
from conformance.reference.serve import start
from conformance.report import write
from conformance.run import judge_target
from conformance.run.attest import attest

AREAS = ["effect.gone-by-id"]
WAIVER = {"id": "status.deletion-is-accepted", "reason": "r", "owner": "o", "link": "l"}
SPEC = Path(__file__).parent.parent / "spec" / "srm-2.0.0.yaml"
PEM = serialization.Encoding.PEM


def main(folder: Path) -> None:
    """Write a folder of beginnings for each reader of `readers.py`."""
    with start(fault="unknown-is-400") as server:
        profile = server.profile()
        wished = {"depth": "quick", "only": AREAS, "out": str(folder / "run"), "seed": 1}
        result = judge_target(loads(profile, environ={}, overrides=wished))
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    keep(folder, "key", private, public)
    write("har", result, folder / "run" / "traffic.har")
    write("json", result, folder / "run" / "report.json")
    envelope = attest(result, folder / "run" / "evidence.jsonl", folder / "key" / "0").read_bytes()
    keep(folder, "profile", profile.encode(), template(Known()).encode())
    keep(folder, "options", b"http://h/v2\n2.0.0\nquick", b"\n" * 30)
    keep(folder, "waiving", _waivers())
    keep(folder, "document", SPEC.read_bytes())
    keep(folder, "evidence", (folder / "run" / "evidence.jsonl").read_bytes())
    keep(folder, "recording", (folder / "run" / "traffic.har").read_bytes())
    keep(folder, "journal", (folder / "run" / "journal.jsonl").read_bytes())
    keep(folder, "report", (folder / "run" / "report.json").read_bytes())
    keep(folder, "envelope", envelope)
    keep(folder, "statement", base64.b64decode(json.loads(envelope)["payload"]))


def _waivers() -> bytes:
    lines = (f'{name} = "{said}"' for name, said in WAIVER.items())
    return "\n".join(("[[waiver]]", *lines, "until = 2999-03-31", "")).encode()


def keep(folder: Path, reader: str, *wholes: bytes) -> None:
    """Write beginnings for a reader."""
    (folder / reader).mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(wholes):
        (folder / reader / str(number)).write_bytes(each)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
