"""Feed bytes to what reads files of a user's, led by coverage: `python fuzz/readers.py READER [libFuzzer options]`."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["conformance"]):
    from conformance.catalogue import requirements
    from conformance.compare.diff import compare
    from conformance.compare.drawing import html
    from conformance.compare.merge import merge
    from conformance.compare.telling import markdown, print_difference
    from conformance.compare.trend import trend
    from conformance.document.load import load as load_document
    from conformance.drive.journal import past, read_journal
    from conformance.faces.verifying import bound
    from conformance.model.errors import UserError
    from conformance.profile.load import loads
    from conformance.profile.options import OPTIONS
    from conformance.profile.waivers import load_waivers
    from conformance.recorded import Wish, record
    from conformance.report import FORMATS
    from conformance.report.reading import read_report
    from conformance.run import judge_evidence
    from conformance.run.attest import InvalidAttestationError, stated, verified, waivers
    from conformance.run.keys import signer, verifier

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from mutator import mutate
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

FOLDER = Path(tempfile.mkdtemp())
FILE = FOLDER / "file.json"
BUNDLED = load_document("2.0.0")
IDS = [each.id for each in requirements(BUNDLED)]
SIGNER = CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))


def profile(data: bytes) -> None:
    """A profile."""
    loads(data.decode("utf-8", "replace"), environ={"A": "marker"})


def options(data: bytes) -> None:
    """Options of the command line, one a line, in the order of the table."""
    said = data.decode("utf-8", "replace").split("\n")
    loads("", environ={}, overrides=dict(zip(OPTIONS, said, strict=False)))


def waiving(data: bytes) -> None:
    """A file of waivers."""
    FILE.write_bytes(data)
    load_waivers(FILE, IDS)


def document(data: bytes) -> None:
    """An OpenAPI document, and what it obliges to."""
    FILE.write_bytes(data)
    requirements(load_document(str(FILE)))


def evidence(data: bytes) -> None:
    """A file of evidence, judged and told in every format."""
    FILE.write_bytes(data)
    _told(FILE)


def recording(data: bytes) -> None:
    """A HAR, made into evidence, judged and told."""
    FILE.write_bytes(data)
    with tempfile.TemporaryDirectory() as out:
        evidence = Path(out) / "evidence.jsonl"
        for _ in record(FILE, evidence, BUNDLED, Wish()):
            pass
        _told(evidence)


def _told(path: Path) -> None:
    result = judge_evidence(path)
    for make in FORMATS.values():
        if not make(result):
            raise AssertionError("an empty report")


def journal(data: bytes) -> None:
    """The journal of a run that was killed."""
    FILE.write_bytes(data)
    past(read_journal(FILE))


def report(data: bytes) -> None:
    """A JSON report, compared, merged, drawn."""
    FILE.write_bytes(data)
    found = read_report(FILE)
    difference = compare(found, found)
    print_difference(difference, io.StringIO())
    markdown(difference)
    merged = merge([found])
    json.dumps(merged.written, allow_nan=False)
    html(trend(FOLDER))


def envelope(data: bytes) -> None:
    """A DSSE envelope."""
    FILE.write_bytes(data)
    _attested()


def statement(data: bytes) -> None:
    """What is in a DSSE envelope, signed by the key that is believed."""
    sealed = Envelope(data, "application/vnd.in-toto+json", {})
    sealed.sign(SIGNER)
    FILE.write_text(json.dumps(sealed.to_dict()))
    _attested()


def _attested() -> None:
    try:
        found = verified(FILE, SIGNER.public_key)
    except InvalidAttestationError:
        return
    waivers(found)
    if not all(isinstance(each, str) for each in (*stated(found).values(), *dict(bound(found)).values())):
        raise AssertionError("what is told is no text")


def key(data: bytes) -> None:
    """A key to sign with, or one to verify by."""
    FILE.write_bytes(data)
    try:
        verifier(FILE)
    except UserError:
        signer(FILE)


READERS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (
        *(profile, options, waiving, document, evidence, recording),
        *(journal, report, envelope, statement, key),
    )
}


def main() -> None:
    """Fuzz the reader that is named until libFuzzer has had enough."""
    if len(sys.argv) < 2 or sys.argv[1] not in READERS:  # noqa: PLR2004 - the name of a reader is due
        sys.exit(f"name one of: {', '.join(READERS)}")
    read = READERS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        try:
            with redirect_stdout(io.StringIO()):
                read(data)
        except UserError as error:
            if not error.message:
                raise AssertionError("an error without words") from error

    def changed(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)  # noqa: S311 - repeatable, not secret
        found = mutate(data, random) if random.randrange(3) else None
        return found if found is not None and len(found) <= most else atheris.Mutate(data, len(data))

    atheris.Setup(sys.argv, one, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
